import { lookup } from '../../../../base/lookup.ts'
import { BIGINT, DATE, TIMESTAMP } from '../../bound/bound.ts'
import { template } from '../../bound/template.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { isInteger } from '../../types/coercion.ts'
import { custom } from '../custom-function.ts'
import { constantText, type SqlFunction, scalar } from '../function-record.ts'
import { withDays } from '../operators/temporal.ts'
import { at } from './record.ts'

/** date_add of days: an int, or a text that is one. */
const days = (names: string, sign: '+' | '-'): SqlFunction =>
  custom(names, 2, 2, (values, call) => {
    const count = values[1]
    // A text that is a whole number is taken where it stands in the statement only.
    const written = count?.constant?.kind === 'string' ? /^\s*([+-]?\d+)\s*$/.exec(count.constant.value)?.[1] : undefined
    const isWritten = written !== undefined
    if (count !== undefined && !isWritten && count.type.kind !== 'void' && (!isInteger(count.type) || count.type.kind === 'bigint'))
      throw semanticError(`${call.name} takes an int of days; ${count.name} is ${count.type.kind}`)
    const sql = withDays(at(values, 0, 'date', call).sql, sign, at(values, 1, 'int', call))
    // Spark prints the number that it is.
    return { sql, type: DATE, ...(isWritten ? { name: `${call.name}(${values[0]?.name}, ${BigInt(written.replace('+', ''))})` } : {}) }
  })

const UNIT_MICROSECONDS: Readonly<Record<string, number>> = lookup({
  microsecond: 1,
  millisecond: 1000,
  second: 1_000_000,
  minute: 60_000_000,
  hour: 3_600_000_000,
  day: 86_400_000_000,
  week: 604_800_000_000,
})
const UNIT_MONTHS: Readonly<Record<string, number>> = lookup({ month: 1, quarter: 3, year: 12 })

const timestampAdd = custom('timestampadd', 3, 3, (values, call) => {
  const written = constantText(values[0], 'The unit of timestampadd')
  const unit = written.toLowerCase()
  const count = at(values, 1, 'int', call).sql
  const timestamp = at(values, 2, 'timestamp', call).sql
  const name = `timestampadd(${written}, ${values[1]?.name}, ${values[2]?.name})`
  const months = UNIT_MONTHS[unit]
  if (months !== undefined)
    return { sql: template`CAST(${timestamp} + to_months(${count} * ${months}) AS TIMESTAMP)`, type: TIMESTAMP, name }
  const size = UNIT_MICROSECONDS[unit === 'dayofyear' ? 'day' : unit]
  if (size === undefined) throw notSupported(`The unit ${unit}`)
  return { sql: template`CAST(${timestamp} + to_microseconds(CAST(${count} AS BIGINT) * ${size}) AS TIMESTAMP)`, type: TIMESTAMP, name }
})

const timestampDifference = custom('timestampdiff', 3, 3, (values, call) => {
  const written = constantText(values[0], 'The unit of timestampdiff')
  const unit = written.toLowerCase()
  const from = at(values, 1, 'timestamp', call).sql
  const to = at(values, 2, 'timestamp', call).sql
  const name = `timestampdiff(${written}, ${values[1]?.name}, ${values[2]?.name})`
  const months = UNIT_MONTHS[unit]
  if (months !== undefined) return { sql: template`(sp_month_difference(${from}, ${to}) // ${months})`, type: BIGINT, name }
  const size = UNIT_MICROSECONDS[unit]
  if (size === undefined) throw notSupported(`The unit ${unit}`)
  return { sql: template`((epoch_us(${to}) - epoch_us(${from})) // ${size})`, type: BIGINT, name }
})

/** Dates and timestamps moved, cut off and subtracted. */
export const DATE_ARITHMETIC_FUNCTIONS: readonly SqlFunction[] = [
  days('date_add dateadd', '+'),
  days('date_sub', '-'),
  scalar('datediff date_diff', ['date', 'date'], 'int', 'sp_wrap_int(CAST($1 - $2 AS BIGINT))'),
  scalar('add_months', ['date', 'int'], 'date', 'sp_with_months($1, CAST($2 AS BIGINT))'),
  scalar('last_day', ['date'], 'date', 'last_day($1)'),
  scalar('next_day', ['date', 'string'], 'date', 'sp_next_day($1, $2)'),
  scalar('trunc', ['date', 'string'], 'date', 'sp_trunc($1, $2)'),
  scalar('date_trunc', ['string', 'timestamp'], 'timestamp', 'sp_date_trunc($1, $2)'),
  scalar(
    'months_between',
    ['timestamp', 'timestamp', 'boolean?'],
    'double',
    ([a, b, r]) => template`sp_months_between(${a}, ${b}, ${r ?? 'TRUE'})`,
    {
      print: (names) => `months_between(${[...names, ...(names.length === 2 ? ['true'] : [])].join(', ')})`,
    },
  ),
  timestampAdd,
  timestampDifference,
]
