import { expect, test } from 'vitest'
import { inferCsvSchema } from './csv-schema.ts'

// Answers of Spark 3.3.1.
test.each(['T12', 'T1', '2024-01-02 12', '2024-01-02T1', '2024-01-02 12:30:5.', '2024-01-02 '])(
  '%s is a timestamp to schema_of_csv',
  (field) => {
    expect(inferCsvSchema([field], {})).toBe('STRUCT<_c0: TIMESTAMP>')
  },
)

test.each([
  ...['t12', 'T', 'T12:', '12:', '12:3:', '2024-01-02 12:', '2024-01-02 12:30:', '2024-01-02T', 'T24', '2024-01-02 24', 'T12Z'],
  ...['2024-01-02 12Z', 'T12:30Z', '12:30Z', 'T123', '2024-01-02 123'],
])('%s is a text to schema_of_csv', (field) => {
  expect(inferCsvSchema([field], {})).toBe('STRUCT<_c0: STRING>')
})

test.each([
  ...['294247-01', '294247-01-10', '+294247-01-01', '294247-01-10 04:00:54.775807', '294247-01-10T05:00:54.775807+01:00'],
  ...['294247-01-10 05:00:00 Europe/Berlin', '-290308-12-22', '-290308-12-21T19:59:05.224192', '-290304-02-29', '-290307-01-01'],
])('%s is within the time that Spark has timestamps of, to schema_of_csv', (field) => {
  expect(inferCsvSchema([field], {})).toBe('STRUCT<_c0: TIMESTAMP>')
})

test.each([
  ...['294247-01-11', '294248-01-01', '294247-01-10 04:00:54.775808', '294247-01-10T05:00:54.775808+01:00', '999999-01-01'],
  ...['294247-01-10 23:00:00 Europe/Berlin', '-290308-12-21', '-290308-12-21T19:59:05.224191', '-290309-01-01', '-290308-12'],
  ...['-290307-02-29', '-290308-12-21T20:30:00 Europe/Berlin'],
])('%s is not, and so it is a text', (field) => {
  expect(inferCsvSchema([field], {})).toBe('STRUCT<_c0: STRING>')
})

test.each([
  ['294247-01-10 04:00:54.775807', 'dd.MM.yyyy', 'TIMESTAMP'],
  ['294247-01-10 04:00:54.775808', 'dd.MM.yyyy', 'STRING'],
  ['-290308-12-21', 'dd.MM.yyyy', 'STRING'],
  ['02.01.2024', 'dd.MM.yyyy', 'TIMESTAMP'],
  ['2024-01-02', 'dd.MM.yyyy', 'TIMESTAMP'],
  ['2024-01-02 10:11:12 CET', 'dd.MM.yyyy', 'STRING'],
  ['12:30', 'dd.MM.yyyy', 'STRING'],
  ['12:30', 'HH:mm', 'TIMESTAMP'],
  ['1.5', 'dd.MM', 'DOUBLE'],
  ['02.01.2024', '', 'STRING'],
  ['2024-01-02', '', 'TIMESTAMP'],
])('%s by the timestampFormat %j is a %s', (field, timestampFormat, type) => {
  expect(inferCsvSchema([field], { timestampFormat })).toBe(`STRUCT<_c0: ${type}>`)
})

test.each([
  ['Europe/Paris', 'TIMESTAMP'],
  ['europe/paris', 'STRING'],
  ['EST', 'TIMESTAMP'],
  ['est', 'STRING'],
  ['utc', 'STRING'],
  ['+01:30', 'TIMESTAMP'],
  ['+19:00', 'STRING'],
  ['SystemV/AST4', 'TIMESTAMP'],
  ['x', 'STRING'],
])('a moment with the zone %s is a %s', (zone, type) => {
  expect(inferCsvSchema([`2024-01-02 10:11:12 ${zone}`], {})).toBe(`STRUCT<_c0: ${type}>`)
})
