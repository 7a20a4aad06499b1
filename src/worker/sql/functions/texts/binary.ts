/** Functions that Spark has for binary values too, or that turn text into bytes and back. */
import { lookup } from '../../../../base/lookup.ts'
import { sparkTypeName } from '../../../../base/spark-type.ts'
import { BINARY, type Bound, literal, STRING } from '../../bound/bound.ts'
import { NULL_SQL, type Sql } from '../../bound/sql.ts'
import { fragment, joined, template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { notSupported, semanticError } from '../../syntax-error.ts'
import { isInteger, isNumeric } from '../../types/coercion.ts'
import { coerce, constantText, type Emitted, type ScalarFunction, type SqlFunction, scalar } from '../function-record.ts'
import { castBound } from '../operators/cast.ts'
import { bindCase } from '../operators/logic.ts'

const areBinary = (values: readonly Bound[]): boolean => values.length > 0 && values.every((value) => value.type.kind === 'binary')

/** ofBytes where the arguments at these places are all binary, ofText otherwise. */
export const ofBytesOrText = (places: readonly number[], ofBytes: ScalarFunction, ofText: ScalarFunction): ScalarFunction => ({
  ...ofText,
  emit: (values, call) => (areBinary(values.filter((_, index) => places.includes(index))) ? ofBytes : ofText).emit(values, call),
})

/** As ofBytesOrText of the first two; bytes and text do not go together. */
export const bothTextOrBytes = (ofBytes: ScalarFunction, ofText: ScalarFunction): ScalarFunction => {
  const either = ofBytesOrText([0, 1], ofBytes, ofText)
  return {
    ...either,
    emit: (values, call) => {
      const [first, second] = values
      if (
        (first?.type.kind === 'binary') !== (second?.type.kind === 'binary') &&
        first?.type.kind !== 'void' &&
        second?.type.kind !== 'void'
      )
        throw semanticError(`${call.name} takes two strings or two binary values`, 'Cast one of them.')
      return either.emit(values, call)
    },
  }
}

export const substringOfBytes = scalar(
  'substring',
  ['binary', 'int', 'int?'],
  BINARY,
  ([b, p, l]) => template`sp_substring_bytes(${b}, ${p}, ${l ?? '2147483647'})`,
  { print: (names, called) => `${called}(${[...names, ...(names.length === 2 ? ['2147483647'] : [])].join(', ')})` },
)

export const leftOfBytes = scalar('left', ['binary', 'int'], BINARY, 'sp_substring_bytes($1, 1, $2)')

export const padOfBytes = (name: 'lpad' | 'rpad'): ScalarFunction =>
  scalar(name, ['binary', 'int', 'binary?'], BINARY, ([b, n, p]) => template`sp_${name}_bytes(${b}, ${n}, ${p ?? "unhex('00')"})`, {
    print: (names) => `${name}(${[...names, ...(names.length === 2 ? ["X'00'"] : [])].join(', ')})`,
  })

export const overlayOfBytes = scalar(
  'overlay',
  ['binary', 'binary', 'int', 'int?'],
  BINARY,
  ([b, r, p, n]) => template`sp_overlay_bytes(${b}, ${r}, ${p}, ${n ?? '-1'})`,
  { print: (names) => `overlay(${[...names, ...(names.length === 3 ? ['-1'] : [])].join(', ')})` },
)

/** The one of the values that a number names, from 1; NULL where there is none. Binary where all are. */
const elt: ScalarFunction = {
  kind: 'scalar',
  names: ['elt'],
  argumentsMin: 2,
  argumentsMax: 10_000,
  emit: ([place, ...values], call) => {
    if (place === undefined) throw semanticError('elt takes a number and values')
    const number = coerce(place, 'int', call.name, 0)
    const isBinary = areBinary(values) && !call.environment.eltOfBinaryIsText
    const type = isBinary ? BINARY : STRING
    const branches = values.map(
      (value, index) => fragment` WHEN ${index + 1} THEN ${coerce(value, isBinary ? 'binary' : 'string', call.name, index + 1)}`,
    )
    return { sql: template`(CASE ${number}${joined(branches, '')} END)`, type }
  },
}

const CHARSET_NAMES = {
  'utf-8': ['utf-8', 'utf8'],
  'us-ascii': ['us-ascii', 'ascii'],
  'iso-8859-1': ['iso-8859-1', 'iso8859-1', 'iso8859_1', 'latin1'],
  'utf-16': ['utf-16', 'utf16'],
  'utf-16be': ['utf-16be'],
  'utf-16le': ['utf-16le'],
} as const

type Charset = keyof typeof CHARSET_NAMES

const CHARSETS: Readonly<Record<string, Charset>> = lookup(
  Object.fromEntries(Object.entries(CHARSET_NAMES).flatMap(([charset, names]) => names.map((name) => [name, charset as Charset] as const))),
)

const HINT = 'There are UTF-8, US-ASCII, ISO-8859-1, UTF-16, UTF-16BE and UTF-16LE.'

/** The value in the character set that is written, or in the one that each row names. */
function inCharset(value: Sql, charset: Bound | undefined, called: string, by: (value: Sql, charset: Charset) => Sql): Sql {
  if (charset?.constant?.kind === 'string') return by(value, charsetOf(charset))
  const name = coerce(charset ?? literal(NULL_SQL, STRING, 'NULL'), 'string', called, 1).sql
  const branches = Object.entries(CHARSET_NAMES).map(([kind, names]) => {
    const written = joined(names.map(quoteString), ', ')
    return fragment` WHEN lower(${name}) IN (${written}) THEN ${by(value, kind as Charset)}`
  })
  const unknown = template`error('${called}: the character set ' || ${name} || ' is not supported. ${HINT}')`
  return template`(CASE WHEN ${value} IS NULL OR ${name} IS NULL THEN NULL${joined(branches, '')} ELSE ${unknown} END)`
}

function charsetOf(value: Bound | undefined): Charset {
  const name = constantText(value, 'The character set')
  const charset = CHARSETS[name.toLowerCase()]
  if (charset === undefined) throw notSupported(`The character set ${name}`, HINT)
  return charset
}

function encoded(value: Sql, charset: Charset): Sql {
  switch (charset) {
    case 'utf-8':
      return template`encode(${value})`
    case 'us-ascii':
      return template`sp_encode_below(${value}, 128)`
    case 'iso-8859-1':
      return template`sp_encode_below(${value}, 256)`
    case 'utf-16':
      return template`unhex(CASE WHEN ${value} = '' THEN '' ELSE 'FEFF' || sp_utf16_hex(${value}) END)`
    case 'utf-16be':
      return template`unhex(sp_utf16_hex(${value}))`
    case 'utf-16le':
      return template`unhex(sp_swapped_hex(sp_utf16_hex(${value})))`
  }
}

function decoded(value: Sql, charset: Charset): Sql {
  switch (charset) {
    case 'utf-8':
      return template`decode(${value})`
    case 'us-ascii':
      return template`sp_decode_below(${value}, 128)`
    case 'iso-8859-1':
      return template`sp_decode_below(${value}, 256)`
    case 'utf-16':
      return template`sp_marked_utf16_text(${value})`
    case 'utf-16be':
      return template`sp_utf16_text(hex(${value}))`
    case 'utf-16le':
      return template`sp_utf16_text(sp_swapped_hex(hex(${value})))`
  }
}

/** With two arguments from bytes to text; with more, Oracle's: the value behind the first one that is equal, or the last. */
const decode: ScalarFunction = {
  kind: 'scalar',
  names: ['decode'],
  argumentsMin: 2,
  argumentsMax: 10_000,
  emit: (values, call): Emitted => {
    const [operand, second, ...others] = values
    if (operand === undefined || second === undefined) throw semanticError('decode takes at least two arguments')
    if (others.length === 0) {
      if (second.constant?.kind === 'null') return { sql: text('CAST(NULL AS VARCHAR)'), type: STRING }
      const bytes = coerce(operand, 'binary', call.name, 0).sql
      return { sql: inCharset(bytes, second, call.name, decoded), type: STRING }
    }
    const rest = values.slice(1)
    const hasDefault = rest.length % 2 === 1
    const cases = rest.flatMap((when, index) => {
      const result = index % 2 === 0 ? rest[index + 1] : undefined
      return result === undefined ? [] : [{ when, result }]
    })
    const otherwise = hasDefault ? rest.at(-1) : literal(text('CAST(NULL AS VARCHAR)'), STRING, 'NULL', { kind: 'null' })
    const { sql, type } = bindCase(operand, cases, otherwise)
    return { sql, type }
  },
}

const toBinary = (name: 'to_binary' | 'try_to_binary'): ScalarFunction => ({
  kind: 'scalar',
  names: [name],
  argumentsMin: 1,
  argumentsMax: 2,
  emit: ([operand, format], call) => {
    const isTry = name === 'try_to_binary'
    const nothing = { sql: text('CAST(NULL AS BLOB)'), type: BINARY }
    const value = coerce(operand ?? literal(NULL_SQL, STRING, 'NULL'), 'string', call.name, 0).sql
    const isText = format === undefined || format.type.kind === 'string' || format.type.kind === 'void'
    if (!isText && !isTry) throw semanticError(`The format of ${name} must be a string; ${format.name} is ${sparkTypeName(format.type)}`)
    if (!isText || format?.constant?.kind === 'null') return nothing
    const written = format === undefined ? 'hex' : constantText(format, `The format of ${name}`).toLowerCase()
    switch (written) {
      case 'hex':
        return { sql: template`sp_unhex(${value})`, type: BINARY }
      case 'utf-8':
        return { sql: template`encode(${value})`, type: BINARY }
      case 'base64':
        return { sql: isTry ? template`sp_try_unbase64(${value})` : template`sp_unbase64(${value})`, type: BINARY }
      default:
        if (isTry) return nothing
        throw semanticError(`to_binary has no format '${written}'`, "There are 'hex', 'utf-8' and 'base64'.")
    }
  },
})

function hexOf(value: Bound | undefined): Sql {
  if (value === undefined) return NULL_SQL
  if (value.type.kind === 'binary') return template`hex(${value})`
  if (isInteger(value.type)) return template`to_hex(CAST(${value} AS BIGINT))`
  if (isNumeric(value.type)) return template`to_hex(${castBound(value, { kind: 'bigint' })})`
  return template`hex(${coerce(value, 'string', 'hex', 0)})`
}

export const BINARY_FUNCTIONS: readonly SqlFunction[] = [
  elt,
  decode,
  toBinary('to_binary'),
  toBinary('try_to_binary'),
  scalar('encode', ['string', 'string'], BINARY, ([s = NULL_SQL], values) =>
    values[1]?.constant?.kind === 'null' ? text('CAST(NULL AS BLOB)') : inCharset(s, values[1], 'encode', encoded),
  ),
  scalar('hex', ['any'], STRING, (_sqls, [value]) => hexOf(value)),
  scalar('unhex', ['string'], BINARY, 'sp_unhex($1)'),
  scalar('base64', ['binary'], STRING, 'sp_base64($1)'),
  scalar('unbase64', ['string'], BINARY, 'sp_unbase64($1)'),
]
