import { aggregateCall, withAggregateCall } from './aggregate-call.ts'
import type { Sql, Template } from './sql.ts'
import { filled, type Hole } from './template.ts'

/**
 * One template over the operands instead of a tree of templates, so that it shows how often each operand stands in it. What is computed over rows,
 * differs from place to place or is a function stays a part; so does a step whose operands stand nowhere else, so that it can be computed once, and what
 * commutes, so that its operands are found in either order.
 */
export function flatten(sql: Sql, operands: ReadonlySet<Sql>): Sql {
  return new Flattening(sql, operands).of(sql)
}

class Flattening {
  readonly #operands: ReadonlySet<Sql>
  readonly #kept: ReadonlySet<Sql>
  readonly #made = new Map<Sql, Sql>()

  constructor(sql: Sql, operands: ReadonlySet<Sql>) {
    this.#operands = operands
    this.#kept = keptParts(sql, operands)
  }

  of(sql: Sql): Sql {
    if (sql.kind !== 'template' || this.#operands.has(sql)) return sql
    const before = this.#made.get(sql)
    if (before !== undefined) return before
    const made = this.#template(sql)
    this.#made.set(sql, made)
    return made
  }

  #template(sql: Template): Sql {
    // The operands of what commutes are compared as they are.
    if (sql.commutes !== undefined || sql.isVolatile || sql.isOverRows) {
      const parts = sql.parts.map((part) => this.of(part))
      return parts.every((part, index) => part === sql.parts[index]) ? sql : withAggregateCall({ ...sql, parts }, aggregateCall(sql))
    }
    return sql.parts.every((part) => !this.#isInlined(part) && this.of(part) === part) ? sql : { ...this.#inlined(sql), isStep: sql.isStep }
  }

  #isInlined(part: Sql): part is Template {
    return (
      part.kind === 'template' &&
      !this.#operands.has(part) &&
      !this.#kept.has(part) &&
      !part.isVolatile &&
      !part.isOverRows &&
      part.parts.length > 0
    )
  }

  #inlined(sql: Template): Template {
    const holes = sql.parts.map((part): Hole => {
      if (!this.#isInlined(part)) return this.of(part)
      const { texts, parts } = this.#inlined(part)
      return { kind: 'fragment', texts, parts }
    })
    return filled(sql.texts, holes)
  }
}

const NONE: ReadonlySet<Sql> = new Set()

/**
 * The outermost steps, and what commutes, in a tree of templates that share no operand with anything else in it: an operand in several parts could not be
 * computed once. Columns and constants may stand anywhere.
 */
function keptParts(root: Sql, operands: ReadonlySet<Sql>): ReadonlySet<Sql> {
  const kept = new Set<Sql>()
  const holders = new Map<Sql, Sql>()
  const shared = new Set<Sql>()
  const visited = new Map<Sql, Sql>()
  const visit = (sql: Sql, holder: Sql): void => {
    if (isAnywhere(sql) || visited.get(sql) === holder) return
    visited.set(sql, holder)
    if (operands.has(sql) || sql.kind !== 'template') {
      const before = holders.get(sql)
      if (before === undefined) holders.set(sql, holder)
      else if (before !== holder) shared.add(before).add(holder)
      return
    }
    const isKept = holder === root && sql !== root && (sql.isStep || sql.commutes !== undefined)
    if (isKept) kept.add(sql)
    for (const part of sql.parts) visit(part, isKept ? sql : holder)
  }
  visit(root, root)
  if (kept.size === 0) return NONE
  for (const part of shared) kept.delete(part)
  return kept
}

const isAnywhere = (sql: Sql): boolean =>
  sql.kind === 'column' || sql.kind === 'parameter' || (sql.kind === 'template' && sql.parts.length === 0 && !sql.isVolatile)
