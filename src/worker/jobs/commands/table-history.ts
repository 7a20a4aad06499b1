import { CausewayError } from '../../../base/errors.ts'
import { readOnlyHint } from '../../../protocol/table-format.ts'
import { warehousePlace } from '../../../protocol/warehouse-place.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import { logHistory } from '../../sources/files/table-format/open-snapshot.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { NamedRelation } from '../../sql/session/session-command.ts'
import type { JobContext } from '../job-context.ts'
import { textRows } from './command-rows.ts'
import { existingRelation } from './relation.ts'

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>

export async function describeHistory({ relation, limit }: Of<'describe-history'>, context: JobContext): Promise<ResultRows> {
  const found = await existingRelation(relation, context)
  const logged = found.kind === 'table' ? await logHistory(found.table, context) : undefined
  const versions = logged ?? (await context.call({ kind: 'list-versions', ...(await managedTable(relation, context)) })).versions
  return textRows(
    ['version', 'timestamp', 'userName', 'operation', 'jobId', 'addedFiles', 'removedFiles', 'isKept'],
    versions
      .slice(0, limit)
      .map((one) => [
        String(one.version),
        new Date(one.committedAt).toISOString().replace('T', ' ').replace('Z', ''),
        one.userName === '' ? null : one.userName,
        one.operation === '' ? null : one.operation,
        one.jobId ?? null,
        String(one.addedFiles),
        String(one.removedFiles),
        String(one.isKept),
      ]),
  )
}

export async function restoreTable({ relation, was }: Of<'restore-table'>, context: JobContext): Promise<ResultRows> {
  const { version } = await context.call({ kind: 'restore-table', ...(await managedTable(relation, context)), was })
  return textRows(['version'], [[String(version)]])
}

export async function vacuumTable({ relation, hours, isDry }: Of<'vacuum-table'>, context: JobContext): Promise<ResultRows> {
  const age = hours === undefined ? {} : { hours }
  const table = await managedTable(relation, context)
  if (isDry) {
    const { files } = await context.call({ kind: 'list-old-files', ...table, ...age })
    return textRows(
      ['path'],
      files.map((name) => [warehousePlace(table.database, table.table, name)]),
    )
  }
  const { removedFiles } = await context.call({ kind: 'vacuum-table', ...table, ...age })
  return textRows(['removedFiles'], [[String(removedFiles)]])
}

async function managedTable(named: NamedRelation, context: JobContext): Promise<{ readonly database: string; readonly table: string }> {
  const found = await existingRelation(named, context)
  if (found.kind === 'table' && found.table.source.kind === 'managed') return { database: found.table.database, table: found.table.name }
  const hint = found.kind === 'table' ? readOnlyHint(found.table.source) : undefined
  if (hint !== undefined)
    throw new CausewayError('not-supported', `The versions of ${named.database}.${named.table} are not kept in the warehouse`, { hint })
  throw new CausewayError('not-supported', `${named.database}.${named.table} has no versions`, {
    hint: 'Tables in the warehouse have them: made without a location and not USING jdbc.',
  })
}
