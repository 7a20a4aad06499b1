import { CausewayError } from '../../../../base/errors.ts'
import type { EngineText } from '../../bound/engine-text.ts'
import { leavesOf } from '../../bound/replace-leaves.ts'
import type { FromNode, GroupingNode, OutputNode, QueryNode, RowCount, SelectNode, SortNode, Sql } from '../../bound/sql.ts'
import { quoteColumn, quoteOutput } from '../../dialect/quote.ts'
import type { JoinKind } from '../../tree/query.ts'
import { printValue, type Surroundings } from './value.ts'

/** Engine text of a query. */
export const printQuery = (query: QueryNode): EngineText => printIn(query, { length: 0, depth: 0 }) as EngineText

function printIn(query: QueryNode, written: Surroundings['written']): string {
  switch (query.kind) {
    case 'select':
      return printSelect(query, written)
    case 'set-operation':
      return query.branches.map((branch) => `(${printIn(branch, written)})`).join(` ${query.operator}${query.isAll ? ' ALL' : ''} `)
    case 'values': {
      const around = surroundings(NONE, written)
      return `VALUES ${query.rows.map((row) => inBrackets(row, around)).join(', ')}`
    }
    case 'with':
      return `WITH ${query.tables.map((table) => `${table.relation} AS (${printIn(table.query, written)})`).join(', ')} ${printIn(query.query, written)}`
  }
}

/** No column of the query itself may be read there. */
const NONE: Surroundings['relations'] = new Set()

const surroundings = (relations: Surroundings['relations'], written: Surroundings['written']): Surroundings => ({
  relations,
  printQuery: (query) => printIn(query, written),
  written,
})

/** Engine text of a value that stands in no query: whoever writes one around it has what it reads. */
export const printAlone = (sql: Sql): EngineText => printValue(sql, surroundings(NONE, { length: 0, depth: 0 })) as EngineText

function printSelect(select: SelectNode, written: Surroundings['written']): string {
  const around = surroundings(relationsOf(select.from), written)
  const value = (sql: Sql): string => printValue(sql, around)
  return [
    `SELECT ${select.isDistinct ? 'DISTINCT ' : ''}${printOutputs(select.outputs, around)}`,
    select.from === undefined ? '' : ` FROM ${printFrom(select.from, around)}`,
    select.where === undefined ? '' : ` WHERE ${value(select.where)}`,
    select.groupBy === undefined ? '' : ` GROUP BY ${select.groupBy.map((element) => printElement(element, around)).join(', ')}`,
    select.having === undefined ? '' : ` HAVING ${value(select.having)}`,
    select.order.length === 0 ? '' : ` ORDER BY ${select.order.map((sort) => printSort(sort, around)).join(', ')}`,
    printCount('LIMIT', select.limit),
    printCount('OFFSET', select.offset),
  ].join('')
}

const printCount = (clause: string, count: RowCount | undefined): string => {
  if (count === undefined) return ''
  return ` ${clause} ${typeof count === 'bigint' ? count : printAlone(count)}`
}

/** The engine's planner takes with the fourth power of them: 40 ms for 40, 1.6 s for 100, 9.7 s for 150. */
const RELATIONS_MAX = 120

function relationsOf(from: FromNode | undefined): ReadonlySet<string> {
  const relations = new Set<string>()
  for (let open = from === undefined ? [] : [from], node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'join') open.push(node.left, node.right)
    else {
      relations.add(node.relation)
      if (node.kind === 'rows-of') open.push(node.left)
    }
  }
  if (relations.size > RELATIONS_MAX)
    throw new CausewayError('limit-exceeded', `A query joins ${relations.size} relations; it may join ${RELATIONS_MAX}`, {
      hint: 'Write the result of some of the joins into a table first.',
    })
  return relations
}

const printOutputs = (outputs: readonly OutputNode[], around: Surroundings): string =>
  outputs.map(({ sql, name }) => `${printValue(sql, around)} AS ${quoteOutput(name)}`).join(', ')

const printSort = ({ by, isDescending, nullsFirst }: SortNode, around: Surroundings): string =>
  `${typeof by === 'number' ? by : printValue(by, around)} ${isDescending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`

function printElement(element: GroupingNode, around: Surroundings): string {
  if (element.kind === 'key') return printValue(element.key, around)
  const isSets = element.kind === 'grouping-sets'
  const sets = element.sets.map((set) => {
    const [only, ...others] = set
    return only !== undefined && others.length === 0 && !isSets ? printValue(only, around) : inBrackets(set, around)
  })
  return `${isSets ? 'GROUPING SETS' : element.kind.toUpperCase()} (${sets.join(', ')})`
}

const inBrackets = (values: readonly Sql[], around: Surroundings): string => `(${values.map((sql) => printValue(sql, around)).join(', ')})`

const JOINS: Readonly<Record<JoinKind, string>> = {
  inner: 'JOIN',
  cross: 'JOIN',
  left: 'LEFT JOIN',
  right: 'RIGHT JOIN',
  full: 'FULL JOIN',
  semi: 'SEMI JOIN',
  anti: 'ANTI JOIN',
}

/**
 * Of the row on the left. In a lambda function the engine does not find the columns of a query around, unless others stand before it: they become columns of the
 * query itself, under the names that they have there. Only then, for rows of a plain column are made faster.
 */
function printRowsOf(outputs: readonly OutputNode[], around: Surroundings): string {
  const text = `SELECT ${printOutputs(outputs, { ...around, relations: NONE })}`
  const read = /\blambda\b/.test(text) ? outputs.flatMap(({ sql }) => leavesOf(sql).filter((leaf) => leaf.kind === 'column')) : []
  const own = [...Map.groupBy(read, ({ relation }) => relation)].map(([relation, columns]) => {
    const names = new Set(columns.map(({ column }) => quoteColumn(column)))
    return `(SELECT ${[...names].map((name) => `${relation}.${name} AS ${name}`).join(', ')}) AS ${relation}`
  })
  return own.length === 0 ? text : `${text} FROM ${own.join(', ')}`
}

function printFrom(from: FromNode, around: Surroundings): string {
  switch (from.kind) {
    case 'table':
      return `${from.table} AS ${from.relation}${printNames(from.columnNames)}`
    case 'query':
      return `${from.isLateral ? 'LATERAL ' : ''}(${around.printQuery(from.query)}) AS ${from.relation}${printNames(from.columnNames)}`
    case 'range': {
      const [start, end, step] = [from.start, from.end, from.step].map((sql) => printValue(sql, { ...around, relations: NONE }))
      return `range(${start}, ${end}, ${step}) AS ${from.relation}("c0")`
    }
    case 'rows-of':
      return `${printFrom(from.left, around)} CROSS JOIN LATERAL (${printRowsOf(from.outputs, around)}) AS ${from.relation}`
    case 'join': {
      const left = printFrom(from.left, around)
      const isNested = from.right.kind === 'join' || from.right.kind === 'rows-of'
      const right = isNested ? `(${printFrom(from.right, around)})` : printFrom(from.right, around)
      if (from.join === 'cross' && from.on === undefined) return `${left} CROSS JOIN ${right}`
      return `${left} ${JOINS[from.join]} ${right} ON ${from.on === undefined ? 'TRUE' : printValue(from.on, around)}`
    }
  }
}

const printNames = (names: readonly string[] | undefined): string => (names === undefined ? '' : `(${names.map(quoteColumn).join(', ')})`)
