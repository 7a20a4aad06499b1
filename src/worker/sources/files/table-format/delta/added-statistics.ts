import { sparkTypeName } from '../../../../../base/spark-type.ts'
import type { ColumnStatistics } from '../../../../../protocol/table-files.ts'
import { knownKind, knownValue } from '../../pruning/known-values.ts'
import { type KnownOfFile, type StoredField, seenType } from '../table-snapshot.ts'

/** Longer texts are cut by some writers, and what they put behind the rest is not always more than what they left out. */
const WHOLE_TEXT_MAX = 31

/**
 * What an add says of the values in its file. `keys`: what it calls the columns. Undefined: it says nothing that can be read, which makes no file unreadable.
 * Rows that were deleted since are counted: what holds for all rows holds for the others.
 */
export function addedStatistics(
  stats: string,
  columns: readonly StoredField[],
  keys: ReadonlyMap<string, string>,
): KnownOfFile | undefined {
  const read = parsed(stats)
  const [rows, nulls, least, most] = ['numRecords', 'nullCount', 'minValues', 'maxValues'].map((name) => fieldOf(read, name))
  if (typeof rows !== 'string' || !/^\d{1,15}$/.test(rows)) return undefined
  const statistics = columns.flatMap(({ name, type }): readonly (readonly [string, ColumnStatistics])[] => {
    const sparkType = sparkTypeName(seenType(type))
    const kind = knownKind(sparkType)
    if (kind === undefined) return []
    const key = keys.get(name) ?? name
    const count = fieldOf(nulls, key)
    const [min, max] = [boundOf(sparkType, fieldOf(least, key), 'min'), boundOf(sparkType, fieldOf(most, key), 'max')]
    const known = {
      type: sparkType,
      ...(typeof count === 'string' && /^\d{1,15}$/.test(count) ? { nulls: Number(count) } : {}),
      ...(min === undefined || knownValue(kind, min) === undefined ? {} : { min }),
      ...(max === undefined || knownValue(kind, max) === undefined ? {} : { max }),
    }
    return [[name, known]]
  })
  return { rowCount: Number(rows), statistics: Object.fromEntries(statistics) }
}

/** Numbers are their texts, which keep all digits. */
function parsed(stats: string): unknown {
  try {
    return JSON.parse(stats, (_, value: unknown, context?: { readonly source?: string }) =>
      typeof value === 'number' ? (context?.source ?? String(value)) : value,
    )
  } catch {
    return undefined
  }
}

const fieldOf = (object: unknown, name: string): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, name)
    ? (object as Readonly<Record<string, unknown>>)[name]
    : undefined

function boundOf(type: string, value: unknown, which: 'min' | 'max'): string | undefined {
  if (typeof value !== 'string') return undefined
  switch (type) {
    // NaN is more than every number, and most writers leave it out of the bounds.
    case 'double':
      return which === 'min' ? leastDouble(value) : undefined
    case 'string':
      return which === 'min' || value.length <= WHOLE_TEXT_MAX ? value : undefined
    case 'timestamp':
      return timestampBound(value, which)
    default:
      return type.startsWith('decimal(') ? decimalBound(value, type, which) : value
  }
}

/** What was a float when it was written is told in fewer digits than the double has that it is now. */
function leastDouble(text: string): string {
  const value = Number(text)
  return Number.isFinite(value) ? String(Math.min(value, Math.fround(value))) : text
}

/** Steps of the column's scale that any double tells apart. */
const DOUBLE_STEPS = 10n ** 15n
/** More than what two roundings to a double change. */
const ROUNDING = 10n ** 14n
const UNITS = 38

/** Some writers, delta-rs among them, tell decimals as doubles, which have 15 digits for certain. */
function decimalBound(text: string, type: string, which: 'min' | 'max'): string | undefined {
  const scale = Number(/,(\d+)\)$/.exec(type)?.[1])
  const known = knownValue('decimal', text)
  if (known?.kind !== 'exact' || Number.isNaN(scale)) return undefined
  const size = known.value < 0n ? -known.value : known.value
  if (size < DOUBLE_STEPS * 10n ** BigInt(UNITS - scale)) return text
  const rounded = size / ROUNDING + 1n
  return `${known.value + (which === 'min' ? -rounded : rounded)}e-${UNITS}`
}

const TIMESTAMP = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/

/** Of the zone that the writer had, and cut to milliseconds: the greatest value may be almost one more. */
function timestampBound(text: string, which: 'min' | 'max'): string | undefined {
  const [, day, time, fraction = '', zone] = TIMESTAMP.exec(text) ?? []
  const moment = new Date(`${day}T${time}${zone}`)
  if (day === undefined || Number.isNaN(moment.getTime())) return undefined
  const [utcDay, utcTime = ''] = moment.toISOString().split('T')
  const digits = fraction.padEnd(3, '0').padEnd(6, which === 'min' ? '0' : '9')
  return `${utcDay} ${utcTime.slice(0, 8)}.${digits}`
}
