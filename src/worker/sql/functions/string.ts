import { javaRegexp } from '../bind-operator.ts'
import { type Bound, INT, STRING } from '../bound.ts'
import { castBound, castSql } from '../cast.ts'
import { commonType } from '../coercion.ts'
import { quoteString } from '../sql-text.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import { constantText, type ScalarFunction, type SqlFunction, scalar } from './function-record.ts'

const regexpArgument = (values: readonly Bound[], index: number): string => {
  const value = values[index]
  return value === undefined ? 'NULL' : javaRegexp(value, castBound(value, STRING).sql)
}

/** concat of strings is a string, of arrays an array; NULL in, NULL out. */
const concat: ScalarFunction = {
  kind: 'scalar',
  names: ['concat'],
  argumentsMin: 0,
  argumentsMax: 1000,
  emit: (values) => {
    if (values.length === 0) return { sql: "''", type: STRING }
    if (values.some((value) => value.type.kind === 'array')) {
      const type = values.map((value) => value.type).reduce((a, b) => commonType(a, b) ?? STRING)
      if (type.kind !== 'array') throw semanticError('concat takes arrays of one type, or strings')
      const lists = values.map((value) => castBound(value, type).sql)
      const joined = lists.reduce((a, b) => `list_concat(${a}, ${b})`)
      return { sql: `(CASE WHEN ${lists.map((list) => `${list} IS NULL`).join(' OR ')} THEN NULL ELSE ${joined} END)`, type }
    }
    const texts = values.map((value) => castBound(value, STRING).sql)
    return { sql: `(${texts.join(' || ')})`, type: STRING }
  },
}

/** concat_ws leaves NULLs out and takes arrays of strings among its arguments. */
const concatWs: ScalarFunction = {
  kind: 'scalar',
  names: ['concat_ws'],
  argumentsMin: 1,
  argumentsMax: 1000,
  emit: ([separator, ...values]) => {
    const mark = separator === undefined ? 'NULL' : castBound(separator, STRING).sql
    const parts = values.map((value) => {
      if (value.type.kind === 'array')
        return `coalesce(${castSql(value.sql, value.type, { kind: 'array', element: STRING })}, CAST([] AS VARCHAR[]))`
      return `[${castBound(value, STRING).sql}]`
    })
    const list = parts.length === 0 ? 'CAST([] AS VARCHAR[])' : parts.reduce((a, b) => `list_concat(${a}, ${b})`)
    return { sql: `array_to_string(list_filter(${list}, lambda e: e IS NOT NULL), ${mark})`, type: STRING }
  },
}

const regexpReplace: ScalarFunction = {
  kind: 'scalar',
  names: ['regexp_replace'],
  argumentsMin: 3,
  argumentsMax: 4,
  emit: (values) => {
    const [text, , replacement, position] = values
    if (position !== undefined && position.constant?.kind === 'number' && position.constant.text !== '1')
      throw notSupported('regexp_replace from a position')
    const [source, mark] = [text, replacement].map((value) => (value === undefined ? 'NULL' : castBound(value, STRING).sql))
    if (replacement?.constant?.kind === 'string' && /(^|[^\\])\$(?![0-9])/.test(replacement.constant.value))
      throw semanticError('A $ in the replacement of regexp_replace stands before the number of a group', 'Write \\$ for a dollar.')
    const first = values.slice(0, 3).map((value) => value.name)
    return {
      sql: `regexp_replace(${source}, ${regexpArgument(values, 1)}, sp_replacement(${mark}), 'g')`,
      type: STRING,
      name: `regexp_replace(${[...first, position?.name ?? '1'].join(', ')})`,
    }
  },
}

