import type { Literal, Predicate } from '../engine/predicate.ts'
import { type JoinKeys, KEYS_MAX } from '../sql/plan/remote-parts/join-keys.ts'
import type { JobContext } from './job-context.ts'

const KEYS_BYTES_MAX = 1 << 20

/** The condition that a row has one of the values; undefined: they are too many. */
export async function keyCondition({ column, sql, type }: JoinKeys, context: JobContext): Promise<Predicate | undefined> {
  const columns = [{ name: 'c0', type }]
  const request = { kind: 'query', sql, columns, rowsMax: KEYS_MAX, bytesMax: KEYS_BYTES_MAX } as const
  const { rowsJson, rowCount } = await context.unlessStopped(context.engine.request(request))
  if (rowCount > rowsJson.length) return undefined
  // NULL is equal to nothing.
  const texts = new Set(rowsJson.map((row) => row.slice(1, -1)).filter((value) => value !== 'null'))
  // A list without values has no form, and no row is wanted all the same: one that no row has stands for it.
  if (texts.size === 0) return undefined
  return { kind: 'in', column, literals: [...texts].map((text) => literalOf(text, type)) }
}

/** A value as results have it. */
function literalOf(json: string, type: string): Literal {
  if (type === 'string') return { kind: 'text', value: String(JSON.parse(json)) }
  if (type === 'date') return { kind: 'date', text: String(JSON.parse(json)) }
  return { kind: 'number', text: json.replaceAll('"', '') }
}
