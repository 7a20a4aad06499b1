import { describe, expect, test } from 'vitest'
import { refusal, selectOf } from './fixtures/parsed.ts'

const literalOf = (sql: string): unknown => selectOf(`SELECT ${sql} AS x`).items[0]?.expression

describe('a number', () => {
  test.each([
    ['128Y', 'tinyint'],
    ['-129Y', 'tinyint'],
    ['32768S', 'smallint'],
    ['9223372036854775808L', 'bigint'],
    [`${'9'.repeat(400_000)}L`, 'bigint'],
    ['-9.9E38f', 'float'],
    ['3.4028234663852887e38f', 'float'],
    ['1e309', 'double'],
    ['1.8e308d', 'double'],
    [`1e${'9'.repeat(400_000)}`, 'double'],
  ])('%.40s does not fit into its type', (text, type) => {
    const error = refusal(`SELECT ${text}`)
    expect(error.kind).toBe('sql-semantics')
    expect(error.message).toMatch(/^At line 1, column 8: The number .{1,70} does not fit in the range \[-/)
    expect(error.message.endsWith(`of ${type}`)).toBe(true)
  })

  test.each(['1'.repeat(39), `0.${'0'.repeat(38)}1`, '1e40BD', '1e-39BD', `1e${'9'.repeat(40)}BD`])(
    '%.40s has more digits than a decimal',
    (text) => {
      expect(refusal(`SELECT ${text}`).message).toContain('more than 38 digits')
    },
  )

  test.each([
    ['-128Y', 'tinyint', '-128'],
    ['- 128Y', 'tinyint', '-128'],
    ['3.4028234663852886E+38f', 'float', '3.4028234663852886E+38'],
    ['1e-400', 'exponent', '1e-400'],
    ['0e999999999', 'exponent', '0e999999999'],
    ['1e3BD', 'big-decimal', '1000'],
    ['1.5e-3BD', 'big-decimal', '0.0015'],
    ['-2.50BD', 'big-decimal', '-2.50'],
    [`${'0'.repeat(100)}7`, 'integer', `${'0'.repeat(100)}7`],
  ])('%.40s is a %s', (sql, type, text) => {
    expect(literalOf(sql)).toEqual({ kind: 'number', type, text })
  })
})

describe('a string', () => {
  test.each([
    ["'a' 'b' \"c\"", 'abc'],
    ["'it''s'", 'its'],
    ["r'a\\b'", 'a\\b'],
    ['R"\\u0041" \'b\'', '\\u0041b'],
    ["'\\u0041\\U0001F600\\103'", 'A😀C'],
    ["'a\\%b\\_c\\'d'", "a\\%b\\_c'd"],
  ])('%s is %j', (sql, value) => {
    expect(literalOf(sql)).toEqual({ kind: 'string', value })
  })

  test('of a type that Spark 3.3 has no literal of is refused by its name', () => {
    expect(refusal("SELECT TIMESTAMP_NTZ '2020-01-01'").message).toBe('The literal type timestamp_ntz is not supported')
    expect(refusal("SELECT X'XY'").message).toBe("At line 1, column 8: X'XY' is not a hexadecimal literal")
    expect(literalOf("`date` '2020-01-01'")).toEqual({ kind: 'typed-literal', type: 'date', value: '2020-01-01' })
  })
})

describe('an interval', () => {
  const day = 86_400_000_000n
  test.each([
    ["INTERVAL '1' DAY", day, 'day', 'day'],
    ['INTERVAL 1 WEEK 1 DAY', 8n * day, 'day', 'day'],
    ["INTERVAL '1 02:03:04.5' DAY TO SECOND", day + 7_384_500_000n, 'day', 'second'],
    ["INTERVAL '26:03' HOUR TO MINUTE", 93_780_000_000n, 'hour', 'minute'],
    ["INTERVAL '1 02:03:99' DAY TO SECOND", day + 7_479_000_000n, 'day', 'second'],
    ['INTERVAL 1 DAY 2 HOURS', day + 7_200_000_000n, 'day', 'hour'],
    ['INTERVAL 1 HOUR 1 DAY', day + 3_600_000_000n, 'day', 'hour'],
    ["INTERVAL '1 day -2 hours'", day - 7_200_000_000n, 'day', 'hour'],
    ["INTERVAL ' interval  - .5  SECONDS '", -500_000n, 'second', 'second'],
    ['INTERVAL 1.123456789 SECOND', 1_123_456n, 'second', 'second'],
    ['INTERVAL 1 MILLISECOND', 1000n, 'second', 'second'],
    ["INTERVAL -'1-2' YEAR TO MONTH", -14n, 'year', 'month'],
    ["INTERVAL -'-1' DAY", day, 'day', 'day'],
    ['INTERVAL 1 YEARS 2 YEARS', 36n, 'year', 'year'],
    ["INTERVAL '-178956970-8' YEAR TO MONTH", -(2n ** 31n), 'year', 'month'],
    ["INTERVAL '-106751991 04:00:54.775808' DAY TO SECOND", -(2n ** 63n), 'day', 'second'],
    ["INTERVAL '1' `day`", day, 'day', 'day'],
  ])('%s', (sql, total, from, to) => {
    expect(literalOf(sql)).toMatchObject({ kind: 'interval', total, from, to })
  })

  test.each([
    ['INTERVAL 1 MONTH 1 DAY', 'both years or months and days or times'],
    ['INTERVAL 1.5 DAY', 'only seconds have a fraction'],
    ['INTERVAL 106751992 DAY', 'too long'],
    ['INTERVAL 2147483648 MONTH', 'too long'],
    [`INTERVAL ${'9'.repeat(400_000)} SECOND`, 'too long'],
    ["INTERVAL '178956970-8' YEAR TO MONTH", 'too long'],
    ["INTERVAL '1-12' YEAR TO MONTH", 'it has 12 months, and may have 11'],
    ["INTERVAL '1 25:03:04' DAY TO SECOND", 'it has 25 hours, and may have 23'],
    ["INTERVAL '02:03:04' DAY TO SECOND", "Write it as in '1 02:03:04'"],
    ["INTERVAL '1-2' YEAR TO DAY", 'YEAR TO DAY is no interval'],
    ["INTERVAL '1 day 2' DAY", 'no number of day'],
    ["INTERVAL ''", 'it names no unit of time'],
    ["INTERVAL '1 foo'", '"foo" is no unit'],
    ["INTERVAL '1 2' DAY TO HOUR '3' MINUTE", 'one text and nothing else'],
    ['INTERVAL', 'as in INTERVAL 1 DAY'],
    ['interval - 1', 'as in INTERVAL 1 DAY'],
  ])('%.60s is refused', (sql, reason) => {
    const { message, hint } = refusal(`SELECT ${sql}`)
    expect(`${message} ${hint}`).toContain(reason)
    expect(message).toContain('line 1, column ')
  })
})
