import { CausewayError } from '../../../../base/errors.ts'
import { type Converter, type ConverterOptions, converterOf, hasNext } from './converters.ts'
import { TOKEN } from './json-token.ts'
import type { JsonTokens } from './json-tokens.ts'
import type { JsonField, JsonValue } from './json-value.ts'
import { MalformedJson, SpoiltRecord } from './read-string.ts'

export type JsonRow = readonly JsonValue[]

/** What a record is malformed for: its column, if a value of it is not of its type. */
interface RecordProblem {
  readonly what: string
  readonly column: string | undefined
  /** The byte of the text where it was found. */
  readonly at: number
}

export type ReadRecord =
  | { readonly kind: 'rows'; readonly rows: readonly JsonRow[] }
  /** `row`: what of it fits; undefined: nothing. */
  | { readonly kind: 'malformed'; readonly row: JsonRow | undefined; readonly problem: RecordProblem }

/**
 * Reads one record, as Spark 3.3.1 does: an object is a row, an array of objects is so many rows, and no text is none. Of an object the fields that do not
 * fit are left out, and it is malformed; what is no JSON, or does not fit within an array, spoils all.
 */
export class RecordReader {
  readonly #fields: readonly JsonField[]
  readonly #converters: readonly Converter[]
  readonly #indexes: ReadonlyMap<string, number>
  readonly #element: Converter

  constructor(fields: readonly JsonField[], options: ConverterOptions) {
    this.#fields = fields
    this.#converters = fields.map(({ type }) => converterOf(type, options))
    this.#indexes = new Map(fields.map(({ name }, index) => [name, index]))
    this.#element = converterOf({ kind: 'struct', fields }, options)
  }

  read(tokens: JsonTokens): ReadRecord {
    try {
      switch (tokens.next()) {
        case TOKEN.none:
          return { kind: 'rows', rows: [] }
        case TOKEN.startObject:
          return this.#object(tokens)
        case TOKEN.startArray:
          return { kind: 'rows', rows: this.#array(tokens) }
        default:
          throw new MalformedJson('it is no object')
      }
    } catch (error) {
      return { kind: 'malformed', row: undefined, problem: problemOf(error, tokens, undefined) }
    }
  }

  #object(tokens: JsonTokens): ReadRecord {
    const row: JsonValue[] = this.#fields.map(() => null)
    let problem: RecordProblem | undefined
    while (hasNext(tokens, TOKEN.endObject)) {
      const index = this.#indexes.get(tokens.name)
      const converter = index === undefined ? undefined : this.#converters[index]
      if (index === undefined || converter === undefined) {
        tokens.skipChildren()
        continue
      }
      try {
        row[index] = converter(tokens)
      } catch (error) {
        if (error instanceof SpoiltRecord) throw error
        problem ??= problemOf(error, tokens, this.#fields[index]?.name)
        tokens.skipChildren()
      }
    }
    return problem === undefined ? { kind: 'rows', rows: [row] } : { kind: 'malformed', row, problem }
  }

  #array(tokens: JsonTokens): readonly JsonRow[] {
    const rows: JsonRow[] = []
    while (hasNext(tokens, TOKEN.endArray)) {
      const row = this.#element(tokens)
      if (!Array.isArray(row)) throw new MalformedJson('it holds null in the place of an object')
      rows.push(row)
    }
    return rows
  }
}

function problemOf(error: unknown, tokens: JsonTokens, column: string | undefined): RecordProblem {
  if (error instanceof MalformedJson) return { what: error.message, column, at: tokens.at }
  if (error instanceof CausewayError && column !== undefined) {
    throw new CausewayError(error.kind, `Column "${column}": ${error.message}`, error.hint === undefined ? {} : { hint: error.hint })
  }
  throw error
}
