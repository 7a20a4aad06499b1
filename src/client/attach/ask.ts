import type { Fields } from '../../base/fields.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** A call of the API: its answer, or what it throws. */
export type Ask = (method: Method, path: string, body?: unknown) => Promise<Fields>
