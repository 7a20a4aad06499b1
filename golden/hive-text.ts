import { javaDoubleText, javaFloatText } from '../src/base/java/java-double-text.ts'
import type { SparkType } from '../src/base/spark-type.ts'
import { type JsonText, parseJsonText } from './json-text.ts'

/** Spark shows a year by java.time as +10000 and -0001, as its golden files have it, or by java.sql as 10000 and, counted from the year 1 back, 0002. */
export type Years = 'signed' | 'of-era'

/** A row of a job's result as Spark's command line and its golden files show it (HiveResult.toHiveString): columns between tabs. */
export function hiveRow(rowJson: string, types: readonly SparkType[], years: Years = 'signed'): string {
  const row = parseJsonText(rowJson)
  if (row.kind !== 'array') throw new Error('A row is a JSON array')
  return row.items.map((value, index) => hiveText(value, types[index] ?? { kind: 'string' }, false, years)).join('\t')
}

function hiveText(value: JsonText, type: SparkType, isNested: boolean, years: Years): string {
  switch (value.kind) {
    case 'null':
      return isNested ? 'null' : 'NULL'
    case 'array':
      return `[${value.items.map((item) => hiveText(item, type.kind === 'array' ? type.element : { kind: 'string' }, true, years)).join(',')}]`
    case 'object':
      return `{${type.kind === 'map' ? mapEntries(value.entries, type.key, type.value, years).join(',') : fields(value.entries, type, years).join(',')}}`
    default:
      return scalarText(value.text, type, isNested, years)
  }
}

function mapEntries(entries: readonly (readonly [string, JsonText])[], key: SparkType, value: SparkType, years: Years): readonly string[] {
  return entries.map(([name, item]) => `${keyText(name, key, years)}:${hiveText(item, value, true, years)}`).toSorted()
}

/** A key that is no text is written as its own JSON. */
function keyText(name: string, type: SparkType, years: Years): string {
  if (type.kind === 'array' || type.kind === 'struct' || type.kind === 'map') {
    try {
      return hiveText(parseJsonText(name), type, true, years)
    } catch {
      return name
    }
  }
  return scalarText(name, type, true, years)
}

const fields = (entries: readonly (readonly [string, JsonText])[], type: SparkType, years: Years): readonly string[] =>
  entries.map(([name, item], index) => {
    const field = type.kind === 'struct' ? type.fields[index] : undefined
    return `"${field?.name ?? name}":${hiveText(item, field?.type ?? { kind: 'string' }, true, years)}`
  })

function scalarText(text: string, type: SparkType, isNested: boolean, years: Years): string {
  switch (type.kind) {
    case 'double':
      return Number.isFinite(Number(text)) ? javaDoubleText(Number(text)) : text
    case 'float':
      return Number.isFinite(Number(text)) ? javaFloatText(Number(text)) : text
    case 'string':
      return isNested ? `"${text}"` : text
    case 'date':
    case 'timestamp':
      return years === 'signed' ? text : yearOfEra(text)
    case 'binary':
      return Buffer.from(text, 'base64').toString('utf8')
    default:
      return text
  }
}

const yearOfEra = (text: string): string =>
  text.replace(/^([+-]?)(\d{4,})(?=-)/, (_, sign: string, year: string) =>
    sign === '-' || Number(year) === 0 ? String(Number(year) + 1).padStart(4, '0') : year,
  )
