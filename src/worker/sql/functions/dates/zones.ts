import { type Zone, zoneOf } from '../../../../base/time-zones/zone-offset.ts'
import { isZoneRegion } from '../../../../base/time-zones/zone-regions.ts'
import { TIMESTAMP } from '../../bound/bound.ts'
import type { Sql } from '../../bound/sql.ts'
import { template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { custom } from '../custom-function.ts'
import { constantText, isNullConstant, type SqlFunction } from '../function-record.ts'
import { at } from './record.ts'

function zoneNamed(name: string): Zone {
  const zone = zoneOf(name)
  if (zone === undefined || (zone.kind === 'region' && !isZoneRegion(zone.name)))
    throw semanticError(
      `There is no time zone ${name.slice(0, 60)}`,
      "Name it by its region or its offset, as in 'Asia/Shanghai' or '+08:00'.",
    )
  return zone
}

const zone = (names: string, emit: (timestamp: Sql, name: string) => Sql): SqlFunction =>
  custom(names, 2, 2, (values, call) => {
    if (isNullConstant(values[1])) return { sql: text('CAST(NULL AS TIMESTAMP)'), type: TIMESTAMP }
    if (values[1]?.constant === undefined) {
      const macro = call.name === 'from_utc_timestamp' ? 'sp_row_from_utc' : 'sp_row_to_utc'
      return { sql: template`${macro}(${at(values, 0, 'timestamp', call).sql}, ${at(values, 1, 'string', call).sql})`, type: TIMESTAMP }
    }
    const name = constantText(values[1], 'The time zone')
    const found = zoneNamed(name)
    if (found.kind === 'offset') {
      const sign = call.name === 'from_utc_timestamp' ? '+' : '-'
      return {
        sql: template`(${at(values, 0, 'timestamp', call).sql} ${sign} to_microseconds(${found.milliseconds * 1000}))`,
        type: TIMESTAMP,
      }
    }
    return { sql: emit(at(values, 0, 'timestamp', call).sql, quoteString(found.name)), type: TIMESTAMP }
  })

const makeTimestamp = custom('make_timestamp', 6, 7, (values, call) => {
  const [year, month, day, hour, minute] = values.slice(0, 5).map((_, index) => at(values, index, 'int', call).sql)
  const second = at(values, 5, 'decimal(16,6)', call).sql
  const local = template`sp_make_timestamp(sp_make_date(${year}, ${month}, ${day}), ${hour}, ${minute}, ${second})`
  if (values[6] === undefined) return { sql: local, type: TIMESTAMP }
  if (isNullConstant(values[6])) return { sql: text('CAST(NULL AS TIMESTAMP)'), type: TIMESTAMP }
  if (values[6].constant === undefined)
    return { sql: template`sp_row_to_utc(${local}, ${at(values, 6, 'string', call).sql})`, type: TIMESTAMP }
  const name = constantText(values[6], 'The time zone')
  const found = zoneNamed(name)
  const sql =
    found.kind === 'region'
      ? template`sp_to_utc(${local}, ${quoteString(found.name)})`
      : template`(${local} - to_microseconds(${found.milliseconds * 1000}))`
  return { sql, type: TIMESTAMP }
})

/** Timestamps of a zone. */
export const DATE_ZONE_FUNCTIONS: readonly SqlFunction[] = [
  makeTimestamp,
  zone('from_utc_timestamp', (timestamp, name) => template`timezone(${name}, timezone('UTC', ${timestamp}))`),
  zone('to_utc_timestamp', (timestamp, name) => template`sp_to_utc(${timestamp}, ${name})`),
]
