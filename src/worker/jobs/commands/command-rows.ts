import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { WorkerCallAnswers } from '../../../protocol/worker-calls.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { JobContext } from '../job-context.ts'
import { missingDatabaseHint } from '../missing-names.ts'

export function textRows(names: readonly string[], rows: readonly (readonly (string | null)[])[]): ResultRows {
  return {
    columns: names.map((name) => ({ name, type: 'string' })),
    rowsJson: rows.map((row) => JSON.stringify(row)),
    rowCount: rows.length,
  }
}

/** Tables and views as Spark lists them, by what it calls the second column. */
export function relationRows(
  nameColumn: 'tableName' | 'viewName',
  rows: readonly (readonly [namespace: string, name: string, isTemporary: boolean])[],
): ResultRows {
  return {
    columns: [
      { name: 'namespace', type: 'string' },
      { name: nameColumn, type: 'string' },
      { name: 'isTemporary', type: 'boolean' },
    ],
    rowsJson: rows.map((row) => JSON.stringify(row)),
    rowCount: rows.length,
  }
}

export async function existingDatabase(database: string, context: JobContext): Promise<NonNullable<WorkerCallAnswers['get-database']>> {
  const found = await context.call({ kind: 'get-database', database })
  if (found !== null) return found
  throw new CausewayError('not-found', noneNamed('database', database), {
    hint: await missingDatabaseHint((call) => context.call(call), database),
  })
}
