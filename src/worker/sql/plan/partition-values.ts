import { javaDoubleText, javaFloatText } from '../../../base/java/java-double-text.ts'
import { javaNumberOfText } from '../../../base/java/java-number-of-text.ts'
import { type DeclaredType, parseDeclaredType, sparkTypeName } from '../../../base/spark-type.ts'
import { NULL_PARTITION } from '../../../protocol/partition-folder.ts'
import { hasPartitionText, partitionText } from '../../../protocol/partition-text.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { PartitionValues } from '../../../protocol/table-files.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression } from '../tree/query.ts'
import { blame, blaming } from '../tree/written.ts'
import type { WrittenPartition } from '../tree/written-parts.ts'

/** What PARTITION (a = 1, b) says, the values as text; null is NULL, undefined: none is written. */
export interface NamedValue {
  readonly column: string
  readonly value: string | null | undefined
  /** The part of the statement that names it. */
  readonly written?: object
}

export function namedValues(partition: readonly WrittenPartition[]): readonly NamedValue[] {
  const seen = new Set<string>()
  return partition.map((written) => {
    const { column, value } = written
    if (seen.has(column.toLowerCase())) throw blame(semanticError(`PARTITION names the column ${column} twice`), written)
    seen.add(column.toLowerCase())
    return { column, value: value === undefined ? undefined : literalText(value, column), written }
  })
}

/** The same of a statement that chooses partitions: what NULL's folder is called means NULL, of a column of any type; an INSERT into it is refused by Spark. */
export const chosenValues = (partition: readonly WrittenPartition[]): readonly NamedValue[] =>
  namedValues(partition).map((named) => (named.value === NULL_PARTITION ? { ...named, value: null } : named))

function literalText(value: Expression, column: string): string | null {
  switch (value.kind) {
    case 'null':
      return null
    case 'boolean':
      return String(value.value)
    case 'number':
      return numberText(value)
    case 'string':
      return value.value
    case 'typed-literal':
      if (value.type !== 'binary') return value.value
      break
    case 'sign':
      if (value.operator !== '~' && value.operand.kind === 'number')
        return `${value.operator === '-' ? '-' : ''}${numberText(value.operand)}`
      break
    default:
  }
  throw notSupported(`A value of PARTITION that is no literal, of the column ${column}`, 'Write the value itself.')
}

/** A number is what it is where it stands in a query, whatever the column: 16777217F is 1.6777216E7. */
function numberText({ text, type }: Extract<Expression, { kind: 'number' }>): string {
  if (type === 'float') return javaFloatText(javaNumberOfText(text, 'float') ?? Number.NaN)
  return type === 'double' || type === 'exponent' ? javaDoubleText(Number(text)) : text
}

/**
 * The values that are written, as files of the table have them, by the columns' own names.
 * @throws CausewayError for a table without partitions, a column that is none of them, and a value that its type has not.
 */
export function partitionValues(table: TableDefinition, values: readonly NamedValue[]): PartitionValues {
  const { partitionedBy } = table
  if (partitionedBy === undefined && values.length > 0)
    throw semanticError(`The table ${table.database}.${table.name} has no partitions`, 'Leave PARTITION out.')
  const entries = values.map(({ column, value, written }) => {
    const found = table.columns.find(({ name }) => name.toLowerCase() === column.toLowerCase())
    if (found === undefined || partitionedBy?.includes(found.name) !== true)
      throw blame(
        semanticError(
          `${column} is no partition column of ${table.database}.${table.name}`,
          `Its partition columns are ${partitionedBy?.join(', ')}.`,
        ),
        written,
      )
    return value === undefined
      ? []
      : [[found.name, value === null ? null : blaming(written, () => textOf(parseDeclaredType(found.type), value, column))] as const]
  })
  return Object.fromEntries(entries.flat())
}

/** As a value of the type is written in the name of a folder. */
function textOf(type: DeclaredType, value: string, column: string): string | null {
  if (!hasPartitionText(type))
    throw notSupported(
      `A written value of the partition column ${column}, which is of type ${type.kind},`,
      'Let the query give the value: PARTITION names the column alone.',
    )
  const text = partitionText(type, value)
  if (text !== undefined) return text
  if (type.kind !== 'string' && type.kind !== 'char' && type.kind !== 'varchar')
    throw semanticError(`'${value.slice(0, 40)}' is no ${type.kind}, which the partition column ${column} is`)
  throw value === ''
    ? semanticError(`PARTITION gives the column ${column} an empty text`, 'Write NULL: the partition of an empty text is that of NULL.')
    : semanticError(`PARTITION gives the column ${column} a text that is too long for ${sparkTypeName(type)}`)
}