const split: ScalarFunction = {
  kind: 'scalar',
  names: ['split'],
  argumentsMin: 2,
  argumentsMax: 3,
  emit: (values) => {
    const [text, pattern, limit] = values
    const source = text === undefined ? 'NULL' : castBound(text, STRING).sql
    const name = `split(${text?.name}, ${pattern?.name}, ${limit?.name ?? '-1'})`
    const type = { kind: 'array', element: STRING } as const
    const all = `sp_split(${source}, ${regexpArgument(values, 1)})`
    if (limit === undefined || (limit.constant?.kind === 'number' && Number(limit.constant.text) <= 0)) return { sql: all, type, name }
    // The rest of the text stays together behind the last cut: only a pattern that is plain text lets it be put together again.
    const plain = constantText(pattern, 'The pattern of split with a limit')
    if (/[\\^$.|?*+()[\]{}]/.test(plain)) throw notSupported('split with a limit and a pattern that is more than plain text')
    const count = castBound(limit, INT).sql
    const head = `list_slice(${all}, 1, ${count} - 1)`
    const tail = `array_to_string(list_slice(${all}, ${count}, len(${all})), ${quoteString(plain)})`
    return { sql: `(CASE WHEN len(${all}) <= ${count} THEN ${all} ELSE list_append(${head}, ${tail}) END)`, type, name }
  },
}

const like = (names: string, sql: string): SqlFunction => scalar(names, ['string', 'string'], 'boolean', sql)

