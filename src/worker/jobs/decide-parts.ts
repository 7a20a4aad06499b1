import type { Predicate } from '../engine/predicate.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type { StreamScan } from '../sources/shared/source.ts'
import type { RemoteChoice } from '../sql/plan/plan.ts'
import type { RemotePart, UnaskedPart } from '../sql/plan/remote-parts/remote-part.ts'
import type { JobContext } from './job-context.ts'

/** What becomes of the parts of a statement that databases could compute. */
export interface DecidedParts {
  /** By their relations. */
  readonly there: ReadonlyMap<string, { readonly part: RemotePart; readonly scan: StreamScan }>
  readonly stays: readonly UnaskedPart[]
}

/** Looks at the places, all at once. Rejects when one cannot be looked at. */
export async function decideParts(choice: RemoteChoice | undefined, context: JobContext): Promise<DecidedParts> {
  const there = new Map<string, { readonly part: RemotePart; readonly scan: StreamScan }>()
  const stays = [...(choice?.unasked ?? [])]
  const deciding = (choice?.parts ?? []).map(async (part) => ({ part, decided: await decide(part, context) }))
  for (const { part, decided } of await context.unlessStopped(Promise.all(deciding))) {
    if (decided.kind === 'there') there.set(part.relation, { part, scan: decided.scan })
    else stays.push({ kind: part.kind, because: decided.because })
  }
  return { there, stays }
}

type Decided = { readonly kind: 'there'; readonly scan: StreamScan } | { readonly kind: 'here'; readonly because: string }

async function decide(part: RemotePart, context: JobContext): Promise<Decided> {
  const [first] = part.tables
  if (first === undefined) return { kind: 'here', because: 'it reads no table' }
  const offered = (await sourceKindOf(first.scan.table.source).load()).part?.(part, context)
  if (offered === undefined) return { kind: 'here', because: 'databases of this kind are asked for rows only' }
  const asked = part.tests.map(({ table, sql }) => ({ sql, columns: offered.columns[table] ?? [] }))
  const conditions = asked.length === 0 ? [] : await context.engine.request({ kind: 'read-conditions', conditions: asked })
  if (conditions.some(isUnknown)) return { kind: 'here', because: 'a condition has no form that databases surely read as Spark does' }
  return offered.decide(conditions)
}

function isUnknown(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case 'unknown':
      return true
    case 'and':
    case 'or':
      return predicate.children.some(isUnknown)
    default:
      return false
  }
}
