import { type SparkType, sparkTypeName } from '../../../../base/spark-type.ts'
import { BINARY, type Bound, type Constant, INT, STRING } from '../../bound/bound.ts'
import { NULL_SQL, type Sql } from '../../bound/sql.ts'
import { joined, joinedInHalves, template, text } from '../../bound/template.ts'
import { quoteString } from '../../dialect/quote.ts'
import { semanticError } from '../../syntax-error.ts'
import { commonType, isNested } from '../../types/coercion.ts'
import { coerce, type ScalarFunction, type SqlFunction, scalar } from '../function-record.ts'
import { FORMAT_NUMBER } from '../numbers/format-number.ts'
import { castBound, castSql } from '../operators/cast.ts'
import { bothTextOrBytes, leftOfBytes, ofBytesOrText, overlayOfBytes, padOfBytes, substringOfBytes } from './binary.ts'
import { textsWithMark } from './texts-with-mark.ts'

/** In halves: a chain would be nested as deep as it is long. */
function listConcat(lists: readonly Sql[]): Sql {
  const [only = NULL_SQL] = lists
  if (lists.length <= 1) return only
  const middle = lists.length >> 1
  return template`list_concat(${listConcat(lists.slice(0, middle))}, ${listConcat(lists.slice(middle))})`
}

/** Texts that are written in the statement are one that is, too: of a pattern, a schema, a path. */
function joinedTexts(values: readonly Bound[]): Constant | undefined {
  const texts = values.map(({ constant }) => (constant?.kind === 'string' ? constant.value : undefined))
  return texts.every((written) => written !== undefined) ? { kind: 'string', value: texts.join('') } : undefined
}

/** concat of strings is a string, of arrays an array; NULL in, NULL out. */
const concat: ScalarFunction = {
  kind: 'scalar',
  names: ['concat'],
  argumentsMin: 0,
  argumentsMax: 1000,
  emit: (values, { environment }) => {
    if (values.length === 0) return { sql: text("''"), type: STRING }
    if (values.some((value) => value.type.kind === 'array')) {
      const type = values.map((value) => value.type).reduce((a, b) => commonType(a, b) ?? STRING)
      if (type.kind !== 'array' || values.some((value) => value.type.kind !== 'array'))
        throw semanticError('concat takes arrays of one type, or strings')
      const lists = values.map((value) => castBound(value, type).sql)
      const whole = listConcat(lists)
      return {
        sql: template`(CASE WHEN ${joined(
          lists.map((list) => template`${list} IS NULL`),
          ' OR ',
        )} THEN NULL ELSE ${whole} END)`,
        type,
      }
    }
    const type = values.every((value) => value.type.kind === 'binary') && !environment.concatOfBinaryIsText ? BINARY : STRING
    const nested = values.find((value) => isNested(value.type))
    if (nested !== undefined)
      throw semanticError(`concat takes strings, binaries or arrays; ${nested.name} is ${sparkTypeName(nested.type)}`)
    const parts = values.map((value) => castBound(value, type))
    const constant = joinedTexts(values)
    const whole = template`(${joinedInHalves(parts, ' || ')})`
    // Bytes that the engine joins have no type where one of them is NULL.
    return { sql: type === BINARY ? template`CAST(${whole} AS BLOB)` : whole, type, ...(constant === undefined ? {} : { constant }) }
  },
}

