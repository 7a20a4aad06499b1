import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBListValue,
  DuckDBScalarFunction,
  type DuckDBType,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { lookup } from '../../../base/lookup.ts'
import type { Compute, EngineValue } from './compute.ts'
import { doubleFunction } from './double-function.ts'
import { hashFunction } from './hash-function.ts'
import type { JAVA_MATH, NumberFunction } from './java-math.ts'
import type { Sequence } from './moments.ts'
import { placeFunction } from './place-function.ts'
import { sequenceFunction } from './sequence-function.ts'
import type { xxHash } from './xx-hash.ts'

interface TextFunction {
  /** In their order: a text, or a list of texts. */
  readonly parameters: readonly ('text' | 'texts')[]
  readonly returns: 'text' | 'texts'
  /** The module is read when a statement first calls the function: most workers never need it. */
  readonly load: () => Promise<Compute>
}

/** Of one or two doubles; a call costs a tenth of one of texts. */
interface DoubleFunction {
  readonly count: 1 | 2
  readonly load: () => Promise<NumberFunction>
}

/** Of the values of groups, in their order. */
interface SequenceFunction {
  readonly lists: 1 | 2
  readonly load: () => Promise<Sequence | undefined>
}

/** Of each row, whatever is in it. */
interface PlaceFunction {
  readonly of: 'place'
}

/** Of bytes and a seed, as unsigned numbers of 64 bits. */
interface HashFunction {
  readonly of: 'bytes'
  readonly load: () => Promise<typeof xxHash>
}

type EngineFunction = TextFunction | DoubleFunction | SequenceFunction | PlaceFunction | HashFunction

const javaMath = (name: keyof typeof JAVA_MATH, count: 1 | 2 = 1): DoubleFunction => ({
  count,
  load: async () => (await import('./java-math.ts')).JAVA_MATH[name],
})

const moment = (name: string, lists: 1 | 2): Readonly<Record<string, SequenceFunction>> => {
  const loaded = (own: string): SequenceFunction => ({ lists, load: async () => (await import('./moments.ts')).SEQUENCES[own] })
  return { [name]: loaded(name), [`${name}_over`]: loaded(`${name}_over`) }
}

/**
 * What neither the engine nor a macro can compute: functions of our own, which the engine calls for each row. A call of those over texts costs two to
 * four microseconds.
 */
