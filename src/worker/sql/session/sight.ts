import { FUNCTIONS } from '../functions/registry.ts'
import type { FunctionCall } from '../tree/query.ts'
import { keepWritten } from '../tree/written.ts'
import { OF_GROUPS } from './function-names.ts'

/** Where the functions are found that a text names alone and that are not built in: in the session, and behind it in the database. */
export interface FunctionSight {
  readonly own: ReadonlySet<string>
  /** Absent: in no database. */
  readonly database: string | undefined
}

/** The tree, in which each call of a function that is in a database says so. What holds none of them is the same object. */
export function inSight<T>(tree: T, sight: FunctionSight): T
export function inSight(tree: unknown, sight: FunctionSight): unknown {
  if (typeof tree !== 'object' || tree === null || ArrayBuffer.isView(tree)) return tree
  if (Array.isArray(tree)) {
    const items = tree.map((item: unknown) => inSight(item, sight))
    return items.some((item, index) => item !== tree[index]) ? items : tree
  }
  if (tree instanceof Map) {
    const entries = [...tree].map(([key, value]: [unknown, unknown]) => [key, inSight(value, sight)] as const)
    return entries.some(([key, value]) => value !== tree.get(key)) ? new Map(entries) : tree
  }
  const entries = Object.entries(tree).map(([key, value]: [string, unknown]) => [key, inSight(value, sight), value] as const)
  const seen: object = entries.some(([, value, before]) => value !== before)
    ? keepWritten(Object.fromEntries(entries.map(([key, value]) => [key, value])), tree)
    : tree
  const { database } = sight
  if (database === undefined || !isCall(seen) || seen.home !== undefined || isInSession(seen.name, sight)) return seen
  return keepWritten({ ...seen, home: { database, isWritten: false } }, seen)
}

const isInSession = (name: string, { own }: FunctionSight): boolean => FUNCTIONS.has(name) || OF_GROUPS.has(name) || own.has(name)

/** The calls in a tree of functions that are not built in. */
export function userCalls(tree: unknown): readonly FunctionCall[] {
  const found: FunctionCall[] = []
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null || ArrayBuffer.isView(node)) return
    if (isCall(node) && (node.home !== undefined || (!FUNCTIONS.has(node.name) && !OF_GROUPS.has(node.name)))) found.push(node)
    for (const child of node instanceof Map ? node.values() : Object.values(node)) walk(child)
  }
  walk(tree)
  return found
}

const isCall = (node: object): node is FunctionCall => 'kind' in node && node.kind === 'call' && 'name' in node && 'isDistinct' in node
