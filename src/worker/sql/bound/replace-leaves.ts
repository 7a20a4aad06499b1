import type { ColumnSql, Lambda, Parameter, Sql } from './sql.ts'

type Leaf = ColumnSql | Parameter

/** The tree with some of its columns and parameters replaced; undefined keeps one. A subquery stays as it is, and what is one object stays one. */
export function replaceLeaves(sql: Sql, replacement: (leaf: Leaf) => Sql | undefined, made: Map<Sql, Sql> = new Map()): Sql {
  const before = made.get(sql)
  if (before !== undefined) return before
  const replaced = replacedLeaves(sql, replacement, made)
  made.set(sql, replaced)
  return replaced
}

function replacedLeaves(sql: Sql, replacement: (leaf: Leaf) => Sql | undefined, made: Map<Sql, Sql>): Sql {
  switch (sql.kind) {
    case 'column':
    case 'parameter':
      return replacement(sql) ?? sql
    case 'lambda': {
      const hides = sql.parameters.some((name) => replacement({ kind: 'parameter', name }) !== undefined)
      const body = hides
        ? replaceLeaves(sql.body, (leaf) => (isOwn(leaf, sql) ? undefined : replacement(leaf)))
        : replaceLeaves(sql.body, replacement, made)
      return body === sql.body ? sql : { ...sql, body }
    }
    case 'query':
      return sql
    case 'template': {
      const parts = sql.parts.map((part) => replaceLeaves(part, replacement, made))
      return parts.every((part, index) => part === sql.parts[index]) ? sql : { ...sql, parts }
    }
  }
}

const isOwn = (leaf: Leaf, lambda: Lambda): boolean => leaf.kind === 'parameter' && lambda.parameters.includes(leaf.name)

export const isSameLeaf = (a: Leaf, b: Leaf): boolean =>
  a.kind === 'column'
    ? b.kind === 'column' && a.relation === b.relation && a.column === b.column
    : b.kind === 'parameter' && a.name === b.name

const known = new WeakMap<Sql, readonly Leaf[]>()

/** Two leaves with one key are the same. */
export const leafKey = (leaf: Leaf): string => (leaf.kind === 'column' ? `${leaf.relation}\0${leaf.column}` : leaf.name)

/** The columns and parameters that a tree reads from outside of it, each once. In one walk: what is one object is gone through once. */
export function leavesOf(sql: Sql): readonly Leaf[] {
  const before = known.get(sql)
  if (before !== undefined) return before
  const found = new Map<string, Leaf>()
  collect(sql, found, new Set())
  const leaves = [...found.values()]
  known.set(sql, leaves)
  return leaves
}

function collect(sql: Sql, into: Map<string, Leaf>, seen: Set<Sql>): void {
  if (seen.has(sql)) return
  seen.add(sql)
  switch (sql.kind) {
    case 'column':
    case 'parameter':
      into.set(leafKey(sql), sql)
      return
    case 'lambda':
      for (const leaf of leavesOf(sql.body)) if (!isOwn(leaf, sql)) into.set(leafKey(leaf), leaf)
      return
    case 'query':
      return
    case 'template':
      for (const part of sql.parts) collect(part, into, seen)
  }
}
