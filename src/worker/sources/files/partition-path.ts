import { parseSparkType, type SparkType } from '../../../base/spark-type.ts'
import { hexOf, NULL_PARTITION } from '../../../protocol/partition-folder.ts'

/** A folder for a value of a partition column, as the engine writes it, and reads it back. */
export const engineFolder = (column: string, value: string | null): string =>
  `${engineText(column)}=${value === null ? NULL_PARTITION : engineText(value)}`

/** A part of the name of a folder as the engine writes it. It reads values back, and columns go by their names as they are written there. */
export const engineText = (text: string): string => encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${hexOf(character)}`)

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