export const ENGINE_FUNCTIONS: Readonly<Record<string, EngineFunction>> = lookup({
  fn_csv_fields: {
    parameters: ['text', 'text', 'text', 'text', 'text', 'text', 'text', 'text'],
    returns: 'texts',
    load: async () => (await import('./csv.ts')).fieldsOfCsv,
  },
  fn_csv_line: {
    parameters: ['texts', 'text', 'text', 'text', 'text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./csv.ts')).lineOfCsv,
  },
  fn_json_first: {
    parameters: ['text'],
    returns: 'text',
    load: async () => (await import('./json-first.ts')).firstJson,
  },
  fn_json_plain: {
    parameters: ['text', 'text'],
    returns: 'text',
    load: async () => (await import('./json-plain.ts')).plainJsonOf,
  },
  fn_json_pretty: {
    parameters: ['text'],
    returns: 'text',
    load: async () => (await import('./json-pretty.ts')).prettyJson,
  },
  fn_random: {
    parameters: ['text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./random.ts')).randomAt,
  },
  fn_url_part: {
    parameters: ['text', 'text'],
    returns: 'text',
    load: async () => (await import('./url.ts')).partOfUrl,
  },
  fn_double_text: {
    parameters: ['text'],
    returns: 'text',
    load: async () => (await import('./double-text.ts')).doubleText,
  },
  fn_float_text: {
    parameters: ['text'],
    returns: 'text',
    load: async () => (await import('./double-text.ts')).floatText,
  },
  fn_format_number: {
    parameters: ['text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./format-number.ts')).formatNumber,
  },
  fn_format_number_to: {
    parameters: ['text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./format-number.ts')).formatNumberTo,
  },
  fn_format_string: {
    parameters: ['text', 'text', 'texts'],
    returns: 'text',
    load: async () => (await import('./format-string.ts')).formatString,
  },
  fn_regexp_finds: {
    parameters: ['text', 'text'],
    returns: 'text',
    load: async () => (await import('./regexp.ts')).regexpFinds,
  },
  fn_regexp_extract: {
    parameters: ['text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./regexp.ts')).regexpExtract,
  },
  fn_regexp_extract_all: {
    parameters: ['text', 'text', 'text'],
    returns: 'texts',
    load: async () => (await import('./regexp.ts')).regexpExtractAll,
  },
  fn_regexp_replace: {
    parameters: ['text', 'text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./regexp.ts')).regexpReplace,
  },
  fn_regexp_split: {
    parameters: ['text', 'text', 'text'],
    returns: 'texts',
    load: async () => (await import('./regexp.ts')).regexpSplit,
  },
  fn_sha: {
    parameters: ['text', 'text'],
    returns: 'text',
    load: async () => (await import('./sha.ts')).shaOf,
  },
  fn_aes_encrypt: {
    parameters: ['text', 'text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./aes.ts')).encrypted,
  },
  fn_aes_decrypt: {
    parameters: ['text', 'text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./aes.ts')).decrypted,
  },
  fn_exp: javaMath('fn_exp'),
  fn_expm1: javaMath('fn_expm1'),
  fn_ln: javaMath('fn_ln'),
  fn_log10: javaMath('fn_log10'),
  fn_log1p: javaMath('fn_log1p'),
  fn_power: javaMath('fn_power', 2),
  fn_asin: javaMath('fn_asin'),
  fn_acos: javaMath('fn_acos'),
  fn_atan: javaMath('fn_atan'),
  fn_atan2: javaMath('fn_atan2', 2),
  fn_sinh: javaMath('fn_sinh'),
  fn_cosh: javaMath('fn_cosh'),
  fn_tanh: javaMath('fn_tanh'),
  fn_hypot: javaMath('fn_hypot', 2),
  fn_round: { count: 2, load: async () => (await import('./java-round.ts')).JAVA_ROUND.fn_round },
  fn_bround: { count: 2, load: async () => (await import('./java-round.ts')).JAVA_ROUND.fn_bround },
  ...moment('fn_var_pop', 1),
  ...moment('fn_var_samp', 1),
  ...moment('fn_stddev_pop', 1),
  ...moment('fn_stddev_samp', 1),
  ...moment('fn_covar_pop', 2),
  ...moment('fn_covar_samp', 2),
  ...moment('fn_corr', 2),
  fn_distinct_estimate: { lists: 1, load: async () => (await import('./distinct-estimate.ts')).DISTINCT_ESTIMATE },
  fn_place: { of: 'place' },
  fn_xx_bytes: { of: 'bytes', load: async () => (await import('./xx-hash.ts')).xxHash },
  fn_json_object: { parameters: ['text', 'text'], returns: 'text', load: async () => (await import('./json-path.ts')).jsonObject },
  fn_sentences: { parameters: ['text'], returns: 'text', load: async () => (await import('./sentences.ts')).sentencesOf },
  fn_date_text: { parameters: ['text', 'text'], returns: 'text', load: async () => (await import('./date-by-pattern.ts')).dateText },
  fn_moment_text: {
    parameters: ['text', 'text'],
    returns: 'text',
    load: async () => (await import('./date-by-pattern.ts')).momentText,
  },
  fn_field_moment: {
    parameters: ['text', 'text'],
    returns: 'text',
    load: async () => (await import('./date-by-pattern.ts')).fieldMoment,
  },
  fn_field_day: { parameters: ['text', 'text'], returns: 'text', load: async () => (await import('./date-by-pattern.ts')).fieldDay },
  fn_older_text: {
    parameters: ['text', 'text', 'text'],
    returns: 'text',
    load: async () => (await import('./date-by-pattern.ts')).olderText,
  },
  fn_zone_region: { parameters: ['text'], returns: 'text', load: async () => (await import('./zone-region.ts')).zoneRegion },
  fn_xpath_value: { parameters: ['text', 'text', 'text'], returns: 'text', load: async () => (await import('./xpath.ts')).xpathValue },
  fn_xpath_nodes: { parameters: ['text', 'text'], returns: 'texts', load: async () => (await import('./xpath.ts')).xpathNodes },
})

