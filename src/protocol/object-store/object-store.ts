import { type Static, Type } from 'typebox'
import { ETAG, NAME_CHARACTERS_MAX, OBJECT_PARTS_MAX, TOKEN_CHARACTERS_MAX, TOUCHED_MAX } from './object-names.ts'

const Key = Type.String({ minLength: 1, maxLength: NAME_CHARACTERS_MAX })
const Etag = Type.String({ minLength: 1, maxLength: NAME_CHARACTERS_MAX, pattern: ETAG.source })
const Bytes = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

/** What a job reads of a bucket that a store of objects has. Keys are not encoded. */
export const ObjectRead = Type.Union([
  Type.Object({
    kind: Type.Literal('list'),
    prefix: Type.String({ maxLength: 1_024 }),
    keysMax: Type.Integer({ minimum: 1, maximum: 1_000 }),
    /** Of the page before. */
    token: Type.Optional(Type.String({ maxLength: TOKEN_CHARACTERS_MAX })),
  }),
  /** Bytes from `from` up to, and with, `to`, as long as the object is the one of the ETag. */
  Type.Object({
    kind: Type.Literal('get'),
    key: Key,
    from: Type.Integer({ minimum: 0 }),
    to: Type.Integer({ minimum: 0 }),
    etag: Etag,
  }),
])
export type ObjectRead = Readonly<Static<typeof ObjectRead>>

/** A part of an object that the server has begun for the job. The store takes it with these bytes and no others. */
export const ObjectPart = Type.Object({
  upload: Type.String({ minLength: 1, maxLength: 64 }),
  part: Type.Integer({ minimum: 1, maximum: OBJECT_PARTS_MAX }),
  bytes: Bytes,
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
})
export type ObjectPart = Readonly<Static<typeof ObjectPart>>

/** All bytes of an object are at the store: the ETags of its parts, in their order. */
export const SentObject = Type.Object({
  upload: Type.String({ minLength: 1, maxLength: 64 }),
  etags: Type.Array(Etag, { minItems: 1, maxItems: OBJECT_PARTS_MAX }),
})
export type SentObject = Readonly<Static<typeof SentObject>>

/** What a job puts there at once. */
export const ObjectPublication = Type.Object({
  location: Type.String(),
  objects: Type.Array(SentObject, { maxItems: 10_000 }),
  /** What they come in the place of: paths below the location, and the ETags that were listed. One that is another object by then stays. */
  replace: Type.Array(
    Type.Object({
      path: Key,
      etag: Etag,
    }),
    { maxItems: 10_000 },
  ),
  /** Which places below the location it changes; '' is all of it. */
  touched: Type.Array(Type.String({ maxLength: 1_024 }), { minItems: 1, maxItems: TOUCHED_MAX }),
  /** The commit that the location had when it was listed: refused where one of what it changes has a later one. */
  since: Type.Optional(Bytes),
  /** Refused where there is anything else below the location by now. */
  isNew: Type.Boolean(),
  /** They are seen when the job has made a table of the location, and not there without it. */
  forTable: Type.Boolean(),
  /** In the end an empty object _SUCCESS says that all is there. */
  marker: Type.Boolean(),
})
export type ObjectPublication = Readonly<Static<typeof ObjectPublication>>

/** Every request to a store. What is no read is signed for the server alone, but parts of what it has begun for a job. */
export type StoreRequest =
  | ObjectRead
  | { readonly kind: 'list-after'; readonly prefix: string; readonly keysMax: number; readonly after: string }
  | { readonly kind: 'head'; readonly key: string }
  | { readonly kind: 'put'; readonly key: string; readonly bytes: number; readonly sha256: string }
  /** With an ETag: only as long as it is the one of it, where the store looks at that. */
  | { readonly kind: 'delete'; readonly key: string; readonly etag?: string }
  | { readonly kind: 'begin-upload'; readonly key: string }
  | {
      readonly kind: 'part'
      readonly key: string
      readonly uploadId: string
      readonly part: number
      readonly bytes: number
      readonly sha256: string
    }
  | { readonly kind: 'complete-upload'; readonly key: string; readonly uploadId: string; readonly bytes: number; readonly sha256: string }
  | { readonly kind: 'abort-upload'; readonly key: string; readonly uploadId: string }
  | { readonly kind: 'list-uploads'; readonly prefix: string }

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
