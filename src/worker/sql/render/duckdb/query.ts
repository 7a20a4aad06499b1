import type { FromNode, GroupingNode, OutputNode, QueryNode, SelectNode, SortNode, Sql } from '../../bound/sql.ts'
import { quoteIdentifier } from '../../dialect/quote.ts'
import type { JoinKind } from '../../tree.ts'
import { printValue, type Surroundings } from './value.ts'

/** Engine text of a query. */
export function printQuery(query: QueryNode): string {
  switch (query.kind) {
    case 'select':
      return printSelect(query)
    case 'set-operation':
      return query.branches.map((branch) => `(${printQuery(branch)})`).join(` ${query.operator}${query.isAll ? ' ALL' : ''} `)
    case 'values':
      return `VALUES ${query.rows.map((row) => inBrackets(row, NOTHING)).join(', ')}`
    case 'with':
      return `WITH ${query.tables.map((table) => `${table.relation} AS (${printQuery(table.query)})`).join(', ')} ${printQuery(query.query)}`
  }
}

/** No column of the query itself may be read there. */
const NOTHING: Surroundings = { relations: new Set(), printQuery }

function printSelect(select: SelectNode): string {
  const around: Surroundings = { relations: relationsOf(select.from), printQuery }
  const value = (sql: Sql): string => printValue(sql, around)
  return [
    `SELECT ${select.isDistinct ? 'DISTINCT ' : ''}${printOutputs(select.outputs, around)}`,
    select.from === undefined ? '' : ` FROM ${printFrom(select.from, around)}`,
    select.where === undefined ? '' : ` WHERE ${value(select.where)}`,
    select.groupBy === undefined ? '' : ` GROUP BY ${select.groupBy.map((element) => printElement(element, around)).join(', ')}`,
    select.having === undefined ? '' : ` HAVING ${value(select.having)}`,
    select.order.length === 0 ? '' : ` ORDER BY ${select.order.map((sort) => printSort(sort, around)).join(', ')}`,
    select.limit === undefined ? '' : ` LIMIT ${select.limit}`,
    select.offset === undefined ? '' : ` OFFSET ${select.offset}`,
  ].join('')
}

function relationsOf(from: FromNode | undefined): ReadonlySet<string> {
  const relations = new Set<string>()
  for (let open = from === undefined ? [] : [from], node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.kind === 'join') open.push(node.left, node.right)
    else {
      relations.add(node.relation)
      if (node.kind === 'rows-of') open.push(node.left)
    }
  }
  return relations
}

const printOutputs = (outputs: readonly OutputNode[], around: Surroundings): string =>
  outputs.map(({ sql, name }) => `${printValue(sql, around)} AS ${quoteIdentifier(name)}`).join(', ')

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

function printFrom(from: FromNode, around: Surroundings): string {
  switch (from.kind) {
    case 'table':
      return `${from.table} AS ${from.relation}${printNames(from.columnNames)}`
    case 'query':
      return `${from.isLateral ? 'LATERAL ' : ''}(${printQuery(from.query)}) AS ${from.relation}${printNames(from.columnNames)}`
    case 'range': {
      const [start, end, step] = [from.start, from.end, from.step].map((sql) => printValue(sql, NOTHING))
      return `range(${start}, ${end}, ${step}) AS ${from.relation}("c0")`
    }
    case 'rows-of':
      return `${printFrom(from.left, around)} CROSS JOIN LATERAL (SELECT ${printOutputs(from.outputs, NOTHING)}) AS ${from.relation}`
    case 'join': {
      const left = printFrom(from.left, around)
      const isNested = from.right.kind === 'join' || from.right.kind === 'rows-of'
      const right = isNested ? `(${printFrom(from.right, around)})` : printFrom(from.right, around)
      if (from.join === 'cross' && from.on === undefined) return `${left} CROSS JOIN ${right}`
      return `${left} ${JOINS[from.join]} ${right} ON ${from.on === undefined ? 'TRUE' : printValue(from.on, around)}`
    }
  }
}

const printNames = (names: readonly string[] | undefined): string =>
  names === undefined ? '' : `(${names.map(quoteIdentifier).join(', ')})`
