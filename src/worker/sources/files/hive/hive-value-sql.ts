import { type DeclaredType, valueType } from '../../../../base/spark-type.ts'
import { quoteText } from '../../../engine/quote.ts'
import { castText } from '../../../sql/cast-text.ts'
import { engineType } from '../../../sql/dialect/engine-type.ts'
import { javaDoubleSql } from '../java-double-sql.ts'
import type { HiveFormat } from './hive-format.ts'

/**
 * Engine SQL of what Hive's LazySimpleSerDe makes of the text of a field; NULL of what is no value of the type. `level`: how deep the value stands in others,
 * which says by what its parts are told apart. A binary value comes as its bytes in hexadecimal digits.
 */
export function hiveValueSql(text: string, type: DeclaredType, format: HiveFormat, level = 1): string {
  switch (type.kind) {
    case 'string':
      return text
    case 'char':
      return `rpad(left(${text}, ${type.length}), ${type.length}, ' ')`
    case 'varchar':
      return `left(${text}, ${type.length})`
    case 'binary':
      return `unhex(${text})`
    case 'array': {
      const item = `hive_${level}`
      const items = `list_transform(string_split(${text}, ${sign(format, level)}), ${item} -> ${partSql(item, type.element, format, level + 1)})`
      return emptyOr(text, `CAST([] AS ${engineType(valueType(type))})`, items)
    }
    case 'map':
      return mapSql(text, type, format, level)
    case 'struct': {
      const parts = `string_split(${text}, ${sign(format, level)})`
      const fields = type.fields.map(({ name, type: field }, index) => {
        const part = `list_extract(hive_${level}, ${index + 1})`
        return `${quotedField(name)} := ${partSql(part, field, format, level + 1)}`
      })
      return `CASE WHEN ${text} IS NOT NULL THEN list_extract(list_transform([${parts}], hive_${level} -> struct_pack(${fields.join(', ')})), 1) END`
    }
    default:
      return plainSql(text, type)
  }
}

type PlainType = Exclude<DeclaredType, { kind: 'string' | 'char' | 'varchar' | 'binary' | 'array' | 'map' | 'struct' }>

function plainSql(text: string, type: PlainType): string {
  const engine = engineType(type)
  switch (type.kind) {
    // A fraction is left out, whatever it is.
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return `CASE WHEN regexp_full_match(${text}, '[+-]?(\\d+(\\.\\d*)?|\\.\\d+)') THEN TRY_CAST(coalesce(nullif(regexp_extract(${text}, '^\\+?(-?\\d+)', 1), ''), '0') AS ${engine}) END`
    case 'boolean':
      return `CASE lower(${text}) WHEN 'true' THEN true WHEN 'false' THEN false END`
    case 'float':
    case 'double':
      return javaDoubleSql(text, type)
    case 'decimal':
      return `CASE WHEN regexp_full_match(${text}, '[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?') THEN ${castText(text, { kind: 'string' }, type)} END`
    case 'date':
      return `CASE WHEN regexp_full_match(${text}, '${DATE}') THEN ${dateSql(text)} END`
    case 'timestamp': {
      const inner = `regexp_replace(${text}, '^[\\x00-\\x20]+|[\\x00-\\x20]+$', '', 'g')`
      return `list_extract(list_transform([${inner}], hive_time -> CASE WHEN regexp_full_match(hive_time, '${DATE} ${TIME}') THEN ${timestampSql('hive_time')} END), 1)`
    }
    default:
      return castText(text, { kind: 'string' }, valueType(type))
  }
}

/** As Java's Date.valueOf: a month has up to 31 days, and those that it has not are of the next. */
const DATE = String.raw`\d{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12]\d|3[01])`
/** As Java's Timestamp.valueOf, for which an hour may have 99 minutes. */
const TIME = String.raw`[-+]?\d{1,6}:[-+]?\d{1,6}:[-+]?\d{1,6}(\.\d{1,9})?`

function dateSql(text: string): string {
  const part = (index: number): string => `CAST(regexp_extract(${text}, '^(\\d+)-(\\d+)-(\\d+)', ${index}) AS INTEGER)`
  return `make_date(${part(1)}, ${part(2)}, 1) + (${part(3)} - 1)`
}

function timestampSql(text: string): string {
  const part = (index: number): string => `regexp_extract(${text}, ' ([-+]?\\d+):([-+]?\\d+):([-+]?\\d+)(?:\\.(\\d+))?$', ${index})`
  const number = (index: number): string => `CAST(${part(index)} AS BIGINT)`
  // Digits behind the sixth are left out.
  const micros = `CAST(rpad(left(${part(4)}, 6), 6, '0') AS BIGINT)`
  const seconds = `${number(1)} * 3600 + ${number(2)} * 60 + ${number(3)}`
  return `CAST(${dateSql(text)} AS TIMESTAMP) + to_microseconds((${seconds}) * 1000000 + ${micros})`
}

/** A part of another value, which may be NULL. */
const partSql = (text: string, type: DeclaredType, format: HiveFormat, level: number): string =>
  hiveValueSql(`nullif(${text}, ${quoteText(format.nullText)})`, type, format, level)

/** Of a key that is there twice the first value holds; what is no key is left out. */
function mapSql(text: string, { key, value, ...type }: Extract<DeclaredType, { kind: 'map' }>, format: HiveFormat, level: number): string {
  const entry = `hive_${level}`
  const parts = `regexp_extract(${entry}, '(?s)^([^${inClass(format, level + 1)}]*)', 1)`
  const rest = `CASE WHEN contains(${entry}, ${sign(format, level + 1)}) THEN substr(${entry}, length(${parts}) + 2) END`
  const pair = `struct_pack(key := ${partSql(parts, key, format, level + 2)}, value := ${partSql(rest, value, format, level + 2)})`
  const pairs = `list_transform(string_split(${text}, ${sign(format, level)}), ${entry} -> ${pair})`
  const kept = `list_filter(${pairs}, hive_pair -> hive_pair.key IS NOT NULL)`
  const keys = 'list_transform(hive_pairs, hive_pair -> hive_pair.key)'
  const first = `list_filter(hive_pairs, (hive_pair, hive_at) -> list_position(${keys}, hive_pair.key) = hive_at)`
  const whole = { ...type, key, value } as const
  const made = `list_extract(list_transform([${kept}], hive_pairs -> map_from_entries(${first})), 1)`
  return emptyOr(text, `CAST(MAP {} AS ${engineType(valueType(whole))})`, made)
}

const emptyOr = (text: string, empty: string, value: string): string =>
  `CASE WHEN ${text} = '' THEN ${empty} WHEN ${text} IS NOT NULL THEN ${value} END`

const sign = ({ separators }: HiveFormat, level: number): string => `chr(${separators[level] ?? 0})`

const inClass = ({ separators }: HiveFormat, level: number): string => `\\x${(separators[level] ?? 0).toString(16).padStart(2, '0')}`

const quotedField = (name: string): string => `"${name.replaceAll('"', '""')}"`
