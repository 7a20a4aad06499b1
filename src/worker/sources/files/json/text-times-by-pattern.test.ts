import { expect, test } from 'vitest'
import { textTimes } from './text-times-by-pattern.ts'

const NOW = Date.UTC(2026, 10, 30, 23, 30)

const shown = (text: string, timestampFormat?: string): string | undefined => {
  const moment = textTimes({ dateFormat: undefined, timestampFormat }, () => NOW).timestamp(text)
  return moment === undefined ? undefined : new Date(Number(moment / 1000n)).toISOString()
}

/** As Apache Spark 3.3.1, which reads them in the same way on whatever day it is. */
test.each([
  ['12:30', '2026-11-30T12:30:00.000Z'],
  ['T12:30', '2026-11-30T12:30:00.000Z'],
  ['T12', '2026-11-30T12:00:00.000Z'],
  ['9:15:05.25', '2026-11-30T09:15:05.250Z'],
  ['12:30:05+01:00', '2026-12-01T11:30:05.000Z'],
  ['12:30:05 America/New_York', '2026-11-30T17:30:05.000Z'],
  ['24:00', undefined],
  ['12', undefined],
])('%s, without a date, is of the day that its zone has', (text, wanted) => {
  expect(shown(text)).toBe(wanted)
})

test('what a pattern does not read may be a time without a date, too', () => {
  expect(shown('12:30', 'HH:mm')).toBe('1970-01-01T12:30:00.000Z')
  expect(shown('12:30:05', 'HH:mm')).toBe('2026-11-30T12:30:05.000Z')
  expect(shown('12:30', 'yyyy-MM-dd')).toBe('2026-11-30T12:30:00.000Z')
})

test.each(['', '[yyyy]'])('an empty text is no moment, though the pattern %j reads it', (pattern) => {
  const times = textTimes({ dateFormat: pattern, timestampFormat: pattern })
  expect([times.timestamp(''), times.date('')]).toEqual([undefined, undefined])
})
