import { JAVA_DOUBLE_FORM } from '../../../../base/java/java-double-form.ts'
import type { SparkType } from '../../../../base/spark-type.ts'
import { NULL_PARTITION, unescaped } from '../../../../protocol/partition-folder.ts'

const DIGITS_MAX = 38
/** What a decimal has that holds each number of the type. */
const DECIMAL_DIGITS: ReadonlyMap<SparkType['kind'], number> = new Map([
  ['int', 10],
  ['bigint', 20],
])
const STRING: SparkType = { kind: 'string' }

/** The type that Spark gives a partition column of which it knows only the values' texts, as folders write them. */
export function partitionType(written: readonly string[]): SparkType {
  const values = [...new Set(written)].filter((value) => unescaped(value) !== NULL_PARTITION)
  const found = new Map(values.map(typeOf).map((type) => [keyOf(type), type]))
  const [first = STRING, ...others] = found.values()
  return others.reduce(commonType, first)
}

const keyOf = (type: SparkType): string => (type.kind === 'decimal' ? `decimal ${type.precision}` : type.kind)

/** PartitioningUtils.inferPartitionColumnValue, which looks for escapes in times alone: `%201` is a text. */
function typeOf(value: string): SparkType {
  if (/^[+-]?\d+$/.test(value)) {
    const number = BigInt(value.replace('+', ''))
    if (BigInt.asIntN(32, number) === number) return { kind: 'int' }
    if (BigInt.asIntN(64, number) === number) return { kind: 'bigint' }
  }
  const precision = wholeDigits(value)
  if (precision !== undefined && precision <= DIGITS_MAX) return { kind: 'decimal', precision, scale: 0 }
  if (JAVA_DOUBLE_FORM.test(value)) return { kind: 'double' }
  // One digit of a second's parts at most, for that is Spark's pattern.
  const [, day = '', time] = /^(\d{4}-\d{2}-\d{2})( (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d)?)?$/.exec(unescaped(value)) ?? []
  if (!isDate(day)) return STRING
  if (time !== undefined) return { kind: 'timestamp' }
  return day === value ? { kind: 'date' } : STRING
}

/** How many digits BigDecimal of Java sees before the point of a number that has nothing behind it; undefined: it has, or is none. */
function wholeDigits(text: string): number | undefined {
  const [, whole = '', fraction = '', exponent = '0'] = /^[+-]?(?:(\d+)(?:\.(\d*))?|\.\d+)(?:[eE]([+-]?\d{1,9}))?$/.exec(text) ?? []
  const scale = fraction.length - Number(exponent)
  if (whole === '' || scale > 0) return undefined
  return `${whole}${fraction}`.replace(/^0+(?=\d)/, '').length - scale
}

/** PartitioningUtils.findWiderTypeForPartitionColumn: numbers of which a double would lose digits stay texts. */
function commonType(one: SparkType, other: SparkType): SparkType {
  const kinds = [one.kind, other.kind]
  const has = (kind: SparkType['kind']): boolean => kinds.includes(kind)
  if (kinds.every((kind) => kind === 'int' || kind === 'bigint')) return { kind: has('bigint') ? 'bigint' : 'int' }
  if (kinds.every((kind) => kind === 'int' || kind === 'double')) return { kind: 'double' }
  if (kinds.every((kind) => kind === 'date' || kind === 'timestamp')) return { kind: has('timestamp') ? 'timestamp' : 'date' }
  const digits = [one, other].map((type) => (type.kind === 'decimal' ? type.precision : DECIMAL_DIGITS.get(type.kind)))
  const isDecimal = digits.every((count) => count !== undefined)
  return isDecimal ? { kind: 'decimal', precision: Math.max(...digits.map((count) => count ?? 0)), scale: 0 } : STRING
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`)
  return text !== '' && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
