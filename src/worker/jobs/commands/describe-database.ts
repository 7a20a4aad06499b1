import type { Properties } from '../../../protocol/table-definition.ts'
import { databasePlace } from '../../../protocol/warehouse-place.ts'
import type { ResultRows } from '../../engine/results/result-rows.ts'
import type { Command } from '../../sql/plan/plan.ts'
import type { JobContext } from '../job-context.ts'
import { existingDatabase, textRows } from './command-rows.ts'

/** In the rows of Spark 3.3, without the owner, which the worker is not told. */
export async function describeDatabase(command: Extract<Command, { kind: 'describe-database' }>, context: JobContext): Promise<ResultRows> {
  const { database, comment, properties, connection } = await existingDatabase(command.database, context)
  const rows = [
    ['Namespace Name', database],
    ['Comment', comment],
  ]
  if (connection === undefined) rows.push(['Location', databasePlace(database)])
  if (command.extended) rows.push(['Properties', propertiesText(properties)])
  if (command.extended && connection !== undefined) {
    const { url, schema, authName } = connection
    rows.push(['Connection', url], ['Remote Schema', schema], ['Datasource Authentication', authName ?? ''])
  }
  return textRows(['info_name', 'info_value'], rows)
}

/** As Spark shows them: by name, and nothing where there are none. */
function propertiesText(properties: Properties): string {
  const pairs = Object.entries(properties).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return pairs.length === 0 ? '' : `(${pairs.map(([name, value]) => `(${name},${value})`).join(', ')})`
}
