import { CausewayError } from '../../../base/errors.ts'
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
  const [first] = table.columns
  if (first?.unusable !== undefined && table.columns.every(({ unusable }) => unusable !== undefined))
    throw new CausewayError('not-supported', `No column of ${table.shownName} can be used here: of ${first.name}, ${first.unusable}`)
  return {
    columns: table.columns.flatMap(({ name, type, unusable }) => (unusable === undefined ? [{ name, type: type.sparkType }] : [])),
    unusable: table.columns.flatMap(({ name, unusable: because }) => (because === undefined ? [] : [{ name, because }])),
    partitionedBy: undefined,
  }
}
