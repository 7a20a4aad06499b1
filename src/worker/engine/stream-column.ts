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

export interface StreamColumn {
  /** The catalog's name of the column. */
  readonly name: string
  readonly value: ValueKind
}
