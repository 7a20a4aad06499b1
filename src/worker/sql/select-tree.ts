import type { Expression, NamedExpression, Query, Relation, Select } from './tree/query.ts'

/** Trees that no text was read for: of statements that are carried out as queries. */
export const column = (...parts: readonly string[]): Expression => ({ kind: 'column', parts })

export const integer = (value: number): Expression => ({ kind: 'number', text: String(value), type: 'integer' })

export const equal = (left: Expression, right: Expression): Expression => ({ kind: 'comparison', operator: '=', left, right })

export const everyOf = (operands: readonly Expression[]): Expression => ({ kind: 'logic', operator: 'AND', operands })

export const item = (expression: Expression, alias?: string): NamedExpression => ({ expression, alias, aliases: [] })

export const everyColumn: Expression = { kind: 'star', qualifier: [], except: [] }

export const joinOn = (join: 'inner' | 'anti', left: Relation, right: Relation, on: Expression): Relation => ({
  kind: 'join',
  join,
  isNatural: false,
  left,
  right,
  on,
  using: undefined,
})

/** SELECT the items FROM the relation. */
export const selectItems = (items: readonly NamedExpression[], from: Relation): Select => ({
  kind: 'select',
  isDistinct: false,
  items,
  from: [from],
  lateralViews: [],
  where: undefined,
  groupBy: undefined,
  having: undefined,
  windows: new Map(),
})

export const queryOf = (body: Select, rules: Query['rules']): Query => ({
  ctes: [],
  body,
  order: [],
  distribution: [],
  limit: undefined,
  offset: undefined,
  windows: new Map(),
  rules,
})
