import type { Buckets, Column } from '../../../protocol/table-definition.ts'
import { matchHint } from '../match-hint.ts'
import type { NewTableSource } from '../new-table-source.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { WrittenBuckets } from '../tree/written-parts.ts'

interface BucketedTable {
  /** Undefined: they are found at its place. */
  readonly columns: readonly Column[] | undefined
  readonly partitionedBy: readonly string[] | undefined
  readonly source: NewTableSource
}

/** As the table's columns are spelled. @throws CausewayError for what Spark refuses as well */
export function newBuckets(written: WrittenBuckets, { columns, partitionedBy = [], source }: BucketedTable): Buckets {
  if (source.kind !== 'managed' && source.kind !== 'files')
    throw notSupported('CLUSTERED BY of a table that is in a database', 'Leave CLUSTERED BY … INTO … BUCKETS out.')
  if (columns === undefined)
    throw semanticError(
      'CLUSTERED BY names columns of a list, and there is none',
      'Name the columns and their types, or leave CLUSTERED BY out.',
    )
  const namesOf = (clause: string, names: readonly string[]): string[] => {
    const found = names.map((name) => {
      const column = columns.find((one) => one.name.toLowerCase() === name.toLowerCase())
      if (column === undefined)
        throw semanticError(
          `The table would have no column ${name}, which ${clause} names`,
          matchHint(
            name,
            columns.map((one) => one.name),
          ),
        )
      if (partitionedBy.includes(column.name))
        throw semanticError(
          `${clause} names ${name}, which is a partition column`,
          'The files of a partition have one value of it: leave it out.',
        )
      return column.name
    })
    if (new Set(found).size < found.length) throw semanticError(`${clause} names a column twice`)
    return found
  }
  return { columns: namesOf('CLUSTERED BY', written.columns), sortedBy: namesOf('SORTED BY', written.sortedBy), count: written.count }
}
