import type { SparkType } from '../../../../base/spark-type.ts'
import { type Bound, DATE, STRING, TIMESTAMP } from '../../bound/bound.ts'
import { template } from '../../bound/template.ts'
import type { ArithmeticOperator } from '../../tree.ts'
import { isInteger, isNumeric, isTemporal, tightestType } from '../../types/coercion.ts'
import { castBound, castSql } from './cast.ts'
import type { Made } from './made.ts'
import { operatorMismatch } from './mismatch.ts'

/** Spark prints what the sum of a date became. */
export function temporalName(operator: ArithmeticOperator, left: Bound, right: Bound): string | undefined {
  if (operator !== '+' && operator !== '-') return undefined
  if (left.type.kind === 'interval' && isTemporal(right.type)) return temporalName(operator, right, left)
  if (!isTemporal(left.type)) return undefined
  if (right.type.kind === 'interval') {
    if (left.type.kind !== 'date' || right.type.unit !== 'day') return `${left.name} ${operator} ${right.name}`
    const days = `extractansiintervaldays(${right.name})`
    return `date_add(${left.name}, ${operator === '+' ? days : `(- ${days})`})`
  }
  return left.type.kind === 'date' && isInteger(right.type)
    ? `${operator === '+' ? 'date_add' : 'date_sub'}(${left.name}, ${right.name})`
    : undefined
}

/** Dates, timestamps and intervals with + and -. */
export function temporal(operator: ArithmeticOperator, left: Bound, right: Bound): Made | undefined {
  const [a, b] = [left.type.kind, right.type.kind]
  const isTime = (kind: string): boolean => kind === 'date' || kind === 'timestamp'
  if (a === 'interval' && b === 'interval' && (operator === '+' || operator === '-')) {
    const type = tightestType(left.type, right.type)
    if (type === undefined) throw operatorMismatch(operator, left, right)
    return { sql: template`(${left.sql} ${operator} ${right.sql})`, type }
  }
  if (left.type.kind === 'interval' && isNumeric(right.type) && operator === '*' && isInteger(right.type))
    return { sql: template`(${left.sql} * ${right.sql})`, type: multiplied(left.type) }
  if (right.type.kind === 'interval' && isInteger(left.type) && operator === '*')
    return { sql: template`(${right.sql} * ${left.sql})`, type: multiplied(right.type) }
  if (operator === '+' && left.type.kind === 'interval') return temporal('+', right, left)
  if ((operator === '+' || operator === '-') && right.type.kind === 'interval') {
    const operand = isTime(a) ? left : castBound(left, TIMESTAMP)
    const sum = template`(${operand.sql} ${operator} ${right.sql})`
    if (a === 'string') return { sql: castSql(template`CAST(${sum} AS TIMESTAMP)`, TIMESTAMP, STRING), type: STRING }
    if (operand.type.kind === 'date' && right.type.unit !== 'day-time') return { sql: template`CAST(${sum} AS DATE)`, type: DATE }
    return { sql: template`CAST(${sum} AS TIMESTAMP)`, type: TIMESTAMP }
  }
  if (operator === '-' && isTime(a) && isTime(b)) {
    if (a === 'date' && b === 'date')
      return { sql: template`to_days(CAST(${left.sql} - ${right.sql} AS INTEGER))`, type: { kind: 'interval', unit: 'day' } }
    const [from, to] = [castBound(right, TIMESTAMP).sql, castBound(left, TIMESTAMP).sql]
    return { sql: template`to_microseconds(epoch_us(${to}) - epoch_us(${from}))`, type: { kind: 'interval', unit: 'day-time' } }
  }
  if ((operator === '+' || operator === '-') && a === 'date' && (isInteger(right.type) || b === 'void'))
    return { sql: template`CAST(${left.sql} ${operator} CAST(${right.sql} AS INTEGER) AS DATE)`, type: DATE }
  if (operator === '+' && b === 'date' && isInteger(left.type)) return temporal('+', right, left)
  return undefined
}

/** Days times a number are a day-time interval, which makes a timestamp of a date. */
const multiplied = (type: SparkType): SparkType =>
  type.kind === 'interval' && type.unit === 'day' ? { kind: 'interval', unit: 'day-time' } : type
