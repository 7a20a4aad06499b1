import { expect, test } from 'vitest'
import { chances } from '../../../../../../testing/chances.ts'
import { fileFormat } from '../../file-format.ts'
import type { CsvDialect } from '../csv-dialect.ts'
import { ValueTable } from '../value-table.ts'
import { RecordTokenizer } from './record-tokenizer.ts'

const COLUMNS = [0, 1, 2, 3, 4]
const LINES = 4000

function dialectOf(options: Readonly<Record<string, string>>): CsvDialect {
  const format = fileFormat({ kind: 'files', format: 'csv', location: 'obs://b/f', options })
  if (format.kind !== 'csv') throw new Error('no CSV')
  return format.dialect
}

/** Reads lines one after the other, for one may leave something to the next. */
class Lines {
  readonly #wanted: readonly number[]
  readonly #table: ValueTable
  readonly #tokenizer: RecordTokenizer
  plain = 0

  constructor(dialect: CsvDialect, wanted: readonly number[]) {
    this.#wanted = wanted
    this.#table = new ValueTable(wanted, 1)
    this.#tokenizer = new RecordTokenizer(dialect, this.#table, wanted.length < COLUMNS.length)
    this.#tokenizer.startFile()
  }

  read(line: string, triesPlain: boolean): readonly unknown[] {
    const bytes = Buffer.from(`${line}\n`)
    this.#table.startRow(0)
    if (triesPlain && this.#tokenizer.plainLine(bytes, 0) >= 0) this.plain += 1
    else this.#tokenizer.line(bytes, 0, bytes.length - 1)
    const values = this.#wanted.map((_, slot) => {
      const [offset, length] = [this.#table.offset(slot, 0), this.#table.length(slot, 0)]
      if (length < 0) return null
      return offset < 0
        ? this.#tokenizer.ownBytes.toString('utf8', ~offset, ~offset + length)
        : bytes.toString('utf8', offset, offset + length)
    })
    const answer = [this.#tokenizer.valueCount, ...values]
    this.#tokenizer.forget()
    return answer
  }
}

const trims = { ignoreLeadingWhiteSpace: 'true', ignoreTrailingWhiteSpace: 'true' }

test.each([
  [{}],
  [{ escape: '"' }],
  [trims],
  [{ ignoreLeadingWhiteSpace: 'true' }],
  [{ ignoreTrailingWhiteSpace: 'true', nullValue: 'a' }],
  [{ ...trims, escape: '"', emptyValue: 'E' }],
  [{ ...trims, sep: '\t' }],
  [{ sep: '||' }],
  [{ sep: '||', escape: '"', nullValue: 'a' }],
  [{ sep: 'ab,' }],
  [{ sep: '::', ...trims }],
])('a line that is read in one go has the values that the parser finds in it: %o', (options: Readonly<Record<string, string>>) => {
  const chance = chances()
  const sep = options['sep'] ?? ','
  const signs = [sep, sep, sep, 'a', 'b', '1', ' ', '"', '"', '\\', '\t', '\0', sep.charAt(0), 'value', '"q"', '"x y"', '  ']
  for (const wanted of [COLUMNS, [1, 3]]) {
    const dialect = dialectOf(options)
    const [inOneGo, parsed] = [new Lines(dialect, wanted), new Lines(dialect, wanted)]
    for (let count = 0; count < LINES; count += 1) {
      const length = 1 + Math.floor(chance() * 9)
      const text = Array.from({ length }, () => signs[Math.floor(chance() * signs.length)] ?? '').join('')
      // A line of blanks is none, and one that begins with a blank is not read so.
      const line = text.charCodeAt(0) <= 0x20 ? `a${text}` : text
      expect([line, ...inOneGo.read(line, true)]).toEqual([line, ...parsed.read(line, false)])
    }
    if (options['sep'] !== '::') expect(inOneGo.plain).toBeGreaterThan(LINES / 20)
  }
})
