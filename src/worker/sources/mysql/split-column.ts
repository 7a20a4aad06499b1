import type { SplitBy } from '../shared/jdbc/partition-ranges.ts'
import type { RemoteColumn, RemoteTable } from './remote-table.ts'
import { quoteName } from './table-name.ts'

/** How a table is split by a column; undefined: it has none of that name, or not by such. */
export function splitOf(
  name: string,
  { columns }: RemoteTable,
): { readonly column: string; readonly by: SplitBy; readonly literal: (edge: string) => string } | undefined {
  const wanted = name.replaceAll(/^["`]|["`]$/g, '').toLowerCase()
  const found = columns.find((one) => one.name.toLowerCase() === wanted)
  const by = found === undefined ? undefined : splitBy(found)
  if (found === undefined || by === undefined) return undefined
  return { column: quoteName(found.name), by, literal: by === 'number' ? (edge) => edge : (edge) => `${by.toUpperCase()}'${edge}'` }
}

/** By the column itself, and not by what is read of it: an index finds the ranges. */
function splitBy({ type }: RemoteColumn): SplitBy | undefined {
  switch (type.comparable.type) {
    case 'number':
    case 'double':
      return 'number'
    case 'date':
    case 'date-or-null':
      return 'date'
    case 'timestamp':
    case 'timestamp-or-null':
      return 'timestamp'
    case 'moved-time':
      return type.sparkType === 'date' ? 'date' : 'timestamp'
    default:
      return undefined
  }
}
