import fc from 'fast-check'
import { expect, it } from 'vitest'
import { splitStatements } from '../../../base/sql-text/split-statements.ts'
import { tokenize } from './lexer.ts'

const parts = fc.constantFrom(
  ...[
    "'",
    '"',
    '`',
    ';',
    '\\',
    '\n',
    '\r',
    ' ',
    '--',
    '/*',
    '*/',
    'r',
    'R',
    'a',
    '1',
    '.',
    '_',
    'e',
    "r'",
    "'a;b'",
    '"a;b"',
    '`a;b`',
    '- ',
    '/',
    '*',
  ],
)

it('a text is split where the lexer finds a semicolon, and where it finds no end there is none', () => {
  fc.assert(
    fc.property(
      fc.array(parts, { maxLength: 30 }).map((some) => some.join('')),
      (text) => {
        const found = splitStatements(text)
        const unclosed = found.at(-1)?.unclosedAt
        let semicolons: readonly number[]
        try {
          semicolons = tokenize(text).flatMap(({ kind, text: sign, start }) => (kind === 'symbol' && sign === ';' ? [start] : []))
        } catch (thrown) {
          // A sign that is no part of SQL is found by whoever reads the statement.
          const message = thrown instanceof Error ? thrown.message : ''
          if (unclosed === undefined) expect(message).not.toContain('without its end')
          return
        }
        expect(unclosed).toBeUndefined()
        const ends = found.flatMap(({ to, isEnded }) => (isEnded ? [text.indexOf(';', to)] : []))
        // Where nothing stands between two of them, there is no statement.
        for (const end of ends) expect(semicolons).toContain(end)
        const left = semicolons.filter((at) => !found.some(({ from, to }) => from <= at && at < to))
        expect(left).toEqual(semicolons)
      },
    ),
    { numRuns: 2_000 },
  )
})
