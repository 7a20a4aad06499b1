import type { SparkType } from '../../base/spark-type.ts'

/** What a value of a stream column is, and so which engine type it becomes. */
export type ValueKind =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'smallint' }
  | { readonly kind: 'int' }
  | { readonly kind: 'bigint' }
  | { readonly kind: 'float' }
  | { readonly kind: 'double' }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp' }
  /** Values with more digits behind the point are rounded half away from zero. */
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'string' }
  | { readonly kind: 'binary' }
  | { readonly kind: 'array'; readonly element: ValueKind }
  /** A type of Spark that only files have. */
  | { readonly kind: 'nested'; readonly type: SparkType }

/**
 * What a statement does with a column, from the least: asks whether it is NULL; compares it with what is known beforehand; compares, groups or orders it;
 * reads the value itself, or does something that is not understood here.
 */
export type ValueUse = 'unused' | 'nullness' | 'constant-comparison' | 'comparison' | 'value'

export interface StreamColumn {
  /** The catalog's name of the column. */
  readonly name: string
  readonly value: ValueKind
  /** What the statement does with it; absent: it reads the values. A value that the engine cannot hold matters only where it is read. */
  readonly use?: ValueUse
  /** Engine SQL of the column's value, in which its text stands for NAME_IN_SQL; undefined: it is the value. */
  readonly sql?: string
}

/** Relations that stand in a plan for tables of files: for what is more there is no plan. */
export const PLANNED_SCANS_MAX = 16

export const NAME_IN_SQL = '__stream_value'

export function typeOfValue(value: ValueKind): SparkType {
  switch (value.kind) {
    case 'nested':
      return value.type
    case 'array':
      return { kind: 'array', element: typeOfValue(value.element) }
    default:
      return value
  }
}

const PLAIN_KINDS: ReadonlySet<string> = new Set([
  'boolean',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'date',
  'timestamp',
  'decimal',
  'string',
  'binary',
])

export const isPlainKind = (type: SparkType): type is Extract<SparkType, ValueKind> => PLAIN_KINDS.has(type.kind)