const engineType = (kind: 'text' | 'texts'): DuckDBType => (kind === 'text' ? VARCHAR : LIST(VARCHAR))

/** Makes it known to the engine, for all its connections. */
export async function registerEngineFunction(connection: DuckDBConnection, name: string): Promise<void> {
  const made = ENGINE_FUNCTIONS[name]
  if (made === undefined) throw new Error(`there is no function ${name}`)
  if ('of' in made) connection.registerScalarFunction(made.of === 'place' ? placeFunction(name) : hashFunction(name, await made.load()))
  else if ('lists' in made) {
    const sequence = await made.load()
    if (sequence === undefined) throw new Error(`there is no function ${name}`)
    connection.registerScalarFunction(sequenceFunction(name, sequence))
  } else if ('count' in made) connection.registerScalarFunction(doubleFunction(name, made.count, await made.load()))
  else await registerTextFunction(connection, name, made)
}

async function registerTextFunction(connection: DuckDBConnection, name: string, made: TextFunction): Promise<void> {
  const compute = await made.load()
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name,
      parameterTypes: made.parameters.map(engineType),
      returnType: engineType(made.returns),
      mainFunction: (_info, input, output) => {
        const columns = Array.from({ length: input.columnCount }, (_, index) => columnOf(input, index, made.parameters[index] === 'text'))
        for (let row = 0; row < input.rowCount; row += 1) {
          const values = valuesOf(columns, row)
          const value = values === undefined ? null : inOurWords(() => compute(...values))
          output.setItem(row, value === null || typeof value === 'string' ? value : listValue(value))
        }
        output.flush()
      },
    }),
  )
}

/** What JavaScript says of a text that is too long for it, and of one that nests too deeply, are its own words. */
function inOurWords<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    throw new Error(
      thrown.message.includes('string length')
        ? 'A text that the statement makes would have more than 500 million characters'
        : 'A value that the statement makes is too large, or nests too deeply',
      { cause: thrown },
    )
  }
}

/** Reads the value of a row; they are read from the first to the last. */
type Column = (row: number) => EngineValue

/** To read a text from the engine costs more than to compare where it stands: a pattern or a format is the same text in each row. */
function columnOf(input: DuckDBDataChunk, index: number, isText: boolean): Column {
  const vector = input.getColumnVector(index)
  if (!isText)
    return (row) => {
      const item = vector.getItem(row)
      return item instanceof DuckDBListValue ? item.items.map(textOf) : textOf(item)
    }
  const rows = input.rowCount
  const native = duckdb.data_chunk_get_vector(input.chunk, index)
  const data = duckdb.vector_get_data(native, rows * TEXT_WORDS * Int32Array.BYTES_PER_ELEMENT)
  const valid: Uint8Array | null = duckdb.vector_get_validity(native, Math.ceil(rows / 64) * 8)
  const isThere = (row: number): boolean => valid === null || valid.length === 0 || (((valid[row >> 3] ?? 0) >> (row & 7)) & 1) === 1
  const words = new Int32Array(data.buffer, data.byteOffset, rows * TEXT_WORDS)
  let known: { readonly at: number; readonly text: string } | undefined
  return (row) => {
    const at = row * TEXT_WORDS
    if (known !== undefined && isSameText(words, known.at, at) && isThere(row)) return known.text
    const item = vector.getItem(row)
    if (item === null) return null
    const text = String(item)
    known = { at, text }
    return text
  }
}

/** Of a text in a vector: its length, and its bytes or where they stand. */
const TEXT_WORDS = 4

const isSameText = (words: Int32Array, a: number, b: number): boolean =>
  words[a] === words[b] && words[a + 1] === words[b + 1] && words[a + 2] === words[b + 2] && words[a + 3] === words[b + 3]

function valuesOf(columns: readonly Column[], row: number): readonly EngineValue[] | undefined {
  const values: EngineValue[] = []
  for (const column of columns) {
    const value = column(row)
    if (value === null) return undefined
    values.push(value)
  }
  return values
}

const textOf = (item: unknown): string | null => (item === null ? null : String(item))
