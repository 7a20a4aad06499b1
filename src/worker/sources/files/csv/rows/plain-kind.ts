import type { SparkType } from '../../../../../base/spark-type.ts'
import type { CsvFormat } from '../csv-format.ts'

/** As assembly/row-reader.ts numbers them. */
const KIND = {
  tinyint: 0,
  smallint: 1,
  int: 2,
  bigint: 3,
  smallDecimal: 4,
  middleDecimal: 5,
  largeDecimal: 6,
  float: 7,
  double: 8,
  date: 9,
  timestamp: 10,
  boolean: 11,
} as const

/** How values of a type are read from their bytes, where they are of the forms that are written most. */
export interface PlainKind {
  readonly kind: number
  /** Bytes of a value, as the engine keeps it. */
  readonly width: number
  /** Of a decimal; its digits, as a whole number, are below the limit. */
  readonly scale: number
  readonly limit: bigint
}

/** Whether there are such forms. */
export function hasPlainForms(type: SparkType, format: CsvFormat): boolean {
  switch (type.kind) {
    case 'float':
    case 'double':
      // A number may be what such a table calls no number.
      return [format.nanValue, format.positiveInf, format.negativeInf].every((name) => !/\d/.test(name))
    case 'date':
      return format.dateFormat === undefined
    case 'timestamp':
      return format.timestampFormat === undefined
    default:
      return plainKind(type) !== undefined
  }
}

/** Of more the engine keeps two words. */
const DECIMAL_DIGITS_MAX = 18
const SMALL_DIGITS_MAX = 4
const MIDDLE_DIGITS_MAX = 9

/** Undefined: values of the type have no plain forms. */
export function plainKind(type: SparkType): PlainKind | undefined {
  switch (type.kind) {
    case 'boolean':
    case 'tinyint':
      return fixed(KIND[type.kind], 1)
    case 'smallint':
      return fixed(KIND.smallint, 2)
    case 'int':
    case 'float':
    case 'date':
      return fixed(KIND[type.kind], 4)
    case 'bigint':
    case 'double':
    case 'timestamp':
      return fixed(KIND[type.kind], 8)
    case 'decimal':
      return type.precision > DECIMAL_DIGITS_MAX ? undefined : decimal(type.precision, type.scale)
    default:
      return undefined
  }
}

const fixed = (kind: number, width: number): PlainKind => ({ kind, width, scale: 0, limit: 0n })

function decimal(precision: number, scale: number): PlainKind {
  const [kind, width] =
    precision <= SMALL_DIGITS_MAX
      ? [KIND.smallDecimal, 2]
      : precision <= MIDDLE_DIGITS_MAX
        ? [KIND.middleDecimal, 4]
        : [KIND.largeDecimal, 8]
  return { kind, width, scale, limit: 10n ** BigInt(precision) }
}
