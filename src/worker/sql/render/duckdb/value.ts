import { CausewayError } from '../../../../base/errors.ts'
import type { QueryNode, Sql, Template } from '../../bound/sql.ts'
import { quoteColumn } from '../../dialect/quote.ts'
import { namedParts, useOf } from './weigh.ts'

/** What the engine's planner takes in without standing still, in characters, with its macros expanded. */
const EXPANDED_LENGTH_MAX = 2_000_000

/** The same of all values of a statement together: a value that many aliases read is written again for each. */
const STATEMENT_LENGTH_MAX = 20_000_000

/** The query that a value stands in. */
export interface Surroundings {
  /** Its relations; the columns of others are of queries around it. */
  readonly relations: ReadonlySet<string>
  readonly printQuery: (query: QueryNode) => string
  /** What the statement's values have come to so far, in characters, with macros expanded. */
  readonly written: Written
}

/** What the printer counts while it prints a statement. */
interface Written {
  length: number
  /** How many queries that stand for values, or in conditions, are open in one another. */
  depth: number
}

/** Engine text of a value. Throws limit-exceeded for one that becomes too big for the engine. */
export function printValue(sql: Sql, around: Surroundings): string {
  const length = expandedLength(sql)
  around.written.length += length
  if (length > EXPANDED_LENGTH_MAX || around.written.length > STATEMENT_LENGTH_MAX)
    throw new CausewayError(
      'limit-exceeded',
      `${length > EXPANDED_LENGTH_MAX ? 'An expression of the statement is' : 'The expressions of the statement are'} too complex for the engine`,
      { hint: 'Compute its inner parts in a subquery, step by step.' },
    )
  return print(sql, { ...around, names: new Map(), heights: new Map(), reachable: new Map() })
}

interface Place extends Surroundings {
  /** The values that have a name where this one stands. */
  readonly names: ReadonlyMap<Sql, string>
  readonly heights: Map<Sql, number>
  readonly reachable: Map<Sql, boolean>
}

const lengths = new WeakMap<Sql, number>()

/** How long the text of a value is for the engine, its macros expanded, in characters. */
function expandedLength(sql: Sql): number {
  const before = lengths.get(sql)
  if (before !== undefined) return before
  const length = measured(sql)
  lengths.set(sql, length)
  return length
}

/** What the name of a value adds to its text. */
const NAMING_LENGTH = 50

function measured(sql: Sql): number {
  switch (sql.kind) {
    case 'column':
      return sql.relation.length + sql.column.length + 3
    case 'parameter':
      return sql.name.length
    case 'lambda':
      return expandedLength(sql.body) + 20
    case 'query':
      return 20
    case 'template': {
      const { length, times } = useOf(sql)
      const named = namedParts(sql, expandedLength)
      let total = length
      for (const part of named) total += NAMING_LENGTH + expandedLength(part)
      for (const [index, part] of sql.parts.entries()) total += (times[index] ?? 1) * (named.has(part) ? 20 : expandedLength(part))
      return total
    }
  }
}

function print(sql: Sql, place: Place): string {
  const name = place.names.get(sql)
  if (name !== undefined) return name
  switch (sql.kind) {
    case 'column':
      return `${sql.relation}.${quoteColumn(sql.column)}`
    case 'parameter':
      return sql.name
    case 'lambda':
      return `lambda ${sql.parameters.join(', ')}: ${print(sql.body, place)}`
    case 'query':
      return printSubquery(sql.query, place)
    case 'template': {
      const named = namedParts(sql, expandedLength)
      return named.size === 0 ? fill(sql, place) : printNamed(sql, named, place)
    }
  }
}

/** The engine's planner takes four times as long for each level: 64 ms for nine, 1.1 s for ten, 16 s for twelve (of one query with max in each). */
const SUBQUERY_DEPTH_MAX = 9

function printSubquery(query: QueryNode, place: Place): string {
  const { written } = place
  if (written.depth >= SUBQUERY_DEPTH_MAX)
    throw new CausewayError('limit-exceeded', `Subqueries in expressions stand in one another deeper than ${SUBQUERY_DEPTH_MAX} levels`, {
      hint: 'Compute the inner ones in common tables (WITH), and join with them.',
    })
  written.depth += 1
  const text = `(${place.printQuery(query)})`
  written.depth -= 1
  return text
}

function fill(sql: Template, place: Place): string {
  let written = sql.texts[0] ?? ''
  for (let index = 0; index < sql.parts.length; index += 1) {
    const part = sql.parts[index]
    if (part !== undefined) written += print(part, place) + (sql.texts[index + 1] ?? '')
  }
  return written
}

/** The template as a lambda function over the parts that it names, each computed once. */
function printNamed(sql: Template, named: ReadonlySet<Sql>, place: Place): string {
  const parts = partsOutside(sql, named, place)
  const name = `v${heightOf(sql, place) - 1}`
  const names = new Map(place.names)
  const [only, ...others] = parts
  let given: string
  if (only !== undefined && others.length === 0) {
    given = print(only, place)
    names.set(only, name)
  } else {
    given = `struct_pack(${parts.map((part, index) => `p${index} := ${print(part, place)}`).join(', ')})`
    for (const [index, part] of parts.entries()) names.set(part, `struct_extract(${name}, 'p${index}')`)
  }
  return `list_extract(list_transform([${given}], lambda ${name}: ${fill(sql, { ...place, names })}), 1)`
}

const partsOutside = (sql: Template, named: ReadonlySet<Sql>, place: Place): readonly Sql[] =>
  [...new Set(sql.parts)].filter((part) => named.has(part) || !isReachable(part, place))

/**
 * How many names stand in each other in the text of a value. They are numbered from the inside, so that a value has one text wherever it stands: the
 * engine finds a key of GROUP BY again by its text.
 */
function heightOf(sql: Sql, place: Place): number {
  const before = place.heights.get(sql)
  if (before !== undefined) return before
  let height = 0
  if (sql.kind === 'lambda') height = heightOf(sql.body, place)
  if (sql.kind === 'template') {
    const named = namedParts(sql, expandedLength)
    const outside = named.size === 0 ? undefined : new Set(partsOutside(sql, named, place))
    for (const part of sql.parts) if (outside?.has(part) !== true) height = Math.max(height, heightOf(part, place))
    if (outside !== undefined) height += 1
  }
  place.heights.set(sql, height)
  return height
}

/** A lambda function of the engine reads neither columns of a query around its own, nor subqueries, nor what is computed over rows. */
function isReachable(sql: Sql, place: Place): boolean {
  const before = place.reachable.get(sql)
  if (before !== undefined) return before
  const isFound = readsOnly(sql, place)
  place.reachable.set(sql, isFound)
  return isFound
}

function readsOnly(sql: Sql, place: Place): boolean {
  switch (sql.kind) {
    case 'column':
      return place.relations.has(sql.relation)
    case 'parameter':
      return true
    case 'lambda':
      return isReachable(sql.body, place)
    case 'query':
      return false
    case 'template':
      return !sql.isOverRows && sql.parts.every((part) => isReachable(part, place))
  }
}
