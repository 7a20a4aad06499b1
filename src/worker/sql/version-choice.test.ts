import { expect, test } from 'vitest'
import { versionChoice } from './version-choice.ts'

const at = (text: string) => versionChoice({ kind: 'timestamp', text })

test.each([
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  [' 2024-02-29 12:34 ', '2024-02-29T12:34:00.000Z'],
  ['2024-02-29T12:34:56.789', '2024-02-29T12:34:56.789Z'],
  ['2024-02-29 12:34:56.789999Z', '2024-02-29T12:34:56.789Z'],
  ['2024-02-29 00:30:00+02:00', '2024-02-28T22:30:00.000Z'],
])("the time '%s' is the moment %s, in UTC where no zone is written", (text, moment) => {
  expect(at(text)).toEqual({ at: Date.parse(moment) })
})

test.each(['yesterday', '', '2024-02-30', '2023-02-29 10:00', '2024-13-01', '2024-01-01 25:00', '2024-01-01 10:00 CET', '1969-12-31'])(
  "'%s' is no time of a version",
  (text) => {
    expect(() => at(text)).toThrow('is no time')
  },
)

test('a number of a version is a whole one, and one of more digits the id of a snapshot', () => {
  expect(versionChoice({ kind: 'version', text: '0' })).toEqual({ version: 0 })
  expect(versionChoice({ kind: 'version', text: '9223372036854775807' })).toEqual({ snapshot: '9223372036854775807' })
  for (const text of ['-1', '1.5', '1e3', '99999999999999999999'])
    expect(() => versionChoice({ kind: 'version', text })).toThrow('is no number')
})
