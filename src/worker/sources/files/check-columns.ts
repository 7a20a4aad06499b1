import { CausewayError } from '../../../base/errors.ts'
import { someType } from '../../../base/some-type.ts'
import { parseSparkType } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { FileFormat } from './file-format.ts'

/** @throws CausewayError for a column whose values files of the format would not keep exactly when they are written, or not at all. */
export function checkColumns(columns: readonly Column[], format: FileFormat, partitionedBy: readonly string[] = []): void {
  if (format.kind === 'text') checkText(columns.filter(({ name }) => !partitionedBy.includes(name)))
  if (format.kind === 'hive') checkHive(columns, format.escapeCode)
  if (format.kind === 'hive' && format.opencsv !== undefined) checkStrings(columns.filter(({ name }) => !partitionedBy.includes(name)))
  for (const column of columns) {
    const type = parseSparkType(column.type)
    if (format.kind === 'csv' && (type.kind === 'array' || type.kind === 'map' || type.kind === 'struct')) {
      throw new CausewayError('not-supported', `Column "${column.name}" of a CSV table: CSV has no ${type.kind}`, {
        hint: 'Use USING json or USING parquet',
      })
    }
  }
}

/** Escapes are taken out of texts only: in what is made of several values a sign that is escaped would still take them apart. */
function checkHive(columns: readonly Column[], escapeCode: number | undefined): void {
  const nested = columns.find(({ type }) => ['array', 'map', 'struct'].includes(parseSparkType(type).kind))
  const bytes = columns.find(({ type }) => type !== 'binary' && someType(parseSparkType(type), ({ kind }) => kind === 'binary'))
  if (bytes !== undefined)
    throw new CausewayError(
      'not-supported',
      `Column "${bytes.name}" of type ${bytes.type} in a table of text with delimiters is not supported`,
      {
        hint: 'Use USING json or USING parquet',
      },
    )
  if (nested === undefined || escapeCode === undefined) return
  throw new CausewayError('not-supported', `Column "${nested.name}" of type ${nested.type} in a table with ESCAPED BY is not supported`, {
    hint: 'Leave ESCAPED BY out, or use USING json or USING parquet',
  })
}

function checkStrings(columns: readonly Column[]): void {
  const other = columns.find(({ type }) => type !== 'string')
  if (other === undefined) return
  throw new CausewayError(
    'invalid-parameter',
    `Column "${other.name}" of a table of OpenCSVSerde is ${other.type}: all of its are strings`,
    {
      hint: 'Cast it to STRING.',
    },
  )
}

function checkText(columns: readonly Column[]): void {
  const other = columns.find(({ type }) => type !== 'string')
  if (other !== undefined) {
    throw new CausewayError('invalid-parameter', `Column "${other.name}" of a text table is ${other.type}: text files have strings only`, {
      hint: 'Name it as STRING and cast it in the query, or use USING csv',
    })
  }
  if (columns.length === 1) return
  throw new CausewayError('invalid-parameter', `A text table has one column, and not ${columns.length}`, {
    hint: 'A row is a line: name one column of type STRING, or none; for lines of several values, use USING csv',
  })
}
