import type { ComparisonOperator, Literal, Predicate } from '../../engine/predicate.ts'
import { quoteName } from '../../engine/quote.ts'
import type { RemoteColumn } from './remote-table.ts'
import type { Comparable } from './remote-type.ts'

/** `exact`: PostgreSQL lets through the rows that the engine would and no others. */
export interface PrintedPredicate {
  readonly sql: string
  readonly exact: boolean
}

/** Longer conditions cost PostgreSQL more than they save. */
const LITERALS_MAX = 10_000

/**
 * The condition in PostgreSQL's SQL: true at least wherever the engine finds it true. Undefined: nothing can be asked.
 * `columns` are the remote columns by the predicate's column numbers; undefined for one that must not be named.
 */
export function printPredicate(predicate: Predicate, columns: readonly (RemoteColumn | undefined)[]): PrintedPredicate | undefined {
  switch (predicate.kind) {
    case 'and':
      return printAnd(predicate.children.map((child) => printPredicate(child, columns)))
    case 'or':
      return printOr(predicate.children.map((child) => printPredicate(child, columns)))
    case 'unknown':
      return undefined
    default: {
      const column = columns[predicate.column]
      return column?.type === undefined ? undefined : printCondition(predicate, column.name, column.type.comparable)
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

function printCondition(condition: Condition, name: string, comparable: Comparable): Printed {
  const column = comparable.kind === 'rounded-number' ? `round(${quoteName(name)}, ${comparable.scale})` : quoteName(name)
  const isText = comparable.kind === 'text' || comparable.kind === 'padded-text'
  switch (condition.kind) {
    case 'is-null':
      if (comparable.kind === 'unasked') return undefined
      return { sql: `(${quoteName(name)} IS ${condition.negated ? 'NOT ' : ''}NULL)`, exact: true }
    case 'truth':
      return comparable.kind === 'boolean' ? { sql: `(${column} = ${condition.value})`, exact: true } : undefined
    case 'comparison': {
      const literal = printLiteral(condition.literal, comparable)
      if (literal === undefined || (isText && condition.operator !== '=')) return undefined
      return { sql: `(${column} ${condition.operator satisfies ComparisonOperator} ${literal})`, exact: !isText }
    }
    case 'in': {
      const literals = condition.literals.map((literal) => printLiteral(literal, comparable))
      if (literals.length > LITERALS_MAX || literals.some((literal) => literal === undefined)) return undefined
      return { sql: `(${column} IN (${literals.join(', ')}))`, exact: !isText }
    }
    case 'between': {
      const low = printLiteral(condition.low, comparable)
      const high = printLiteral(condition.high, comparable)
      if (low === undefined || high === undefined || isText) return undefined
      return { sql: `(${column} BETWEEN ${low} AND ${high})`, exact: false }
    }
    case 'prefix': {
      if (comparable.kind !== 'text' || condition.prefix.includes('\0')) return undefined
      const pattern = `${condition.prefix.replace(/[\\%_]/g, '\\$&')}%`
      return { sql: `(${column} LIKE ${textLiteral(pattern)})`, exact: false }
    }
  }
}

function printLiteral(literal: Literal, comparable: Comparable): string | undefined {
  switch (comparable.kind) {
    case 'number':
    case 'rounded-number':
      return literal.kind === 'number' && /^-?\d+(\.\d+)?$/.test(literal.text) ? parenthesized(literal.text) : undefined
    case 'double':
      return literal.kind === 'number' ? `'${literal.text}'::float8` : undefined
    case 'boolean':
      return literal.kind === 'boolean' ? String(literal.value) : undefined
    case 'date':
      return literal.kind === 'date' ? `'${timeText(literal.text, '')}'::date` : undefined
    case 'timestamp':
      return literal.kind === 'timestamp' ? `'${timeText(literal.text, '')}'::timestamp` : undefined
    case 'instant':
      return literal.kind === 'timestamp' ? `'${timeText(literal.text, '+00')}'::timestamptz` : undefined
    case 'text':
    case 'padded-text':
      return literal.kind === 'text' && !literal.value.includes('\0') ? textLiteral(literal.value) : undefined
    case 'nothing':
    case 'unasked':
      return undefined
  }
}

/** "2024-01-01 00:00:00 (BC)" is "2024-01-01 00:00:00 BC" there, with a zone in between. */
const timeText = (text: string, zone: string): string => {
  const isBefore = text.endsWith(' (BC)')
  return `${isBefore ? text.slice(0, -5) : text}${zone}${isBefore ? ' BC' : ''}`
}

const parenthesized = (number: string): string => (number.startsWith('-') ? `(${number})` : number)

/** An escape string is the same with every setting of standard_conforming_strings. */
function textLiteral(value: string): string {
  const quoted = value.replaceAll("'", "''")
  return quoted.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`
}
