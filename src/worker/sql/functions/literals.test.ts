import { expect, test } from 'vitest'
import { selectOf } from '../parse/fixtures/parsed.ts'
import { bindLiteral } from './literals.ts'

function nameOf(sql: string): string {
  const expression = selectOf(`SELECT ${sql} AS x`).items[0]?.expression
  if (expression?.kind !== 'interval' && expression?.kind !== 'typed-literal') throw new Error(`${sql} is no literal`)
  return bindLiteral(expression, Date.UTC(2026, 10, 26, 12)).name
}

test.each([
  ['INTERVAL 1 DAY', "INTERVAL '1' DAY"],
  ['INTERVAL 1 WEEK', "INTERVAL '7' DAY"],
  ["INTERVAL '007' DAY", "INTERVAL '7' DAY"],
  ['INTERVAL 1.5 SECOND', "INTERVAL '01.5' SECOND"],
  ['INTERVAL 1 MICROSECOND', "INTERVAL '00.000001' SECOND"],
  ["INTERVAL '1 day 2 hours'", "INTERVAL '1 02' DAY TO HOUR"],
  ["INTERVAL '1 day -2 hours'", "INTERVAL '0 22' DAY TO HOUR"],
  ["INTERVAL '1 2:3:60' DAY TO SECOND", "INTERVAL '1 02:04:00' DAY TO SECOND"],
  ["INTERVAL '26:03:04.5' HOUR TO SECOND", "INTERVAL '26:03:04.5' HOUR TO SECOND"],
  ["INTERVAL '100:04.5' MINUTE TO SECOND", "INTERVAL '100:04.5' MINUTE TO SECOND"],
  ["INTERVAL '-106751991 04:00:54.775808' DAY TO SECOND", "INTERVAL '-106751991 04:00:54.775808' DAY TO SECOND"],
  ['INTERVAL 2 YEARS', "INTERVAL '2' YEAR"],
  ['INTERVAL 1 YEAR 2 MONTHS', "INTERVAL '1-2' YEAR TO MONTH"],
  ["INTERVAL -'1-2' YEAR TO MONTH", "INTERVAL '-1-2' YEAR TO MONTH"],
  ["DATE '10000-01-02'", "DATE '+10000-01-02'"],
  ["DATE '-0001-01-02'", "DATE '-0001-01-02'"],
  ["DATE 'tomorrow'", "DATE '2026-11-27'"],
  ["TIMESTAMP '10000-01-02 03:04:05'", "TIMESTAMP '+10000-01-02 03:04:05'"],
  ["TIMESTAMP '12:34'", "TIMESTAMP '2026-11-26 12:34:00'"],
  ["TIMESTAMP 'now'", "TIMESTAMP '2026-11-26 12:00:00'"],
])('%s prints as Spark 3.3.1 prints it: %s', (sql, name) => {
  expect(nameOf(sql)).toBe(name)
})