export const STRING_FUNCTIONS: readonly SqlFunction[] = [
  concat,
  concatWs,
  regexpReplace,
  split,
  scalar('upper ucase', ['string'], 'string', 'upper($1)'),
  scalar('lower lcase', ['string'], 'string', 'lower($1)'),
  scalar('length char_length character_length len', ['string'], 'int', 'CAST(length($1) AS INTEGER)'),
  scalar('octet_length', ['string'], 'int', 'CAST(strlen($1) AS INTEGER)'),
  scalar('bit_length', ['string'], 'int', 'CAST(strlen($1) * 8 AS INTEGER)'),
  scalar(
    'substring substr',
    ['string', 'int', 'int?'],
    'string',
    ([s, p, l]) => (l === undefined ? `sp_substring_from(${s}, ${p})` : `sp_substring(${s}, ${p}, ${l})`),
    {
      print: (names, called) => `${called}(${[...names, ...(names.length === 2 ? ['2147483647'] : [])].join(', ')})`,
    },
  ),
  scalar('left', ['string', 'int'], 'string', 'sp_left($1, $2)'),
  scalar('right', ['string', 'int'], 'string', 'sp_right($1, $2)'),
  scalar('substring_index', ['string', 'string', 'int'], 'string', 'sp_substring_index($1, $2, $3)'),
  scalar('trim', ['string'], 'string', "trim($1, ' ')"),
  scalar('ltrim', ['string', 'string?'], 'string', ([a, b]) => (b === undefined ? `ltrim(${a}, ' ')` : `ltrim(${b}, ${a})`), {
    print: (names) => (names.length === 1 ? `ltrim(${names[0]})` : `TRIM(LEADING ${names[0]} FROM ${names[1]})`),
  }),
  scalar('rtrim', ['string', 'string?'], 'string', ([a, b]) => (b === undefined ? `rtrim(${a}, ' ')` : `rtrim(${b}, ${a})`), {
    print: (names) => (names.length === 1 ? `rtrim(${names[0]})` : `TRIM(TRAILING ${names[0]} FROM ${names[1]})`),
  }),
  scalar('btrim', ['string', 'string?'], 'string', ([a, b]) => `trim(${a}, ${b ?? "' '"})`),
  scalar('trim_characters', ['string', 'string'], 'string', 'trim($1, $2)', { print: ([a, b]) => `TRIM(BOTH ${b} FROM ${a})` }),
  scalar('ltrim_characters', ['string', 'string'], 'string', 'ltrim($1, $2)', { print: ([a, b]) => `TRIM(LEADING ${b} FROM ${a})` }),
  scalar('rtrim_characters', ['string', 'string'], 'string', 'rtrim($1, $2)', { print: ([a, b]) => `TRIM(TRAILING ${b} FROM ${a})` }),
  scalar('lpad', ['string', 'int', 'string?'], 'string', ([s, n, p]) => `sp_lpad(${s}, ${n}, ${p ?? "' '"})`, {
    print: (names) => `lpad(${[...names, ...(names.length === 2 ? [' '] : [])].join(', ')})`,
  }),
  scalar('rpad', ['string', 'int', 'string?'], 'string', ([s, n, p]) => `sp_rpad(${s}, ${n}, ${p ?? "' '"})`, {
    print: (names) => `rpad(${[...names, ...(names.length === 2 ? [' '] : [])].join(', ')})`,
  }),
  scalar('repeat', ['string', 'int'], 'string', 'sp_repeat($1, $2)'),
  scalar('space', ['int'], 'string', "sp_repeat(' ', $1)"),
  scalar(
    'reverse',
    ['any'],
    (values) => values[0]?.type ?? STRING,
    (_sqls, [value]) => {
      if (value === undefined) return 'NULL'
      return value.type.kind === 'array' ? `list_reverse(${value.sql})` : `reverse(${castBound(value, STRING).sql})`
    },
  ),
  scalar('initcap', ['string'], 'string', 'sp_initcap(lower($1))'),
  scalar('instr', ['string', 'string'], 'int', 'CAST(instr($1, $2) AS INTEGER)'),
  scalar('locate position', ['string', 'string', 'int?'], 'int', ([a, s, p]) => `sp_locate(${a}, ${s}, ${p ?? '1'})`, {
    print: (names, called) =>
      `${called === 'position' && names.length === 2 ? 'locate' : called}(${[...names, ...(names.length === 2 ? ['1'] : [])].join(', ')})`,
  }),
  scalar(
    'replace',
    ['string', 'string', 'string?'],
    'string',
    ([s, a, b]) => `(CASE WHEN ${a} = '' THEN ${s} ELSE replace(${s}, ${a}, ${b ?? "''"}) END)`,
    {
      print: (names) => `replace(${[...names, ...(names.length === 2 ? [''] : [])].join(', ')})`,
    },
  ),
  scalar('translate', ['string', 'string', 'string'], 'string', 'sp_translate($1, $2, $3)'),
  scalar('overlay', ['string', 'string', 'int', 'int?'], 'string', ([s, r, p, n]) => `sp_overlay(${s}, ${r}, ${p}, ${n ?? '-1'})`, {
    print: (names) => `overlay(${[...names, ...(names.length === 3 ? ['-1'] : [])].join(', ')})`,
  }),
  scalar('ascii', ['string'], 'int', 'sp_ascii($1)'),
  scalar('chr char', ['bigint'], 'string', 'sp_chr($1)'),
  scalar('find_in_set', ['string', 'string'], 'int', 'sp_find_in_set($1, $2)'),
  scalar('levenshtein', ['string', 'string'], 'int', 'CAST(levenshtein($1, $2) AS INTEGER)'),
  like('startswith', 'starts_with($1, $2)'),
  like('endswith', 'ends_with($1, $2)'),
  like('contains', 'contains($1, $2)'),
  scalar(
    'rlike regexp regexp_like',
    ['string', 'string'],
    'boolean',
    ([s], values) => `regexp_matches(${s}, ${regexpArgument(values, 1)})`,
    {
      print: (names, called) => `${called.toUpperCase()}(${names.join(', ')})`,
    },
  ),
  scalar(
    'regexp_extract',
    ['string', 'string', 'int?'],
    'string',
    ([s, , group], values) => `regexp_extract(${s}, ${regexpArgument(values, 1)}, ${groupOf(values[2], group)})`,
    {
      print: (names) => `regexp_extract(${[...names, ...(names.length === 2 ? ['1'] : [])].join(', ')})`,
    },
  ),
  scalar(
    'regexp_extract_all',
    ['string', 'string', 'int?'],
    'array<string>',
    ([s, , group], values) => `regexp_extract_all(${s}, ${regexpArgument(values, 1)}, ${groupOf(values[2], group)})`,
    {
      print: (names) => `regexp_extract_all(${[...names, ...(names.length === 2 ? ['1'] : [])].join(', ')})`,
    },
  ),
  scalar(
    'regexp_count',
    ['string', 'string'],
    'int',
    ([s], values) => `CAST(len(regexp_extract_all(${s}, ${regexpArgument(values, 1)})) AS INTEGER)`,
  ),
  scalar(
    'regexp_substr',
    ['string', 'string'],
    'string',
    ([s], values) => `nullif(regexp_extract(${s}, ${regexpArgument(values, 1)}), '')`,
  ),
  scalar('format_number', ['number', 'int'], 'string', 'sp_format_number(CAST($1 AS DOUBLE), $2)'),
  scalar('parse_url', ['string', 'string', 'string?'], 'string', (sqls, values) => {
    if (values.length === 3) throw notSupported('parse_url with a key')
    return `sp_url_part(${sqls[0]}, ${sqls[1]})`
  }),
  scalar('md5', ['string'], 'string', 'md5($1)'),
  scalar('sha sha1', ['string'], 'string', 'sha1($1)'),
  scalar('sha2', ['string', 'int'], 'string', ([s], values) => {
    const bits = values[1]?.constant
    if (bits?.kind !== 'number' || (bits.text !== '256' && bits.text !== '0')) throw notSupported('sha2 with other than 256 bits')
    return `sha256(${s})`
  }),
  scalar('base64', ['string'], 'string', 'to_base64(encode($1))'),
  scalar('unbase64', ['string'], 'binary', 'from_base64($1)'),
  scalar('encode', ['string', 'string'], 'binary', ([s], values) => {
    onlyUtf8(values[1])
    return `encode(${s})`
  }),
  scalar('decode', ['binary', 'string'], 'string', ([s], values) => {
    onlyUtf8(values[1])
    return `decode(${s})`
  }),
  scalar('hex', ['any'], 'string', (_sqls, [value]) => hexOf(value)),
  scalar(
    'unhex',
    ['string'],
    'binary',
    ([s]) =>
      `(CASE WHEN regexp_full_match(${s}, '[0-9a-fA-F]*') THEN unhex(CASE WHEN length(${s}) % 2 = 1 THEN '0' || ${s} ELSE ${s} END) END)`,
  ),
  scalar('bin', ['bigint'], 'string', "(CASE WHEN $1 = 0 THEN '0' ELSE ltrim(to_binary($1), '0') END)"),
  scalar('get_json_object', ['string', 'string'], 'string', ([s], values) => {
    const path = constantText(values[1], 'The path of get_json_object')
    if (!/^\$(\.[A-Za-z0-9_]+|\[\d+\])*$/.test(path))
      throw notSupported(`The path ${path} of get_json_object`, 'Paths are of the form $.a.b[0].')
    return `(CASE WHEN json_valid(${s}) THEN json_extract_string(${s}, ${quoteString(path)}) END)`
  }),
  scalar(
    'elt',
    ['int', 'string', 'string…'],
    'string',
    ([n, ...texts]) => `(CASE ${n}${texts.map((text, index) => ` WHEN ${index + 1} THEN ${text}`).join('')} END)`,
  ),
  scalar('split_part', ['string', 'string', 'int'], 'string', 'split_part($1, $2, $3)'),
]

function groupOf(value: Bound | undefined, sql: string | undefined): string {
  if (value === undefined || sql === undefined) return '1'
  if (value.constant?.kind !== 'number') throw notSupported('A group of a regular expression that is not written as a number')
  return sql
}

function onlyUtf8(value: Bound | undefined): void {
  const charset = constantText(value, 'The character set')
  if (!/^utf-?8$/i.test(charset)) throw notSupported(`The character set ${charset}`, 'There is UTF-8.')
}

function hexOf(value: Bound | undefined): string {
  if (value === undefined) return 'NULL'
  switch (value.type.kind) {
    case 'string':
    case 'binary':
      return `hex(${value.sql})`
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return `to_hex(CAST(${value.sql} AS BIGINT))`
    default:
      throw notSupported(`hex of ${value.type.kind}`)
  }
}
