import { OutputReferences } from '../bound/output-references.ts'
import { column, type OutputNode, type SelectNode, type Sql } from '../bound/sql.ts'
import type { BinderState } from './context.ts'

interface Level {
  readonly relation: string
  readonly references: OutputReferences
  readonly made: OutputNode[]
}

/**
 * The window functions of a select list that stand within others: the engine has none there, so each is a column of a query within the one that reads it, and
 * what reads a reader is one query further out.
 */
export class NestedWindows {
  readonly #state: BinderState
  readonly #levels: Level[] = []
  readonly #known = new Map<number, Sql>()

  constructor(state: BinderState) {
    this.#state = state
  }

  /** What a window function stands for within another one. */
  add(sql: Sql): Sql {
    const identity = this.#state.identities.of(sql)
    const before = this.#known.get(identity)
    if (before !== undefined) return before
    const { relation, made } = this.#level(this.#levels.findLastIndex(({ references }) => references.isReadBy(sql)) + 1)
    const added = column(relation, `w${made.length}`)
    made.push({ sql, name: added.column })
    this.#known.set(identity, added)
    return added
  }

  #level(index: number): Level {
    const known = this.#levels[index]
    if (known !== undefined) return known
    const relation = this.#state.relationName()
    const level: Level = { relation, references: new OutputReferences(relation), made: [] }
    this.#levels.push(level)
    return level
  }

  /** The query, in one step for each level. inner: what becomes of the innermost one. */
  lift(select: SelectNode, inner: (rows: SelectNode) => SelectNode, level = this.#levels.length - 1): SelectNode {
    const at = this.#levels[level]
    return at === undefined ? inner(select) : at.references.lift(select, false, at.made, (below) => this.lift(below, inner, level - 1))
  }
}
