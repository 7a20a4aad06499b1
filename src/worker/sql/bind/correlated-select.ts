import type { Bound, ColumnUse } from '../bound/bound.ts'
import type { Sql } from '../bound/sql.ts'
import { HAS_ROWS } from '../functions/aggregates/grouping.ts'
import { asBoolean } from '../functions/operators/unify.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, Select } from '../tree/query.ts'
import { noteConstantColumns } from './constant-columns.ts'
import { type BoundQuery, type BoundRelation, bindExpression, type ExpressionContext, type QueryContext } from './context.ts'
import { conjunctsOf, markedUses, outerUsesOf, refuseCorrelated, refuseOuter, refuseUnequal } from './correlation.ts'
import type { BoundGrouping } from './grouping.ts'
import { holdsMembership } from './membership.ts'
import { noteColumns } from './never-null-columns.ts'
import { type Organization, refuseOrganized } from './output.ts'
import { MANY_ROWS, ONE_ROW, type RowBound } from './row-bound.ts'
import type { Scope } from './scope.ts'

type Clause = 'where' | 'list' | 'having'

/** What stands behind FROM and WHERE of a SELECT, when all of it is bound. */
interface BoundParts {
  readonly list: readonly Bound[]
  readonly having: Bound | undefined
  readonly grouping: BoundGrouping | undefined
  readonly isAggregate: boolean
  readonly isDistinct: boolean
}

/** What one SELECT reads of the query around it, and whether Spark lets it. */
export class CorrelatedSelect {
  readonly #correlation: QueryContext['correlation']
  readonly #from: BoundRelation
  readonly #scope: Scope
  readonly #names = new Map<Clause, readonly string[]>()
  readonly #conditions: { readonly bound: Bound; readonly uses: readonly ColumnUse[] }[] = []

  constructor(correlation: QueryContext['correlation'], from: BoundRelation, scope: Scope) {
    this.#correlation = correlation
    this.#from = from
    this.#scope = scope
  }

  /** Binds a clause, and notes the columns of the query around that it names. */
  named<T>(clause: Clause, bind: () => T): T {
    const before = this.#scope.outerNames.length
    const made = bind()
    this.#names.set(clause, this.#scope.outerNames.slice(before))
    return made
  }

  /** The operands of the AND that WHERE is. */
  bindWhere(where: Expression | undefined, context: ExpressionContext): readonly Bound[] {
    if (where !== undefined && holdsMembership(where)) {
      noteColumns(where, context)
      noteConstantColumns(where, this.#scope, this.#from.known)
    }
    const operands = conjunctsOf(where)
    const bind = (operand: Expression): Bound => bindExpression(operand, context)
    const written = this.named('where', () => operands.map(bind))
    if (written.length === 1 && written[0]?.type.kind === 'void')
      throw semanticError('WHERE takes a condition; NULL is none', 'Write WHERE false.')
    return operands.flatMap((operand, index) => {
      const condition = written[index]
      if (condition === undefined) return []
      const bound = asBoolean(condition, operands.length === 1 ? 'WHERE' : 'AND')
      this.#conditions.push({ bound, uses: markedUses(operand, condition, context, bind) })
      return [bound]
    })
  }

  get #beneath(): readonly ColumnUse[] {
    return [...this.#from.outerUses, ...this.#conditions.flatMap(({ uses }) => uses)]
  }

  /** Throws sql-semantics for columns of the query around in places where Spark has none. */
  check({ list, having, grouping, isAggregate, isDistinct }: BoundParts, organization: Organization): void {
    if (this.#correlation === undefined) return
    const ofList = list.flatMap((bound) => outerUsesOf(bound, this.#scope))
    const beneath = this.#beneath
    for (const bound of grouping?.bounds ?? []) refuseOuter(outerUsesOf(bound, this.#scope), 'GROUP BY')
    if (isAggregate) refuseOuter(ofList, 'The select list of aggregates')
    if (this.#correlation === 'condition') refuseOuter(ofList, 'The select list of a query that is a condition')
    for (const bound of list) if (bound.generator !== undefined) refuseOuter(outerUsesOf(bound, this.#scope), 'A function that makes rows')
    if (isAggregate || (isDistinct && this.#correlation === 'lateral')) refuseUnequal(beneath)
    if (grouping?.columns !== undefined) refuseCorrelated(beneath, 'ROLLUP, CUBE and GROUPING SETS')
    const all = [...beneath, ...ofList, ...(having === undefined ? [] : outerUsesOf(having, this.#scope))]
    if (list.some((bound) => bound.hasWindow)) refuseCorrelated(all, 'A window function')
    refuseOrganized(all, organization, [])
  }

  /**
   * What HAVING needs beside its condition. Spark moves the conditions of an EXISTS or IN out of its query, by which an aggregate of all rows becomes one of groups:
   * where no row satisfies them there is none, not even a count of 0.
   */
  existence({ grouping, isAggregate }: BoundParts): readonly Sql[] {
    const beneath = this.#beneath
    if (this.#correlation !== 'condition' || !isAggregate || grouping !== undefined || beneath.length === 0) return []
    if (beneath.some((use) => use.correlation !== 'alone')) return [HAS_ROWS]
    if (this.#from.outerUses.length > 0)
      throw notSupported(
        'An aggregate above a condition that reads columns of the query around alone',
        'Write the condition in that query, beside the subquery.',
      )
    return this.#conditions.filter(({ uses }) => uses.length > 0).map(({ bound }) => bound.sql)
  }

  rows(select: Select, parts: BoundParts): RowBound {
    const rows = this.#rowsBeforeDistinct(select, parts)
    return select.isDistinct && rows.kind === 'groups' ? MANY_ROWS : rows
  }

  #rowsBeforeDistinct(select: Select, { list, having, grouping, isAggregate }: BoundParts): RowBound {
    if (list.some((bound) => bound.generator !== undefined)) return MANY_ROWS
    if (grouping !== undefined) {
      const hasAggregate = list.some((bound) => bound.hasAggregate) || having?.hasAggregate === true
      return { kind: 'groups', fault: this.#faultOf(grouping, hasAggregate) }
    }
    if (isAggregate) return ONE_ROW
    const { rows } = this.#from
    return rows.kind === 'groups' && (select.where !== undefined || list.some((bound) => bound.hasWindow)) ? MANY_ROWS : rows
  }

  #faultOf(grouping: BoundGrouping, hasAggregate: boolean): string | undefined {
    if (!hasAggregate)
      return 'A subquery that stands for a value and reads a column of the query around it has an aggregate beside its GROUP BY'
    const equal = new Set(this.#conditions.flatMap(({ bound, uses }) => (uses.length === 0 ? [] : bound.uses.map((use) => use.sql))))
    const other = grouping.bounds.flatMap((bound) => bound.uses).find((use) => use.scopeId === this.#scope.id && !equal.has(use.sql))
    return other === undefined
      ? undefined
      : `A subquery that stands for a value and reads a column of the query around it is grouped by the columns that it compares, and not by ${other.name}`
  }

  /** What the query around must know of it. */
  outer({ list, having }: BoundParts): Pick<BoundQuery, 'outerUses' | 'outerNames'> {
    const ofHaving =
      having === undefined ? [] : outerUsesOf(having, this.#scope).map((use) => ({ ...use, correlation: 'unequal' as const }))
    const names = (['having', 'list', 'where'] as const).flatMap((clause) => this.#names.get(clause) ?? [])
    return {
      outerUses: [...ofHaving, ...list.flatMap((bound) => outerUsesOf(bound, this.#scope)), ...this.#beneath],
      outerNames: [...names, ...this.#from.outerNames],
    }
  }
}
