import { lookup } from '../../../../base/lookup.ts'
import { DOUBLE, INT, TIMESTAMP } from '../../bound/bound.ts'
import { template } from '../../bound/template.ts'
import { notSupported } from '../../syntax-error.ts'
import { isInterval } from '../../types/coercion.ts'
import { custom } from '../custom-function.ts'
import { constantText, fill, type SqlFunction, scalar } from '../function-record.ts'
import { castBound } from '../operators/cast.ts'
import { intervalPart } from './intervals.ts'
import { at } from './record.ts'

const field = (names: string, body: string): SqlFunction => scalar(names, ['date'], 'int', `CAST(${body} AS INTEGER)`)
const clock = (names: string, body: string): SqlFunction => scalar(names, ['timestamp'], 'int', `CAST(${body} AS INTEGER)`)

const FIELDS: Readonly<Record<string, string>> = lookup({
  year: 'year($1)',
  y: 'year($1)',
  years: 'year($1)',
  yr: 'year($1)',
  yrs: 'year($1)',
  quarter: 'quarter($1)',
  qtr: 'quarter($1)',
  month: 'month($1)',
  months: 'month($1)',
  mon: 'month($1)',
  mons: 'month($1)',
  week: 'week($1)',
  weeks: 'week($1)',
  w: 'week($1)',
  day: 'day($1)',
  days: 'day($1)',
  d: 'day($1)',
  dayofweek: 'dayofweek($1) + 1',
  dow: 'dayofweek($1) + 1',
  dayofweek_iso: 'isodow($1)',
  dow_iso: 'isodow($1)',
  doy: 'dayofyear($1)',
  yearofweek: 'isoyear($1)',
  hour: 'hour($1)',
  hours: 'hour($1)',
  h: 'hour($1)',
  hr: 'hour($1)',
  hrs: 'hour($1)',
  minute: 'minute($1)',
  minutes: 'minute($1)',
  min: 'minute($1)',
  mins: 'minute($1)',
  m: 'minute($1)',
})

const SECOND_NAMES: readonly string[] = ['second', 'seconds', 's', 'sec', 'secs']

const datePart = (names: string): SqlFunction =>
  custom(names, 2, 2, (values, call) => {
    const isNoText = values[0]?.type.kind !== 'string' && values[0]?.type.kind !== 'void'
    if (call.name === 'date_part' && values[0]?.constant?.kind === 'null' && !isNoText)
      return { sql: template`CAST(NULL AS DOUBLE)`, type: DOUBLE }
    const unit = constantText(values[0], `The field of ${call.name}`).toLowerCase()
    const name =
      call.name === 'extract'
        ? `extract(${values[0]?.name} FROM ${values[1]?.name})`
        : `${call.name}(${values[0]?.name}, ${values[1]?.name})`
    if (values[1] !== undefined && isInterval(values[1].type)) return { ...intervalPart(unit, values[1]), name }
    const source = at(values, 1, values[1]?.type.kind === 'date' ? 'date' : 'timestamp', call)
    if (SECOND_NAMES.includes(unit)) {
      const timestamp = castBound(source, TIMESTAMP).sql
      return {
        sql: template`CAST(((epoch_us(${timestamp}) % 60000000 + 60000000) % 60000000) / 1000000.0 AS DECIMAL(8,6))`,
        type: { kind: 'decimal', precision: 8, scale: 6 },
        name,
      }
    }
    const body = FIELDS[unit]
    if (body === undefined) throw notSupported(`The field ${unit} of ${call.name}`)
    return { sql: template`CAST(${fill(body, [source])} AS INTEGER)`, type: INT, name }
  })

/** Parts of dates and timestamps. */
export const DATE_FIELD_FUNCTIONS: readonly SqlFunction[] = [
  field('year', 'year($1)'),
  field('quarter', 'quarter($1)'),
  field('month', 'month($1)'),
  field('day dayofmonth', 'day($1)'),
  field('dayofweek', 'dayofweek($1) + 1'),
  field('weekday', 'isodow($1) - 1'),
  field('dayofyear', 'dayofyear($1)'),
  field('weekofyear', 'week($1)'),
  clock('hour', 'hour($1)'),
  clock('minute', 'minute($1)'),
  clock('second', 'second($1)'),
  scalar('dayname', ['date'], 'string', "strftime($1, '%a')"),
  scalar('monthname', ['date'], 'string', "strftime($1, '%b')"),
  datePart('extract'),
  datePart('date_part datepart'),
]
