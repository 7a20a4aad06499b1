import { CausewayError } from '../../../../base/errors.ts'
import { lookup } from '../../../../base/lookup.ts'
import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { decimalOfText, digitsFor } from './decimal-text.ts'
import { jsonText } from './json-text.ts'
import { TOKEN, type Token } from './json-token.ts'
import type { JsonTokens } from './json-tokens.ts'
import type { JsonField, JsonValue } from './json-value.ts'
import { MalformedJson, SpoiltRecord } from './read-string.ts'

/** Reads the value that the tokens are at, or the one behind the name that they are at. */
export type Converter = (tokens: JsonTokens) => JsonValue

/** Reads the text of a date, in days, or of a timestamp, in microseconds; undefined: it is none. */
export interface TextTimes {
  readonly date: (text: string) => number | undefined
  readonly timestamp: (text: string) => bigint | undefined
}

export interface ConverterOptions {
  readonly allowNonNumericNumbers: boolean
  readonly times: TextTimes
}

/** @throws CausewayError not-supported for a type that no JSON is. */
export function converterOf(type: SparkType, options: ConverterOptions): Converter {
  const read = valueReader(type, options)
  const name = sparkTypeName(type)
  return (tokens) => {
    const token = valueToken(tokens)
    if (token === TOKEN.null || token === TOKEN.none) return null
    const value = read(tokens, token)
    if (value !== undefined) return value
    // Spark names the value in its error, and so reads it to its end.
    if (token === TOKEN.string) tokens.text()
    throw new MalformedJson(`${shownToken(tokens, token)} is no ${name}`)
  }
}

/** Names that stand where a value should are passed over, as Spark does. */
function valueToken(tokens: JsonTokens): Token {
  let { token } = tokens
  while (token === TOKEN.name) token = tokens.next()
  return token
}

/** Undefined: a value of that token is not of the type. */
type ValueReader = (tokens: JsonTokens, token: Token) => JsonValue | undefined

function valueReader(type: SparkType, options: ConverterOptions): ValueReader {
  switch (type.kind) {
    case 'boolean':
      return (_, token) => (token === TOKEN.true ? true : token === TOKEN.false ? false : undefined)
    case 'tinyint':
      // Jackson takes an unsigned byte, too.
      return integerReader(-128, 255, (value) => (value << 24) >> 24)
    case 'smallint':
      return integerReader(-0x8000, 0x7fff, (value) => value)
    case 'int':
      return integerReader(-0x80000000, 0x7fffffff, (value) => value)
    case 'bigint':
      return (tokens, token) => (token === TOKEN.integer ? long(tokens) : undefined)
    case 'float':
      return floatReader(options, Math.fround)
    case 'double':
      return floatReader(options, (value) => value)
    case 'decimal':
      return decimalReader(type.precision, type.scale)
    case 'string':
      return (tokens, token) => (token === TOKEN.string ? withoutHalves(tokens.text()) : jsonText(tokens))
    case 'binary':
      return (tokens, token) => (token === TOKEN.string ? bytesOfBase64(tokens) : undefined)
    case 'date':
      return (tokens, token) => (token === TOKEN.string ? options.times.date(tokens.text()) : undefined)
    case 'timestamp':
      return (tokens, token) => {
        if (token === TOKEN.integer) return BigInt.asIntN(64, long(tokens) * 1_000_000n)
        return token === TOKEN.string ? options.times.timestamp(tokens.text()) : undefined
      }
    case 'struct': {
      const read = objectReader(type.fields, options)
      return (tokens, token) => (token === TOKEN.startObject ? read(tokens) : undefined)
    }
    case 'array': {
      const element = converterOf(type.element, options)
      return (tokens, token) => {
        if (token !== TOKEN.startArray) return undefined
        const values: JsonValue[] = []
        while (hasNext(tokens, TOKEN.endArray)) values.push(element(tokens))
        return values
      }
    }
    case 'map': {
      if (type.key.kind !== 'string') throw noSuchType(type)
      const value = converterOf(type.value, options)
      return (tokens, token) => (token === TOKEN.startObject ? readMap(tokens, value) : undefined)
    }
    default:
      throw noSuchType(type)
  }
}

/** Java writes a question mark for half a pair. */
const withoutHalves = (text: string): string => (text.isWellFormed() ? text : text.replaceAll(/\p{Surrogate}/gu, '?'))

const noSuchType = (type: SparkType): CausewayError =>
  new CausewayError('not-supported', `JSON files have no values of the type ${sparkTypeName(type)}`)

export const hasNext = (tokens: JsonTokens, end: Token): boolean => {
  const token = tokens.next()
  return token !== TOKEN.none && token !== end
}

/** Fields by their names, as they are written; of a name that comes twice the last counts. What is not of its type ends the reading. */
function objectReader(fields: readonly JsonField[], options: ConverterOptions): (tokens: JsonTokens) => readonly JsonValue[] {
  const converters = fields.map(({ type }) => converterOf(type, options))
  const indexes = new Map(fields.map(({ name }, index) => [name, index]))
  return (tokens) => {
    const values: JsonValue[] = fields.map(() => null)
    while (hasNext(tokens, TOKEN.endObject)) {
      const index = indexes.get(tokens.name)
      const converter = index === undefined ? undefined : converters[index]
      if (index === undefined || converter === undefined) tokens.skipChildren()
      else values[index] = converter(tokens)
    }
    return values
  }
}

