/** char(n) and varchar(n) as Spark 3.3 has them: padded and checked when they are written, and padded where a column is compared. */
import { type DeclaredType, sparkTypeName, valueType } from '../../../../base/spark-type.ts'
import { type Bound, recast } from '../../bound/bound.ts'
import { isVolatile, parameter, type Sql } from '../../bound/sql.ts'
import { fragment, joined, lambda, template } from '../../bound/template.ts'
import { quoteIdentifier, quoteString } from '../../dialect/quote.ts'
import { notSupported } from '../../syntax-error.ts'

const ELEMENT = parameter('e')

/** The value as a column so declared keeps it. Too long a string stops the job; only spaces at its end may be too many. */
export function lengthChecked(sql: Sql, type: DeclaredType): Sql {
  if (sparkTypeName(type) === sparkTypeName(valueType(type))) return sql
  switch (type.kind) {
    case 'char':
      return template`sp_written_char(${sql}, ${type.length})`
    case 'varchar':
      return template`sp_written_varchar(${sql}, ${type.length})`
    case 'array':
      return template`list_transform(${sql}, ${lambda(['e'], lengthChecked(ELEMENT, type.element))})`
    case 'map': {
      const keys = template`list_transform(map_keys(${sql}), ${lambda(['e'], lengthChecked(ELEMENT, type.key))})`
      const values = template`list_transform(map_values(${sql}), ${lambda(['e'], lengthChecked(ELEMENT, type.value))})`
      return template`CASE WHEN ${sql} IS NULL THEN NULL ELSE map(${keys}, ${values}) END`
    }
    case 'struct': {
      const fields = type.fields.map(
        ({ name, type: of }) =>
          fragment`${quoteIdentifier(name)} := ${lengthChecked(template`struct_extract(${sql}, ${quoteString(name)})`, of)}`,
      )
      return template`CASE WHEN ${sql} IS NULL THEN NULL ELSE struct_pack(${joined(fields, ', ')}) END`
    }
    default:
      return sql
  }
}

/**
 * What is compared, the first with the others: where it is a char(n) column, it and the constants are padded to the longest of them; where all
 * are char columns, all are. Any other string counts as it is, and so does all of it when one operand is no string (ApplyCharTypePadding).
 */
export function padded(operands: readonly Bound[]): readonly Bound[] {
  if (operands.some((operand) => operand.type.kind !== 'string')) return operands
  const chars = operands.filter((operand) => operand.declared?.kind === 'char')
  const [column] = chars
  const length = Math.max(...chars.map((operand) => (operand.declared?.kind === 'char' ? operand.declared.length : 0)))
  if (column === undefined) return operands
  if (chars.length === operands.length)
    return operands.map((operand) =>
      operand.declared?.kind === 'char' && operand.declared.length < length ? rightPadded(operand, `${length}`) : operand,
    )
  const constants = operands.filter((operand) => operand !== column)
  const isFirst = operands[0] === column || operands.length === 2
  if (!isFirst || !constants.every(isFoldable)) return operands
  if (constants.every((operand) => operand.constant?.kind === 'string')) {
    const longest = Math.max(length, ...constants.map(characters))
    return operands.map((operand) => {
      const own = operand === column ? length : characters(operand)
      return own < longest ? rightPadded(operand, `${longest}`) : operand
    })
  }
  const lengths = constants.map((operand) => template`coalesce(length(${operand}), 0)`)
  const target = template`CAST(greatest(${length}, ${joined(lengths, ', ')}) AS INTEGER)`
  return operands.map((operand) => rightPadded(operand, target))
}

const characters = ({ constant }: Bound): number => (constant?.kind === 'string' ? [...constant.value].length : 0)

const rightPadded = (value: Bound, length: Sql | string): Bound => recast(value, template`sp_rpad(${value}, ${length}, ' ')`, value.type)

/** Whether the value is the same for all rows, and known before there are any. */
const isFoldable = (value: Bound): boolean =>
  value.constant !== undefined || (value.uses.length === 0 && !value.hasAggregate && !value.hasWindow && isClosed(value.sql))

const isClosed = (sql: Sql): boolean => sql.kind === 'template' && !sql.isOverRows && !isVolatile(sql) && sql.parts.every(isClosed)

/** Spark pads the char columns inside of arrays and structs that it compares. */
export function refuseOtherLengths(left: Bound, right: Bound): readonly Bound[] {
  const [a, b] = [left.declared, right.declared]
  if (a !== undefined && b !== undefined && sparkTypeName(a).toLowerCase() !== sparkTypeName(b).toLowerCase())
    throw notSupported(`A comparison of ${sparkTypeName(a)} with ${sparkTypeName(b)}`, 'Compare their elements or fields.')
  return [left, right]
}
