import { lookup } from '../../base/lookup.ts'
import { quotedName } from '../../base/sql-text/quoted.ts'

/** Types of the engine, by the names it describes columns with, as Spark calls them. */
const SIMPLE: Readonly<Record<string, string>> = lookup({
  BOOLEAN: 'boolean',
  TINYINT: 'tinyint',
  SMALLINT: 'smallint',
  INTEGER: 'int',
  BIGINT: 'bigint',
  UTINYINT: 'smallint',
  USMALLINT: 'int',
  UINTEGER: 'bigint',
  UBIGINT: 'decimal(20,0)',
  HUGEINT: 'decimal(38,0)',
  FLOAT: 'float',
  DOUBLE: 'double',
  VARCHAR: 'string',
  JSON: 'string',
  UUID: 'string',
  ENUM: 'string',
  BLOB: 'binary',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
})

/** The Spark type of a column that the engine describes; undefined when there is none. */
export function sparkTypeOf(engineType: string): string | undefined {
  const type = engineType.trim()
  const simple = SIMPLE[type]
  if (simple !== undefined) return simple
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type)
  if (decimal !== null) return `decimal(${decimal[1]},${decimal[2]})`
  if (type.endsWith('[]')) return wrap('array', [type.slice(0, -2)])
  const nested = /^(MAP|STRUCT)\((.*)\)$/s.exec(type)
  if (nested === null) return undefined
  const [, kind, inner = ''] = nested
  const parts = splitParts(inner)
  return kind === 'MAP' ? wrap('map', parts) : structType(parts)
}

function wrap(name: string, parts: readonly string[]): string | undefined {
  const types = parts.map(sparkTypeOf)
  return types.some((type) => type === undefined) ? undefined : `${name}<${types.join(',')}>`
}

function structType(parts: readonly string[]): string | undefined {
  const fields = parts.map((part) => {
    const [, quoted, plain = '', type = ''] = /^(?:"((?:[^"]|"")*)"|(\S+))\s+(.*)$/s.exec(part) ?? []
    const sparkType = sparkTypeOf(type)
    if (sparkType === undefined) return undefined
    const name = quoted === undefined ? plain : quoted.replaceAll('""', '"')
    return `${/^\w+$/.test(name) ? name : quotedName(name)}:${sparkType}`
  })
  return fields.some((field) => field === undefined) ? undefined : `struct<${fields.join(',')}>`
}

/** Splits at the commas that are in no parentheses and no quotes. */
function splitParts(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let isQuoted = false
  let start = 0
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (character === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === '(') depth += 1
    else if (character === ')') depth -= 1
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, at).trim())
      start = at + 1
    }
  }
  parts.push(text.slice(start).trim())
  return parts
}