function readMap(tokens: JsonTokens, convert: Converter): JsonValue {
  const keys: string[] = []
  const values: JsonValue[] = []
  while (hasNext(tokens, TOKEN.endObject)) {
    keys.push(withoutHalves(tokens.name))
    values.push(convert(tokens))
  }
  if (new Set(keys).size === keys.length) return { keys, values }
  // Spark keeps both, and its functions do not agree on which of them counts.
  throw new CausewayError('not-supported', 'An object that is read as a map has a key twice', {
    hint: 'Read the column as STRING, or as a STRUCT of its fields',
  })
}

function integerReader(min: number, max: number, convert: (value: number) => number): ValueReader {
  return (tokens, token) => {
    if (token !== TOKEN.integer) return undefined
    const value = tokens.smallInteger()
    return value !== undefined && value >= min && value <= max ? convert(value) : undefined
  }
}

/** To make a number of millions of digits takes minutes. */
const LONG_DIGITS_MAX = 19

function long(tokens: JsonTokens): bigint {
  const small = tokens.smallInteger()
  if (small !== undefined) return BigInt(small)
  const text = tokens.numberText()
  const value = text.replace(/^-?0*/, '').length > LONG_DIGITS_MAX ? undefined : BigInt(text)
  if (value === undefined || BigInt.asIntN(64, value) !== value) throw new MalformedJson('a number has more than 64 bits')
  return value
}

const INFINITIES: Readonly<Record<string, number>> = lookup({
  NaN: Number.NaN,
  '+INF': Number.POSITIVE_INFINITY,
  '+Infinity': Number.POSITIVE_INFINITY,
  Infinity: Number.POSITIVE_INFINITY,
  '-INF': Number.NEGATIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
})

function floatReader({ allowNonNumericNumbers }: ConverterOptions, convert: (value: number) => number): ValueReader {
  return (tokens, token) => {
    if (token === TOKEN.string) return allowNonNumericNumbers ? INFINITIES[tokens.text()] : undefined
    if (token !== TOKEN.integer && token !== TOKEN.fraction) return undefined
    const text = tokens.numberText()
    return tokens.isWord && token === TOKEN.fraction ? INFINITIES[text] : convert(Number(text === '-0' ? '0' : text))
  }
}

function decimalReader(precision: number, scale: number): ValueReader {
  return (tokens, token) => {
    if (token !== TOKEN.string && token !== TOKEN.integer && token !== TOKEN.fraction) return undefined
    const text = token === TOKEN.string ? tokens.text().replaceAll(',', '') : tokens.numberText()
    const value = decimalOfText(text)
    return value === undefined ? undefined : digitsFor(value, precision, scale)
  }
}

const BASE64_GROUPS = '(?:[A-Za-z0-9+/]{2}(?:[A-Za-z0-9+/]{2}|[A-Za-z0-9+/]=|==))*'
/** It ends behind the first character of a group, or before the second sign for what is left out. */
const CUT_BASE64 = new RegExp(`^${BASE64_GROUPS}[A-Za-z0-9+/](?:[A-Za-z0-9+/]=)?$`)
const BASE64_BEGINNING = new RegExp(`^${BASE64_GROUPS}(?:[A-Za-z0-9+/]{2}=|[A-Za-z0-9+/]{0,3})`)

/**
 * White space may stand between its groups of four. Jackson takes the bytes as they come: where a quote, or a part of a character, is wrong, the rest of
 * the record is not read.
 */
function bytesOfBase64(tokens: JsonTokens): Uint8Array | undefined {
  const isFromBytes = tokens.isUnread
  const text = tokens.text()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Jackson takes them for white space
  const joined = text.replaceAll(/([A-Za-z0-9+/]{2}[A-Za-z0-9+/=]{2})[\u0000-\u0020]+/g, '$1').replace(/^[\u0000-\u0020]+/, '')
  if (/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(joined)) return Buffer.from(joined, 'base64')
  const behind = joined.charCodeAt(BASE64_BEGINNING.exec(joined)?.[0].length ?? 0)
  if (isFromBytes && (behind > 0x7f || CUT_BASE64.test(joined))) throw new SpoiltRecord('a text is not base64')
  return undefined
}

const OTHER_TOKENS: Readonly<Partial<Record<Token, string>>> = {
  [TOKEN.startObject]: 'an object',
  [TOKEN.startArray]: 'an array',
  [TOKEN.string]: 'a text',
  [TOKEN.true]: 'true',
  [TOKEN.false]: 'false',
}

const shownToken = (tokens: JsonTokens, token: Token): string =>
  OTHER_TOKENS[token] ??
  (token === TOKEN.integer || token === TOKEN.fraction ? `the number ${tokens.numberText().slice(0, 60)}` : 'what is there')
