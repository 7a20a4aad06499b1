import type { Protocol } from '../answers/error-table.ts'

/** Methods with a space between them, and the path. */
export type UnservedRow = readonly [methods: string, path: string]

/** Calls that have the same thing to do instead: one sentence, imperative. */
export type UnservedGroup = readonly [protocol: Protocol, instead: string, rows: readonly UnservedRow[]]
