import { CausewayError } from '../../../base/errors.ts'
import { checkPartitionColumn } from '../shared/jdbc/check-partition-column.ts'
import type { DescribedTable, NewTable } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { matchColumns } from './match-columns.ts'
import { openTable } from './open-table.ts'

/** The columns of the remote table; given ones must be columns of it, with the types they have there. */
export async function describeMysql({ source, columns }: NewTable, context: RemoteContext): Promise<DescribedTable> {
  if (source.kind !== 'jdbc') throw new CausewayError('internal', 'A table without a JDBC URL was given to the MySQL source')
  const { session, table, written } = await openTable(source, context)
  await session.end()
  const { partitionColumn, lowerBound, upperBound } = written.options
  checkPartitionColumn({ partitionColumn, lowerBound, upperBound }, table)
  if (columns !== undefined) {
    matchColumns(columns, table)
    return { columns, partitionedBy: undefined }
  }
  return { columns: table.columns.map(({ name, type }) => ({ name, type: type.sparkType })), partitionedBy: undefined }
}
