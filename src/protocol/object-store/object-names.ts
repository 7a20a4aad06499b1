// Apart from the schemas: a worker starts, and reads its first object, without their library.

/** Of one request; a file has at most so many, and each but its last has at least 5 MiB (docs/guides/buckets.md). */
export const OBJECT_PARTS_MAX = 10_000

/** More than that are taken for all of the location. */
export const TOUCHED_MAX = 100

/** Of keys and ETags. */
export const NAME_CHARACTERS_MAX = 1_024
export const TOKEN_CHARACTERS_MAX = 8_192
export const ETAG = /^[\x21-\x7e]+$/

/** Whether a store's word for an object, or for the next page, can be sent back to it. */
export const isEtag = (text: string): boolean => text.length <= NAME_CHARACTERS_MAX && ETAG.test(text)
export const isKey = (text: string): boolean => text !== '' && text.length <= NAME_CHARACTERS_MAX && text.isWellFormed()
export const isToken = (text: string): boolean => text.length <= TOKEN_CHARACTERS_MAX && text.isWellFormed()
