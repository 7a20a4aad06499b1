import type { ComparisonOperator, Literal, Predicate } from '../../engine/predicate.ts'
import { type AskableColumn, atLeast, type Certainty, type Dialect, type TypeRules } from './dialect.ts'
import type { ConditionExplanation } from './source.ts'

/** `exact`: the database lets through the rows that the engine would and no others. */
export interface PrintedPredicate {
  readonly sql: string
  readonly exact: boolean
}

/** Longer conditions cost a database more than they save. */
const LITERALS_MAX = 10_000

/**
 * The condition in the dialect's SQL: true at least wherever the engine finds it true. Undefined: nothing can be asked.
 * `columns` are the remote columns by the predicate's column numbers; undefined for one that must not be named.
 */
export function printPredicate<T extends string>(
  predicate: Predicate,
  columns: readonly (AskableColumn<T> | undefined)[],
  dialect: Dialect<T>,
): PrintedPredicate | undefined {
  switch (predicate.kind) {
    case 'and':
      return printAnd(predicate.children.map((child) => printPredicate(child, columns, dialect)))
    case 'or':
      return printOr(predicate.children.map((child) => printPredicate(child, columns, dialect)))
    case 'unknown':
      return undefined
    default: {
      const column = columns[predicate.column]
      return column === undefined ? undefined : printCondition(predicate, column, dialect)
    }
  }
}

/** The parts of a condition that must all hold: what is asked of each, and why not. */
export function explainPredicate<T extends string>(
  predicate: Predicate,
  columns: readonly (AskableColumn<T> | undefined)[],
  dialect: Dialect<T>,
): readonly ConditionExplanation[] {
  if (predicate.kind === 'and') return predicate.children.flatMap((child) => explainPredicate(child, columns, dialect))
  const printed = printPredicate(predicate, columns, dialect)
  const because = printed?.exact === true ? undefined : whyNot(predicate, columns, dialect)
  return [{ sql: printed?.sql, because }]
}

const NO_FORM = 'it has no form that the other database surely reads as Spark does'

function whyNot<T extends string>(predicate: Predicate, columns: readonly (AskableColumn<T> | undefined)[], dialect: Dialect<T>): string {
  switch (predicate.kind) {
    case 'unknown':
      return NO_FORM
    case 'and':
    case 'or': {
      const reasons = predicate.children.map((child) => whyNot(child, columns, dialect))
      return [...new Set(reasons)].join('; ')
    }
    default: {
      const column = columns[predicate.column]
      if (column === undefined) return NO_FORM
      const certainty = certaintyOf(predicate, dialect.rules[column.comparable.type])
      return certainty.kind === 'exact' ? NO_FORM : certainty.because
    }
  }
}

type Printed = PrintedPredicate | undefined

function printAnd(children: readonly Printed[]): Printed {
  const printed = children.filter((child) => child !== undefined)
  if (printed.length === 0) return undefined
  const exact = printed.length === children.length && printed.every((child) => child.exact)
  return { sql: `(${printed.map((child) => child.sql).join(' AND ')})`, exact }
}

function printOr(children: readonly Printed[]): Printed {
  const printed = children.filter((child) => child !== undefined)
  if (printed.length < children.length || printed.length === 0) return undefined
  return { sql: `(${printed.map((child) => child.sql).join(' OR ')})`, exact: printed.every((child) => child.exact) }
}

type Condition = Exclude<Predicate, { kind: 'and' | 'or' | 'unknown' }>

function printCondition<T extends string>(
  condition: Condition,
  { name, read, comparable }: AskableColumn<T>,
  dialect: Dialect<T>,
): Printed {
  const rules = dialect.rules[comparable.type]
  const certainty = certaintyOf(condition, rules)
  if (certainty.kind === 'uncertain') return undefined
  const sql = conditionSql(condition, read ?? dialect.quoteName(name), comparable, rules, dialect)
  return sql === undefined ? undefined : { sql: `(${sql})`, exact: certainty.kind === 'exact' }
}

