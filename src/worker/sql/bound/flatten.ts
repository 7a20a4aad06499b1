import type { Sql, Template } from './sql.ts'
import { filled, type Hole } from './template.ts'

/**
 * One template over the operands instead of a tree of templates, so that it shows how often each operand stands in it. What is computed over rows,
 * differs from place to place or is a function stays a part.
 */
export function flatten(sql: Sql, operands: ReadonlySet<Sql>): Sql {
  if (sql.kind !== 'template' || operands.has(sql)) return sql
  // The operands of what commutes are compared as they are.
  if (sql.commutes !== undefined || sql.isVolatile || sql.isOverRows) {
    const parts = sql.parts.map((part) => flatten(part, operands))
    return parts.every((part, index) => part === sql.parts[index]) ? sql : { ...sql, parts }
  }
  return sql.parts.every((part) => !isInlined(part, operands)) ? sql : inlined(sql, operands)
}

const isInlined = (part: Sql, operands: ReadonlySet<Sql>): part is Template =>
  part.kind === 'template' && !operands.has(part) && !part.isVolatile && !part.isOverRows && part.parts.length > 0

function inlined(sql: Template, operands: ReadonlySet<Sql>): Template {
  const holes = sql.parts.map((part): Hole => {
    if (!isInlined(part, operands)) return flatten(part, operands)
    const { texts, parts } = inlined(part, operands)
    return { kind: 'fragment', texts, parts }
  })
  return filled(sql.texts, holes)
}
