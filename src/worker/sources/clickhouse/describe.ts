import type { DescribedTable, NewTable } from '../shared/source.ts'
import type { RemoteContext } from '../shared/source-context.ts'
import { matchColumns } from './match-columns.ts'
import { openTable } from './open-table.ts'

/** The columns of the remote table; given ones must be columns of it, with the types they have there. */
export async function describeClickhouse({ source, columns }: NewTable, context: RemoteContext): Promise<DescribedTable> {
  const { session, table } = await openTable(source, context)
  await session.end()
  if (columns !== undefined) {
    matchColumns(columns, table)
    return { columns, partitionedBy: undefined }
  }
  return { columns: table.columns.map(({ name, type }) => ({ name, type: type.sparkType })), partitionedBy: undefined }
}
