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
}
