import type { ColumnSql, Parameter, Sql } from './sql.ts'

type Leaf = ColumnSql | Parameter

/** The tree with some of its columns and parameters replaced; undefined keeps one. A subquery stays as it is. */
export function replaceLeaves(sql: Sql, replacement: (leaf: Leaf) => Sql | undefined): Sql {
  // A part that stands in several places is one object, and stays one.
  const replaced = new Map<Sql, Sql>()
  const of = (node: Sql): Sql => {
    const before = replaced.get(node)
    if (before !== undefined) return before
    const made = anew(node)
    replaced.set(node, made)
    return made
  }
  const anew = (node: Sql): Sql => {
    switch (node.kind) {
      case 'column':
      case 'parameter':
        return replacement(node) ?? node
      case 'lambda':
        return { ...node, body: replaceLeaves(node.body, (leaf) => (isOwn(leaf, node.parameters) ? undefined : replacement(leaf))) }
      case 'query':
        return node
      case 'template': {
        const parts = node.parts.map(of)
        return parts.every((part, index) => part === node.parts[index]) ? node : { ...node, parts }
      }
    }
  }
  return of(sql)
}

const isOwn = (leaf: Leaf, parameters: readonly string[]): boolean => leaf.kind === 'parameter' && parameters.includes(leaf.name)

const leafKey = (leaf: Leaf): string => (leaf.kind === 'column' ? `${leaf.relation}\0${leaf.column}` : leaf.name)

export const isSameLeaf = (a: Leaf, b: Leaf): boolean => a.kind === b.kind && leafKey(a) === leafKey(b)

/** The columns and parameters that a tree reads from outside of it, each once. */
export function leavesOf(sql: Sql): readonly Leaf[] {
  const leaves = new Map<string, Leaf>()
  replaceLeaves(sql, (leaf) => {
    leaves.set(leafKey(leaf), leaf)
    return undefined
  })
  return [...leaves.values()]
}
