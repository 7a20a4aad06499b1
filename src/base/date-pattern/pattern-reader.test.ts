import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { patternReader } from './pattern-reader.ts'

type Case = readonly ['timestamp' | 'date', string, string | null]

/** Asked of Spark 3.3.1's own formatters of files, in UTC: microseconds or days; null: it reads none; older: only its parser before 3.0 reads it. */
const answers = JSON.parse(readFileSync(new URL('spark-answers.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly Case[]>
>

const read = (pattern: string, kind: Case[0], text: string): string | null => {
  try {
    const reader = patternReader(pattern)
    const value = kind === 'date' ? reader.day(text) : reader.moment(text)
    if (value !== undefined) return String(value)
    return reader.isOlder(text, kind) ? 'older' : null
  } catch {
    return 'no pattern'
  }
}

test('texts are read by patterns as Spark reads them', () => {
  const found = Object.fromEntries(
    Object.entries(answers).map(([pattern, cases]) => [pattern, cases.map(([kind, text]) => [kind, text, read(pattern, kind, text)])]),
  )
  expect(found).toEqual(answers)
})

test.each(['y'.repeat(20_000), '[d'.repeat(20_000), '['.repeat(20_000)])('what cannot be read is refused in a sentence: %#', (pattern) => {
  expect(() => patternReader(pattern)).toThrow(/^.{20,400}$/s)
})

test('no text takes longer than its length says', () => {
  const pattern = '[d]'.repeat(60) + '[d[ ]d]'.repeat(20)
  expect(patternReader(pattern).moment('1'.repeat(100_000))).toBeUndefined()
})
