import { CausewayError } from '../../../../base/errors.ts'
import { isBound, type SplitBy } from './partition-ranges.ts'

interface ShownTable {
  readonly shownName: string
  readonly columns: readonly { readonly name: string; readonly typeName: string; readonly type: { readonly sparkType: string } }[]
}

interface SplitOptions {
  readonly partitionColumn?: string | undefined
  readonly lowerBound?: string | undefined
  readonly upperBound?: string | undefined
}

/** A name or a bound that is wrong is a mistake, also where nothing is split by it. Spark splits by numbers, dates and timestamps, and finds the column without regard to case. */
export function checkPartitionColumn({ partitionColumn: name, ...bounds }: SplitOptions, { columns, shownName }: ShownTable): void {
  if (name === undefined) return
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
  const by = splitBy(column.type.sparkType)
  for (const [option, bound] of Object.entries(bounds)) {
    if (bound === undefined || isBound(by, bound)) continue
    throw new CausewayError('invalid-parameter', `The option ${option} is ${BOUND_OF[by]}, as ${name} is ${column.typeName}, not ${bound}`)
  }
}

const BOUND_OF: Readonly<Record<SplitBy, string>> = {
  number: 'a number',
  date: 'a date, as 2024-01-31',
  timestamp: 'a timestamp, as 2024-01-31 12:00:00',
}

const splitBy = (sparkType: string): SplitBy => (sparkType === 'date' || sparkType === 'timestamp' ? sparkType : 'number')
