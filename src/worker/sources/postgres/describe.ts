import { CausewayError } from '../../../base/errors.ts'
import type { DescribedTable, NewTable } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { matchColumns } from './match-columns.ts'
import { openTable } from './open-table.ts'
import type { RemoteTable } from './remote-table.ts'

/** The columns of the remote table; given ones must be columns of it, with the types they have there. */
export async function describePostgres({ source, columns }: NewTable, context: RemoteContext): Promise<DescribedTable> {
  if (source.kind !== 'jdbc') throw new CausewayError('internal', 'A table without a JDBC URL was given to the PostgreSQL source')
  const { session, table, options } = await openTable(source, context)
  await session.end()
  if (options.partitionColumn !== undefined) checkPartitionColumn(options.partitionColumn, table)
  if (columns !== undefined) {
    matchColumns(columns, table)
    return { columns, partitionedBy: undefined }
  }
  const found = table.columns.map(({ name, type }) => ({ name, type: type.sparkType }))
  if (found.length === 0) throw new CausewayError('not-supported', `${table.shownName} has no columns`)
  return { columns: found, partitionedBy: undefined }
}

/** Nothing is split by it; a name that is wrong is a mistake all the same. Spark splits by numbers, dates and timestamps, and finds the column without regard to case. */
function checkPartitionColumn(name: string, { columns, shownName }: RemoteTable): void {
  const column = columns.find((one) => one.name.toLowerCase() === name.replaceAll(/^["`]|["`]$/g, '').toLowerCase())
  if (column === undefined) {
    throw new CausewayError(
      'invalid-parameter',
      `The option partitionColumn is a column of the remote table, and ${shownName} has no column ${name}`,
    )
  }
  if (!/^(smallint|int|bigint|float|double|decimal.*|date|timestamp)$/.test(column.type.sparkType)) {
    throw new CausewayError(
      'invalid-parameter',
      `The option partitionColumn is a column of numbers, dates or timestamps, and ${name} is ${column.typeName}`,
    )
  }
}
