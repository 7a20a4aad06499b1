import { parseSparkType, type SparkType } from '../../../base/spark-type.ts'

/** How Spark and Hive name the folder of NULL, and of an empty text, which is read as NULL again; as this text is. */
export const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__'

/** Characters that Hive writes as %XX in the name of a folder, besides those below a space. */
const ESCAPED: ReadonlySet<string> = new Set(['"', '#', '%', "'", '*', '/', ':', '=', '?', '\\', '\u007f', '{', '[', ']', '^'])

/** A folder for a value of a partition column, as Spark names it. */
export const partitionFolder = (column: string, value: string | null): string =>
  `${escaped(column)}=${value === null || value === '' ? NULL_PARTITION : escaped(value)}`

/** The same as the engine writes it, and reads it back. */
export const engineFolder = (column: string, value: string | null): string =>
  `${engineText(column)}=${value === null ? NULL_PARTITION : engineText(value)}`

/** A part of the name of a folder as the engine writes it. It reads values back, and columns go by their names as they are written there. */
export const engineText = (text: string): string => encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${hexOf(character)}`)

const escaped = (text: string): string =>
  Array.from(text, (character) => (character < ' ' || ESCAPED.has(character) ? `%${hexOf(character)}` : character)).join('')

const hexOf = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')

/** The columns and values that the folders between a table's own and a file say; null is NULL. */
export function partitionsOf(relativePath: string): readonly (readonly [column: string, value: string | null])[] {
  return relativePath
    .split('/')
    .slice(0, -1)
    .flatMap((folder) => {
      const at = folder.indexOf('=')
      if (at <= 0) return []
      const value = unescaped(folder.slice(at + 1))
      return [[unescaped(folder.slice(0, at)), value === NULL_PARTITION ? null : value] as const]
    })
}

const unescaped = (text: string): string =>
  text.replaceAll(/%([0-9a-fA-F]{2})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** The type that Spark gives a partition column of which it knows only the values' texts. */
export function partitionType(values: readonly (string | null)[]): SparkType {
  const kinds = new Set(values.flatMap((value) => (value === null ? [] : [kindOf(value)])))
  if (kinds.size === 0) return { kind: 'string' }
  const [first = 'string'] = kinds
  if (kinds.size === 1) return parseSparkType(first)
  const widest = ['double', 'bigint', 'int'].find((kind) => kinds.has(kind))
  return widest !== undefined && [...kinds].every((kind) => ['int', 'bigint', 'double'].includes(kind))
    ? parseSparkType(widest)
    : { kind: 'string' }
}

function kindOf(value: string): string {
  if (/^[+-]?\d{1,19}$/.test(value)) {
    const number = BigInt(value)
    if (BigInt.asIntN(32, number) === number) return 'int'
    if (BigInt.asIntN(64, number) === number) return 'bigint'
  }
  if (/^[+-]?\d{1,38}$/.test(value)) return `decimal(${value.replace(/^[+-]?0*(?=\d)/, '').length},0)`
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)) return 'double'
  if (/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?$/.test(value) && isDate(value.slice(0, 10))) return 'timestamp'
  return /^\d{4}-\d{2}-\d{2}$/.test(value) && isDate(value) ? 'date' : 'string'
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
