import { type Static, Type } from 'typebox'

/** What a job reads of a bucket that a store of objects has. Keys are not encoded. */
export const ObjectRead = Type.Union([
  Type.Object({
    kind: Type.Literal('list'),
    prefix: Type.String({ maxLength: 1_024 }),
    keysMax: Type.Integer({ minimum: 1, maximum: 1_000 }),
    /** Of the page before. */
    token: Type.Optional(Type.String({ maxLength: 8_192 })),
  }),
  /** Bytes from `from` up to, and with, `to`, as long as the object is the one of the ETag. */
  Type.Object({
    kind: Type.Literal('get'),
    key: Type.String({ minLength: 1, maxLength: 1_024 }),
    from: Type.Integer({ minimum: 0 }),
    to: Type.Integer({ minimum: 0 }),
    etag: Type.String({ minLength: 1, maxLength: 1_024, pattern: '^[\\x21-\\x7e]+$' }),
  }),
])
export type ObjectRead = Readonly<Static<typeof ObjectRead>>

/** Where a job gets at a bucket of a store: nothing of it is secret. */
export interface ObjectStoreAddress {
  readonly bucket: string
  /** Without obs://bucket/; no slash at its end. */
  readonly key: string
  readonly host: string
  readonly port: number
  /** Absent: plain HTTP. */
  readonly tls?: { readonly ca?: string }
}

/** A request as it is to be sent, with its signature. */
export interface SignedRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}
