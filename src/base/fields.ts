/** An object of which nothing more is known: what came from elsewhere. */
export type Fields = Readonly<Record<string, unknown>>
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null
/** An object of JSON: no list. */
export const isRecord = (value: unknown): value is Fields => isFields(value) && !Array.isArray(value)
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
/** Those of a list that are objects. */
export const rowsOf = (value: unknown): readonly Fields[] => listOf(value).filter(isFields)
