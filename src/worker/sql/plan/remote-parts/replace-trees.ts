import type { Sql } from '../../bound/sql.ts'

/** The tree with others in the place of some of its parts; undefined keeps one. What is one object stays one. A subquery stays as it is. */
export function replaceTrees(sql: Sql, replacement: (part: Sql) => Sql | undefined, made: Map<Sql, Sql>): Sql {
  const before = made.get(sql)
  if (before !== undefined) return before
  const replaced = replacement(sql) ?? within(sql, replacement, made)
  made.set(sql, replaced)
  return replaced
}

function within(sql: Sql, replacement: (part: Sql) => Sql | undefined, made: Map<Sql, Sql>): Sql {
  switch (sql.kind) {
    case 'lambda': {
      const body = replaceTrees(sql.body, replacement, made)
      return body === sql.body ? sql : { ...sql, body }
    }
    case 'template': {
      const parts = sql.parts.map((part) => replaceTrees(part, replacement, made))
      return parts.every((part, index) => part === sql.parts[index]) ? sql : { ...sql, parts }
    }
    default:
      return sql
  }
}
