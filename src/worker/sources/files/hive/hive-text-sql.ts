import { type DeclaredType, valueType } from '../../../../base/spark-type.ts'
import { quoteName, quoteText } from '../../../engine/quote.ts'
import { castText } from '../../../sql/cast-text.ts'
import type { HiveFormat } from './hive-format.ts'

/** Engine SQL of the text that Hive's LazySimpleSerDe writes of a value, which is never NULL. `level`: as where it is read. */
export function hiveTextSql(value: string, type: DeclaredType, format: HiveFormat, level = 1): string {
  return `coalesce(${textSql(value, type, format, level)}, ${quoteText(format.nullText)})`
}

function textSql(value: string, type: DeclaredType, format: HiveFormat, level: number): string {
  const sign = (at: number): string => `chr(${format.separators[at] ?? 0})`
  switch (type.kind) {
    case 'char':
      return escapedSql(`rpad(${value}, ${type.length}, ' ')`, format)
    case 'string':
    case 'varchar':
      return escapedSql(value, format)
    case 'binary':
      return `to_base64(${value})`
    case 'boolean':
      return `CASE WHEN ${value} THEN 'true' WHEN NOT ${value} THEN 'false' END`
    case 'decimal':
      return `CAST(${value} AS VARCHAR)`
    case 'array': {
      const item = `hive_${level}`
      return joinedSql(`list_transform(${value}, ${item} -> ${hiveTextSql(item, type.element, format, level + 1)})`, sign(level))
    }
    case 'map': {
      const entry = `hive_${level}`
      const [key, part] = [
        hiveTextSql(`${entry}.key`, type.key, format, level + 2),
        hiveTextSql(`${entry}.value`, type.value, format, level + 2),
      ]
      return joinedSql(`list_transform(map_entries(${value}), ${entry} -> ${key} || ${sign(level + 1)} || ${part})`, sign(level))
    }
    case 'struct': {
      const fields = type.fields.map((field) => hiveTextSql(`${value}.${quoteName(field.name)}`, field.type, format, level + 1))
      return `CASE WHEN ${value} IS NOT NULL THEN ${fields.join(` || ${sign(level)} || `)} END`
    }
    default:
      return castText(value, valueType(type), { kind: 'string' })
  }
}

const joinedSql = (items: string, separator: string): string => `array_to_string(${items}, ${separator})`

/** Every sign that takes values apart, on whatever level, has the escape before it. */
function escapedSql(value: string, { separators, escapeCode }: HiveFormat): string {
  if (escapeCode === undefined) return value
  const signs = [...new Set([...separators, escapeCode])].map((code) => `\\x${code.toString(16).padStart(2, '0')}`).join('')
  return `regexp_replace(${value}, '([${signs}])', ${quoteText(`${escapeCode === 92 ? '\\\\' : String.fromCharCode(escapeCode)}\\1`)}, 'g')`
}
