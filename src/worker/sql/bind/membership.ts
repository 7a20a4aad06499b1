import { FUNCTIONS } from '../functions/registry.ts'

/** Whether an IN (SELECT …) stands in the expression, and not within a query of it. Each part is looked at once, however many ask for what it stands in. */
export function holdsMembership(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false
  const known = memberships.get(node)
  if (known !== undefined) return known
  const holds = findsMembership(node)
  memberships.set(node, holds)
  return holds
}

const memberships = new WeakMap<object, boolean>()

function findsMembership(node: object): boolean {
  if ('kind' in node) {
    if (node.kind === 'in-query') return true
    if (node.kind === 'scalar-query' || node.kind === 'exists') return false
  }
  return Object.values(node).some(holdsMembership)
}

/** Whether a column, a query, an aggregate or what differs from row to row stands in the expression: Spark knows the value of any other. */
export function readsRows(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(readsRows)
  if (typeof node !== 'object' || node === null) return false
  if ('kind' in node && typeof node.kind === 'string' && OF_ROWS.has(node.kind)) return true
  if ('name' in node && typeof node.name === 'string' && 'over' in node && (node.over !== undefined || isOfRows(node.name))) return true
  return Object.values(node).some(readsRows)
}

const OF_ROWS: ReadonlySet<string> = new Set(['column', 'star', 'scalar-query', 'exists', 'in-query'])

function isOfRows(name: string): boolean {
  const record = FUNCTIONS.get(name)
  return record?.kind === 'aggregate' || VOLATILE.has(name)
}

const VOLATILE: ReadonlySet<string> = new Set([
  'rand',
  'random',
  'randn',
  'uuid',
  'shuffle',
  'monotonically_increasing_id',
  'spark_partition_id',
  'input_file_name',
])