function certaintyOf(condition: Condition, rules: TypeRules): Certainty {
  switch (condition.kind) {
    case 'is-null':
      return rules.nullness
    case 'truth':
      return rules.truth
    case 'comparison':
      return condition.operator === '=' ? rules.equality : condition.operator === '<>' ? rules.difference : rules.order
    case 'in':
      return rules.equality
    case 'between':
      return rules.order.kind === 'exact' ? atLeast('its bounds may be open in truth') : rules.order
    case 'prefix':
      return rules.prefix
  }
}

function conditionSql<T extends string>(
  condition: Condition,
  column: string,
  { roundedTo }: AskableColumn<T>['comparable'],
  rules: TypeRules,
  dialect: Dialect<T>,
): string | undefined {
  if (condition.kind === 'is-null') return `${column} IS ${condition.negated ? 'NOT ' : ''}NULL`
  const operand = roundedTo === undefined ? column : dialect.rounded(column, roundedTo)
  const sql = comparisonSql(condition, operand, rules, dialect)
  if (rules.exactly === undefined || condition.kind === 'truth') return sql
  const exact = letThrough(condition, comparisonSql(condition, rules.exactly(operand), rules, dialect), rules)
  // An index finds by the operand itself alone.
  return isLookedUp(condition, rules) && sql !== undefined && exact !== undefined ? `${sql} AND ${exact}` : exact
}

/** What may be unknown of a value that is there is true of it as far as the database knows. */
function letThrough(condition: Condition, sql: string | undefined, { unlessFalse }: TypeRules): string | undefined {
  const isEquality = condition.kind === 'in' || (condition.kind === 'comparison' && condition.operator === '=')
  return sql === undefined || unlessFalse === undefined || isEquality ? sql : unlessFalse(sql)
}

function isLookedUp(condition: Condition, { isFound = () => true }: TypeRules): boolean {
  switch (condition.kind) {
    case 'in':
      return condition.literals.every(isFound)
    case 'comparison':
      return condition.operator === '=' && isFound(condition.literal)
    default:
      return condition.kind === 'prefix'
  }
}

function comparisonSql<T extends string>(
  condition: Exclude<Condition, { kind: 'is-null' }>,
  operand: string,
  rules: TypeRules,
  dialect: Dialect<T>,
): string | undefined {
  switch (condition.kind) {
    case 'truth':
      return dialect.isTruth(operand, condition.value)
    case 'comparison': {
      const literal = printLiteral(condition.literal, rules)
      return literal === undefined ? undefined : `${operand} ${condition.operator satisfies ComparisonOperator} ${literal}`
    }
    case 'in': {
      const literals = condition.literals.map((literal) => printLiteral(literal, { literal: rules.member ?? rules.literal }))
      if (literals.length === 0 || literals.length > LITERALS_MAX || literals.includes(undefined)) return undefined
      return `${operand} IN (${literals.join(', ')})`
    }
    case 'between': {
      const low = printLiteral(condition.low, rules)
      const high = printLiteral(condition.high, rules)
      return low === undefined || high === undefined ? undefined : `${operand} BETWEEN ${low} AND ${high}`
    }
    case 'prefix':
      return dialect.startsWith(operand, condition.prefix)
  }
}

/** A literal is written without quotes, or within them, by its form: one that has another is not written at all. */
const FORMS = {
  number: /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/,
  date: /^\d{4,6}-\d\d-\d\d(?: \(BC\))?$/,
  timestamp: /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: \(BC\))?$/,
} as const

function printLiteral(literal: Literal, rules: Pick<TypeRules, 'literal'>): string | undefined {
  switch (literal.kind) {
    case 'number':
    case 'date':
    case 'timestamp':
      return FORMS[literal.kind].test(literal.text) ? rules.literal(literal) : undefined
    case 'text':
      return literal.value.includes('\0') ? undefined : rules.literal(literal)
    case 'boolean':
      return rules.literal(literal)
  }
}