/** concat_ws leaves NULLs out and takes arrays of strings among its arguments. */
const concatWs: ScalarFunction = {
  kind: 'scalar',
  names: ['concat_ws'],
  argumentsMin: 1,
  argumentsMax: 1000,
  emit: ([separator, ...values], call) => {
    const mark = separator === undefined ? 'NULL' : coerce(separator, 'string', call.name, 0).sql
    const parts = values.map((value) => {
      if (isNested(value.type) && (value.type.kind !== 'array' || isNested(value.type.element)))
        throw semanticError(`concat_ws joins strings and arrays of strings; ${value.name} is ${sparkTypeName(value.type)}`)
      if (value.type.kind === 'array')
        return template`coalesce(${castSql(value.sql, value.type, { kind: 'array', element: STRING })}, CAST([] AS VARCHAR[]))`
      return template`[${castBound(value, STRING).sql}]`
    })
    const list = parts.length === 0 ? 'CAST([] AS VARCHAR[])' : listConcat(parts)
    const texts = textsWithMark(template`list_filter(${list}, lambda e: e IS NOT NULL)`, mark, separator)
    if (separator?.constant?.kind === 'string') return { sql: texts, type: STRING }
    return { sql: template`(CASE WHEN ${mark} IS NOT NULL THEN ${texts} END)`, type: STRING }
  },
}

const textOrBytes = (value: Bound | undefined): Bound => {
  if (value === undefined) throw semanticError('An argument is missing')
  return value.type.kind === 'binary' ? value : coerce(value, 'string', 'the function', 0)
}

/** A function that reads the bytes of a binary value, which may be no text at all. */
const ofTextOrBytes = (names: string, type: SparkType, ofText: (sql: Sql) => Sql, ofBytes: (sql: Sql) => Sql = ofText): SqlFunction => ({
  kind: 'scalar',
  names: names.split(' '),
  argumentsMin: 1,
  argumentsMax: 1,
  emit: ([value]) => {
    const { sql, type: given } = textOrBytes(value)
    return { sql: given.kind === 'binary' ? ofBytes(sql) : ofText(sql), type }
  },
})

/** Of bytes, and of a text's bytes; nothing else is cast to them. */
const digest = (names: string, engine: string): SqlFunction => ({
  kind: 'scalar',
  names: names.split(' '),
  argumentsMin: 1,
  argumentsMax: 1,
  emit: ([value], call) => {
    if (value === undefined || !/^(?:string|binary|void)$/.test(value.type.kind))
      throw semanticError(`${call.name} takes a binary or a string`)
    return { sql: template`${engine}(${textOrBytes(value)})`, type: STRING }
  },
})

const like = (names: string, body: string): SqlFunction => scalar(names, ['string', 'string'], 'boolean', body)

/** Whether the text can begin again before it has ended, as aa in aaa. */
const overlapsItself = (text: string): boolean =>
  Array.from({ length: text.length }, (_, place) => place).some((place) => place > 0 && text.startsWith(text.slice(place)))

