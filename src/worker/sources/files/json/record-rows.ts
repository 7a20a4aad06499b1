import { CausewayError } from '../../../../base/errors.ts'
import type { JsonOptions } from './json-options.ts'
import { JsonTokens } from './json-tokens.ts'
import type { JsonField } from './json-value.ts'
import { type JsonRow, type ReadRecord, RecordReader } from './read-record.ts'
import { MalformedJson } from './read-string.ts'
import { textTimes } from './text-times-by-pattern.ts'
import { type TextRange, utf8Text } from './utf8-text.ts'

export interface RecordPlace {
  readonly file: string
  /** From 1; undefined: the file is one record. */
  readonly line: number | undefined
}

/** The rows of records, with what the mode says about malformed ones. */
export class RecordRows {
  readonly #options: JsonOptions
  readonly #tokens: JsonTokens
  readonly #reader: RecordReader
  readonly #fields: readonly JsonField[]
  /** Where the column is that malformed records are written into. */
  readonly #corruptAt: number
  readonly #nulls: JsonRow

  constructor(fields: readonly JsonField[], options: JsonOptions) {
    this.#options = options
    this.#fields = fields
    this.#corruptAt = fields.findIndex(({ name }) => name === options.columnNameOfCorruptRecord)
    const corrupt = fields[this.#corruptAt]
    if (corrupt !== undefined && corrupt.type.kind !== 'string') {
      throw new CausewayError('invalid-parameter', `The column "${corrupt.name}", which malformed records are written into, must be STRING`)
    }
    if (corrupt !== undefined && fields.length === 1) {
      throw new CausewayError(
        'not-supported',
        `A query that reads only the column "${corrupt.name}" of malformed records is refused, as in Spark`,
        {
          hint: 'Select another column beside it, or CREATE TABLE … AS SELECT * first',
        },
      )
    }
    const { dialect } = options
    this.#tokens = new JsonTokens(dialect)
    const read = fields.filter((_, index) => index !== this.#corruptAt)
    this.#reader = new RecordReader(read, { allowNonNumericNumbers: dialect.allowNonNumericNumbers, times: textTimes(options) })
    this.#nulls = read.map(() => null)
  }

  /** @throws CausewayError for a malformed record in the mode FAILFAST; it names its place. */
  rowsOf(record: TextRange, place: RecordPlace): readonly JsonRow[] {
    const read = this.#read(record)
    if (read.kind === 'rows') return this.#corruptAt < 0 ? read.rows : read.rows.map((row) => this.#withCorrupt(row, null))
    switch (this.#options.mode) {
      case 'PERMISSIVE': {
        const row = read.row ?? this.#nulls
        if (this.#corruptAt < 0) return [row]
        return [this.#withCorrupt(row, record.bytes.toString('utf8', record.start, record.end))]
      }
      case 'DROPMALFORMED':
        return []
      case 'FAILFAST':
        throw malformed(read, record, place)
    }
  }

  #read(record: TextRange): ReadRecord {
    try {
      const { bytes, start, end } = utf8Text(record, this.#options.encoding)
      this.#tokens.open(bytes, start, end)
    } catch (error) {
      if (!(error instanceof MalformedJson)) throw error
      return { kind: 'malformed', row: undefined, problem: { what: error.message, column: undefined, at: record.start } }
    }
    return this.#reader.read(this.#tokens)
  }

  #withCorrupt(row: JsonRow, text: string | null): JsonRow {
    return this.#fields.map((_, index) => (index === this.#corruptAt ? text : (row[index < this.#corruptAt ? index : index - 1] ?? null)))
  }
}

function malformed({ problem }: Extract<ReadRecord, { kind: 'malformed' }>, { start }: TextRange, place: RecordPlace): CausewayError {
  const line = place.line === undefined ? '' : `, line ${place.line}`
  const column = problem.column === undefined ? '' : `, column "${problem.column}"`
  return new CausewayError(
    'invalid-parameter',
    `A record is malformed: ${place.file}${line}${column}, near byte ${problem.at - start + 1}: ${problem.what}`,
    {
      hint: "Mend the record, or read it with the option 'mode'='PERMISSIVE' (NULL for what does not fit) or 'DROPMALFORMED'",
    },
  )
}
