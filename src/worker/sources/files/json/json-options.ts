import type { JsonDialect } from '../../../../base/json-dialect.ts'

/** How the files of a JSON table are read: Spark's options of the same names. */
export interface JsonOptions {
  readonly dialect: JsonDialect
  readonly mode: 'PERMISSIVE' | 'DROPMALFORMED' | 'FAILFAST'
  readonly columnNameOfCorruptRecord: string
  readonly multiLine: boolean
  /** Undefined: found out for each record, as Jackson does. */
  readonly encoding: TextEncoding | undefined
  /** Undefined: a line feed, a carriage return, or both. */
  readonly lineSep: string | undefined
  readonly dateFormat: string | undefined
  readonly timestampFormat: string | undefined
}

/** How types are found out. */
export interface JsonInference {
  readonly primitivesAsString: boolean
  readonly prefersDecimal: boolean
  readonly dropFieldIfAllNull: boolean
}

export const TEXT_ENCODINGS = [
  'UTF-8',
  'UTF8',
  'UTF-16',
  'UTF-16LE',
  'UTF-16BE',
  'UTF-32',
  'UTF-32LE',
  'UTF-32BE',
  'ISO-8859-1',
  'US-ASCII',
] as const
export type TextEncoding = (typeof TEXT_ENCODINGS)[number]
