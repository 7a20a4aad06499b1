import { dateText, daysOfText, microsecondsOfText, timestampText } from '../base/date-text.ts'
import { javaDoubleText, javaFloatText } from '../base/java/java-double-text.ts'
import { javaNumberOfText } from '../base/java/java-number-of-text.ts'
import { lookup } from '../base/lookup.ts'
import type { DeclaredType } from '../base/spark-type.ts'
import { NULL_PARTITION } from './partition-folder.ts'

const RANGES: Readonly<Record<string, bigint>> = lookup({ tinyint: 8n, smallint: 16n, int: 32n, bigint: 64n })

/** What Spark's cast of a text takes for TRUE and FALSE. */
const TRUE_TEXTS: ReadonlySet<string> = new Set(['t', 'true', 'y', 'yes', '1'])
const FALSE_TEXTS: ReadonlySet<string> = new Set(['f', 'false', 'n', 'no', '0'])

const TIME_ALONE = /^\s*T?\d{1,2}(:|\s*$)/

/** Whether values of a partition column of the type can be written; those of other types are given by a query alone. */
export const hasPartitionText = ({ kind }: DeclaredType): boolean => WRITTEN.has(kind)

const WRITTEN: ReadonlySet<string> = new Set(
  'char varchar string tinyint smallint int bigint boolean date timestamp decimal float double'.split(' '),
)

/**
 * The text that the folder of a value has, of a text that Spark's cast to the type takes for it: 01 and +1 are 1. null is NULL; undefined: it is none of the type.
 * Workers and the server ask it, so that both take the same folders for those of one partition.
 */
export function partitionText(type: DeclaredType, value: string): string | null | undefined {
  switch (type.kind) {
    case 'char':
    case 'varchar': {
      const kept = withinLength(value, type.length)
      if (kept === undefined) return undefined
      return partitionText({ kind: 'string' }, type.kind === 'char' ? padded(kept, type.length) : kept)
    }
    case 'string':
      if (value === '') return undefined
      return value === NULL_PARTITION ? null : value
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint': {
      const bits = Number(RANGES[type.kind])
      const number = /^\s*[+-]?\d{1,30}[LSY]?\s*$/i.test(value) ? BigInt(value.trim().replace(/^\+|[LSY]$/gi, '')) : undefined
      return number !== undefined && BigInt.asIntN(bits, number) === number ? String(number) : undefined
    }
    case 'boolean': {
      const text = value.trim().toLowerCase()
      if (TRUE_TEXTS.has(text)) return 'true'
      return FALSE_TEXTS.has(text) ? 'false' : undefined
    }
    case 'date': {
      const days = daysOfText(value)
      return days === undefined ? undefined : dateText(days)
    }
    case 'timestamp': {
      // A time alone would be one of the day on which the statement runs.
      const microseconds = TIME_ALONE.test(value) ? undefined : microsecondsOfText(value, 0)
      return microseconds === undefined ? undefined : timestampText(microseconds)
    }
    case 'decimal':
      return decimalText(value, type)
    case 'float':
    case 'double': {
      const number = javaNumberOfText(value, type.kind)
      if (number === undefined) return undefined
      return type.kind === 'float' ? javaFloatText(number) : javaDoubleText(number)
    }
    default:
      return undefined
  }
}

function decimalText(value: string, { precision, scale }: { readonly precision: number; readonly scale: number }): string | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:E([+-]?\d{1,3}))?(?:BD)?$/i.exec(value.trim())
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const digits = `${whole}${fraction}`
  if (digits === '') return undefined
  /** So many of the digits stay. */
  const kept = whole.length + Number(exponent) + scale
  const cut = kept < 0 ? 0n : BigInt(digits.slice(0, kept).padEnd(kept, '0') || '0')
  const rounded = kept >= 0 && (digits[kept] ?? '0') >= '5' ? cut + 1n : cut
  if (rounded >= 10n ** BigInt(precision)) return undefined
  const text = String(rounded).padStart(scale + 1, '0')
  const point = text.length - scale
  return `${sign === '-' && rounded > 0n ? '-' : ''}${text.slice(0, point)}${scale > 0 ? `.${text.slice(point)}` : ''}`
}

/** Only spaces at the end may be too many. */
function withinLength(value: string, length: number): string | undefined {
  const signs = [...value]
  if (signs.length <= length) return value
  return signs.slice(length).every((sign) => sign === ' ') ? signs.slice(0, length).join('') : undefined
}

const padded = (value: string, length: number): string => value + ' '.repeat(Math.max(0, length - [...value].length))
