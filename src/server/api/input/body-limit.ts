/** What a call takes of a body, before anything is made of it. */
export interface BodyLimit {
  readonly bytes: number
  /** Texts, numbers, lists, objects and fields, all together. */
  readonly values: number
}

const KIB = 1024
const MIB = 1024 * KIB

/** For the calls that anybody may make: a log-in is small, and nobody unknown makes the server take more. */
export const PUBLIC_BODY: BodyLimit = { bytes: 64 * KIB, values: 1_000 }
/** The longest names, labels, tags and descriptions of one object fit, each character written as \uXXXX. */
export const DEFAULT_BODY: BodyLimit = { bytes: 256 * KIB, values: 2_000 }
/** A statement of 500,000 characters, each written as \uXXXX, and its conf. */
export const STATEMENT_BODY: BodyLimit = { bytes: 4 * MIB, values: 5_000 }
/** 20,000 host entries with the longest names, and 10,000 forwards, with spaces between. */
export const LIST_BODY: BodyLimit = { bytes: 6 * MIB, values: 100_000 }

/** The number as a person writes it. */
export const bytesText = (bytes: number): string => (bytes >= MIB ? `${bytes / MIB} MiB` : `${bytes / KIB} KiB`)
