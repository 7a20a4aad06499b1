import type { ColumnSql, Parameter, Sql } from './sql.ts'

/** The tree with some of its columns and parameters replaced; undefined keeps one. A subquery stays as it is. */
export function replaceLeaves(sql: Sql, replacement: (leaf: ColumnSql | Parameter) => Sql | undefined): Sql {
  switch (sql.kind) {
    case 'column':
    case 'parameter':
      return replacement(sql) ?? sql
    case 'lambda':
      return { ...sql, body: replaceLeaves(sql.body, (leaf) => (isOwn(leaf, sql.parameters) ? undefined : replacement(leaf))) }
    case 'query':
      return sql
    case 'template': {
      const parts = sql.parts.map((part) => replaceLeaves(part, replacement))
      return parts.every((part, index) => part === sql.parts[index]) ? sql : { ...sql, parts }
    }
  }
}

const isOwn = (leaf: ColumnSql | Parameter, parameters: readonly string[]): boolean =>
  leaf.kind === 'parameter' && parameters.includes(leaf.name)

export const isSameLeaf = (a: ColumnSql | Parameter, b: ColumnSql | Parameter): boolean =>
  a.kind === 'column'
    ? b.kind === 'column' && a.relation === b.relation && a.column === b.column
    : b.kind === 'parameter' && a.name === b.name

/** The columns and parameters that a tree reads from outside of it, each once. */
export function leavesOf(sql: Sql): readonly (ColumnSql | Parameter)[] {
  const leaves: (ColumnSql | Parameter)[] = []
  replaceLeaves(sql, (leaf) => {
    if (!leaves.some((other) => isSameLeaf(leaf, other))) leaves.push(leaf)
    return undefined
  })
  return leaves
}