export const STRING_FUNCTIONS: readonly SqlFunction[] = [
  // Of any language the rules are the same.
  scalar('sentences', ['string', 'string?', 'string?'], 'array<array<string>>', 'CAST(CAST(fn_sentences($1) AS JSON) AS VARCHAR[][])', {
    print: (names) => `sentences(${[names[0], names[1] ?? '', names[2] ?? ''].join(', ')})`,
  }),
  concat,
  concatWs,
  scalar('upper ucase', ['string'], 'string', 'sp_upper($1)'),
  scalar('lower lcase', ['string'], 'string', 'sp_lower($1)'),
  ofTextOrBytes(
    'length char_length character_length len',
    INT,
    (s) => template`CAST(length(${s}) AS INTEGER)`,
    (b) => template`CAST(octet_length(${b}) AS INTEGER)`,
  ),
  ofTextOrBytes(
    'octet_length',
    INT,
    (s) => template`CAST(strlen(${s}) AS INTEGER)`,
    (b) => template`CAST(octet_length(${b}) AS INTEGER)`,
  ),
  ofTextOrBytes(
    'bit_length',
    INT,
    (s) => template`CAST(strlen(${s}) * 8 AS INTEGER)`,
    (b) => template`CAST(octet_length(${b}) * 8 AS INTEGER)`,
  ),
  ofBytesOrText(
    [0],
    substringOfBytes,
    scalar(
      'substring substr',
      ['string', 'int', 'int?'],
      'string',
      ([s, p, l]) => (l === undefined ? template`sp_substring_from(${s}, ${p})` : template`sp_substring(${s}, ${p}, ${l})`),
      {
        print: (names, called) => `${called}(${[...names, ...(names.length === 2 ? ['2147483647'] : [])].join(', ')})`,
      },
    ),
  ),
  ofBytesOrText([0], leftOfBytes, scalar('left', ['string', 'int'], 'string', 'sp_left($1, $2)')),
  scalar('right', ['string', 'int'], 'string', 'sp_right($1, $2)'),
  scalar('substring_index', ['string', 'string', 'int'], 'string', ([s, d, n], [, separator]) => {
    const written = separator?.constant
    const isPlain = written !== undefined && (written.kind !== 'string' || !overlapsItself(written.value))
    return isPlain ? template`sp_substring_index(${s}, ${d}, ${n})` : template`sp_substring_index_of(${s}, ${d}, ${n})`
  }),
  scalar('trim', ['string', 'string?'], 'string', ([a, b]) => (b === undefined ? template`trim(${a}, ' ')` : template`trim(${b}, ${a})`), {
    print: (names) => (names.length === 1 ? `trim(${names[0]})` : `TRIM(BOTH ${names[0]} FROM ${names[1]})`),
  }),
  scalar(
    'ltrim',
    ['string', 'string?'],
    'string',
    ([a, b]) => (b === undefined ? template`ltrim(${a}, ' ')` : template`ltrim(${b}, ${a})`),
    {
      print: (names) => (names.length === 1 ? `ltrim(${names[0]})` : `TRIM(LEADING ${names[0]} FROM ${names[1]})`),
    },
  ),
  scalar(
    'rtrim',
    ['string', 'string?'],
    'string',
    ([a, b]) => (b === undefined ? template`rtrim(${a}, ' ')` : template`rtrim(${b}, ${a})`),
    {
      print: (names) => (names.length === 1 ? `rtrim(${names[0]})` : `TRIM(TRAILING ${names[0]} FROM ${names[1]})`),
    },
  ),
  scalar('btrim', ['string', 'string?'], 'string', ([a, b]) => template`trim(${a}, ${b ?? "' '"})`),
  scalar('trim_characters', ['string', 'string'], 'string', 'trim($1, $2)', { print: ([a, b]) => `TRIM(BOTH ${b} FROM ${a})` }),
  scalar('ltrim_characters', ['string', 'string'], 'string', 'ltrim($1, $2)', { print: ([a, b]) => `TRIM(LEADING ${b} FROM ${a})` }),
  scalar('rtrim_characters', ['string', 'string'], 'string', 'rtrim($1, $2)', { print: ([a, b]) => `TRIM(TRAILING ${b} FROM ${a})` }),
  ofBytesOrText(
    [0, 2],
    padOfBytes('lpad'),
    scalar('lpad', ['string', 'int', 'string?'], 'string', ([s, n, p]) => template`sp_lpad(${s}, ${n}, ${p ?? "' '"})`, {
      print: (names) => `lpad(${[...names, ...(names.length === 2 ? [' '] : [])].join(', ')})`,
    }),
  ),
  ofBytesOrText(
    [0, 2],
    padOfBytes('rpad'),
    scalar('rpad', ['string', 'int', 'string?'], 'string', ([s, n, p]) => template`sp_rpad(${s}, ${n}, ${p ?? "' '"})`, {
      print: (names) => `rpad(${[...names, ...(names.length === 2 ? [' '] : [])].join(', ')})`,
    }),
  ),
  scalar('repeat', ['string', 'int'], 'string', 'sp_repeat($1, $2)'),
  scalar('space', ['int'], 'string', "sp_repeat(' ', $1)"),
  scalar(
    'reverse',
    ['any'],
    (values) => (values[0]?.type.kind === 'array' ? values[0].type : STRING),
    (_sqls, [value]) => {
      if (value === undefined) return NULL_SQL
      if (value.type.kind === 'map' || value.type.kind === 'struct')
        throw semanticError(`reverse takes a string or an array; ${value.name} is ${sparkTypeName(value.type)}`)
      return value.type.kind === 'array' ? template`list_reverse(${value.sql})` : template`sp_reverse(${castBound(value, STRING).sql})`
    },
  ),
  scalar('initcap', ['string'], 'string', 'sp_initcap(sp_lower($1))'),
  scalar('instr', ['string', 'string'], 'int', 'CAST(instr($1, $2) AS INTEGER)'),
  scalar('locate position', ['string', 'string', 'int?'], 'int', ([a, s, p]) => template`sp_locate(${a}, ${s}, ${p ?? '1'})`, {
    print: (names, called) => `${called}(${[...names, ...(names.length === 2 ? ['1'] : [])].join(', ')})`,
  }),
  scalar(
    'replace',
    ['string', 'string', 'string?'],
    'string',
    ([s, a, b]) =>
      b === undefined
        ? template`replace(${s}, ${a}, '')`
        : template`(CASE WHEN ${a} = '' AND ${b} IS NOT NULL THEN ${s} ELSE replace(${s}, ${a}, ${b}) END)`,
    {
      print: (names) => `replace(${[...names, ...(names.length === 2 ? [''] : [])].join(', ')})`,
    },
  ),
  scalar('translate', ['string', 'string', 'string'], 'string', 'sp_translate($1, $2, $3)'),
  bothTextOrBytes(
    overlayOfBytes,
    scalar(
      'overlay',
      ['string', 'string', 'int', 'int?'],
      'string',
      ([s, r, p, n]) => template`sp_overlay(${s}, ${r}, ${p}, ${n ?? '-1'})`,
      {
        print: (names) => `overlay(${[...names, ...(names.length === 3 ? ['-1'] : [])].join(', ')})`,
      },
    ),
  ),
  scalar('ascii', ['string'], 'int', 'sp_ascii($1)'),
  scalar('chr char', ['bigint'], 'string', 'sp_chr($1)'),
  scalar('find_in_set', ['string', 'string'], 'int', 'sp_find_in_set($1, $2)'),
  scalar('levenshtein', ['string', 'string'], 'int', 'sp_levenshtein($1, $2)'),
  like('startswith', 'starts_with($1, $2)'),
  like('endswith', 'ends_with($1, $2)'),
  like('contains', 'contains($1, $2)'),
  FORMAT_NUMBER,
  scalar('parse_url', ['=string', '=string', '=string?'], 'string', ([url, part, key], values) => {
    const whole = template`fn_url_part(${url}, ${part})`
    if (key === undefined) return whole
    // Spark reads the key as a part of a regular expression.
    const written = values[2]?.constant
    if (written?.kind === 'string' && /^[\w-]*$/.test(written.value)) {
      const pattern = quoteString(`(&|^)${written.value}=([^&]*)`)
      return template`(CASE WHEN ${part} = 'QUERY' AND regexp_matches(${whole}, ${pattern}) THEN regexp_extract(${whole}, ${pattern}, 2) END)`
    }
    const pattern = template`('(&|^)' || ${key} || '=([^&]*)')`
    return template`(CASE WHEN ${part} = 'QUERY' AND fn_regexp_finds(${whole}, ${pattern}) = 'true' THEN fn_regexp_extract(${whole}, ${pattern}, '2') END)`
  }),
  scalar('soundex', ['=string'], 'string', 'sp_soundex($1)'),
  digest('md5', 'md5'),
  digest('sha sha1', 'sha1'),
  scalar('bin', ['bigint'], 'string', "(CASE WHEN $1 = 0 THEN '0' ELSE ltrim(to_binary($1), '0') END)"),
  scalar('split_part', ['string', 'string', 'int'], 'string', 'sp_split_part($1, $2, $3)'),
]
