/** The type of a value in an Avro file, as its schema says it, with the logical types that mean something here. */
export type AvroType =
  | { readonly kind: 'null' | 'boolean' | 'float' | 'double' | 'string' }
  | { readonly kind: 'int'; readonly logical: 'date' | undefined }
  | { readonly kind: 'long'; readonly logical: TimestampUnit | 'local-timestamp' | undefined }
  | { readonly kind: 'bytes'; readonly decimal: AvroDecimal | undefined }
  | { readonly kind: 'fixed'; readonly size: number; readonly decimal: AvroDecimal | undefined }
  | { readonly kind: 'enum'; readonly symbols: readonly string[] }
  | { readonly kind: 'array'; readonly items: AvroType }
  | { readonly kind: 'map'; readonly values: AvroType }
  | { readonly kind: 'union'; readonly branches: readonly AvroType[] }
  | AvroRecord

export type TimestampUnit = 'timestamp-millis' | 'timestamp-micros'

export interface AvroDecimal {
  readonly precision: number
  readonly scale: number
}

export interface AvroRecord {
  readonly kind: 'record'
  readonly name: string
  readonly fields: readonly AvroField[]
}

export interface AvroField {
  readonly name: string
  readonly type: AvroType
  /** Iceberg's number of the field. */
  readonly id: number | undefined
}
