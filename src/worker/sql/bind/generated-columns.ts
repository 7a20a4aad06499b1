import type { Bound } from '../bound/bound.ts'
import { OutputReferences } from '../bound/output-references.ts'
import type { FromNode, QueryColumn, Sql } from '../bound/sql.ts'
import { FUNCTIONS } from '../functions/registry.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, NamedExpression } from '../tree/query.ts'
import type { BinderState } from './context.ts'
import { neutralName, oneRow, placeOf } from './output.ts'
import type { Scope } from './scope.ts'

/** One column of the select list. */
export interface OutputColumn extends QueryColumn {
  readonly sql: Sql
  /** Made by explode or its like. */
  readonly isGenerated?: true
}

/** Whether the item is explode or its like, and reads nothing but columns of the tables: it is bound before the others, which may read what it makes. */
export function makesRowsOfTables({ expression }: NamedExpression, earlier: readonly NamedExpression[], scope: Scope): boolean {
  if (expression.kind !== 'call' || FUNCTIONS.get(expression.name)?.kind !== 'generator') return false
  const aliases = new Set(earlier.map(({ alias }) => alias?.toLowerCase()))
  return !columnsIn(expression.arguments).some((name) => aliases.has(name.toLowerCase()) && !scope.has(name))
}

/** The first names of the columns that are written there. The tree is plain data. */
function columnsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(columnsIn)
  if (typeof node !== 'object' || node === null) return []
  const { kind, parts } = node as Partial<Extract<Expression, { kind: 'column' }>>
  return kind === 'column' ? (parts?.slice(0, 1) ?? []) : Object.values(node).flatMap(columnsIn)
}

/** The columns that explode or its like makes in a select list: the others may read them, as columns of a table. */
export class GeneratedColumns {
  readonly #relation: string
  readonly #readers: OutputReferences

  constructor(state: BinderState) {
    this.#relation = state.relationName()
    this.#readers = new OutputReferences(this.#relation)
  }

  /** What the name of each of them stands for. */
  readers(made: readonly OutputColumn[]): readonly Bound[] {
    return made.map(({ name, type }, index) => ({
      sql: placeOf(this.#relation, index),
      type,
      name,
      uses: [],
      hasAggregate: false,
      hasWindow: false,
    }))
  }

  /**
   * They are made in FROM where others of the select list read them, and where window functions count the rows that they make. Rows of groups are made
   * of the groups.
   */
  below(
    columns: readonly OutputColumn[],
    bounds: readonly Bound[],
    isAggregate: boolean,
    from: FromNode | undefined,
    state: BinderState,
  ): { readonly columns: readonly OutputColumn[]; readonly from: FromNode | undefined } {
    const made = columns.filter(({ isGenerated }) => isGenerated === true)
    const [first] = made
    if (first === undefined) return { columns, from }
    const isRead = bounds.some(({ sql, generator }) => generator === undefined && this.#readers.isReadBy(sql))
    const hasWindow = bounds.some((bound) => bound.hasWindow)
    if (!isRead && !hasWindow) return { columns, from }
    if (isAggregate && isRead) throw semanticError(`${first.name} is made of groups, and may not be read in the same select list`)
    if (isAggregate)
      throw notSupported('A function that makes rows beside aggregates and window functions', 'Write the aggregates in a subquery.')
    const outputs = made.map(({ sql }, index) => ({ sql, name: neutralName(index) }))
    return {
      columns: columns.map((column) => (column.isGenerated ? { ...column, sql: placeOf(this.#relation, made.indexOf(column)) } : column)),
      from: { kind: 'rows-of', left: from ?? oneRow(state), outputs, relation: this.#relation },
    }
  }
}
