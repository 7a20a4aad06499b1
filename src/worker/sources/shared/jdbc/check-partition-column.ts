import { CausewayError } from '../../../../base/errors.ts'

interface ShownTable {
  readonly shownName: string
  readonly columns: readonly { readonly name: string; readonly typeName: string; readonly type: { readonly sparkType: string } }[]
}

/** A name that is wrong is a mistake, also where nothing is split by it. Spark splits by numbers, dates and timestamps, and finds the column without regard to case. */
export function checkPartitionColumn(name: string, { columns, shownName }: ShownTable): void {
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
