import type { Expression, NamedExpression, Query, QueryBody, Relation } from '../tree/query.ts'

/** Their columns have names without AS. */
const GENERATORS: ReadonlySet<string> = new Set([
  ...['explode', 'explode_outer', 'posexplode', 'posexplode_outer', 'inline', 'inline_outer', 'stack', 'json_tuple'],
])

/** int(a) is CAST(a AS INT). */
const TYPE_FUNCTIONS: ReadonlySet<string> = new Set([
  ...['boolean', 'tinyint', 'smallint', 'int', 'bigint', 'float', 'double', 'decimal', 'date', 'timestamp', 'binary', 'string'],
])

type CommonTables = ReadonlyMap<string, Query>

/**
 * Whether a column of the query has the name that its expression is printed as, which Spark takes for no name of a view's column: in the query's own list, or
 * through a star over a query that stands in it. Columns that are named one by one are taken to have names.
 */
export const hasUnnamedColumn = (query: Query): boolean => isUnnamed(query, new Map())

function isUnnamed(query: Query, outer: CommonTables): boolean {
  const commonTables = new Map(outer)
  for (const { name, query: table } of query.ctes) commonTables.set(name.toLowerCase(), table)
  return isUnnamedBody(query.body, commonTables)
}

function isUnnamedBody(body: QueryBody, commonTables: CommonTables): boolean {
  switch (body.kind) {
    case 'select':
      return body.items.some((item) => isUnnamedItem(item, body.from, commonTables))
    case 'nested':
      return isUnnamed(body.query, commonTables)
    // The names are those of the first one.
    case 'set-operation':
      return isUnnamedBody(body.left, commonTables)
    case 'table':
      return body.name.database === undefined && isUnnamedTable(body.name.table, commonTables)
    case 'values':
      return false
  }
}

function isUnnamedItem({ expression, alias, aliases }: NamedExpression, from: readonly Relation[], commonTables: CommonTables): boolean {
  if (alias !== undefined || aliases.length > 0) return false
  if (expression.kind !== 'star') return !hasName(expression)
  const wanted = expression.qualifier.at(-1)?.toLowerCase()
  return from.some((relation) => isUnnamedRelation(relation, wanted, commonTables))
}

/** `wanted`: the relation of a star that names one. */
function isUnnamedRelation(relation: Relation, wanted: string | undefined, commonTables: CommonTables): boolean {
  const within = (inner: Relation) => isUnnamedRelation(inner, wanted, commonTables)
  switch (relation.kind) {
    case 'join':
      return within(relation.left) || (relation.join !== 'semi' && relation.join !== 'anti' && within(relation.right))
    case 'nested':
    case 'sample':
      return within(relation.relation)
    case 'query':
      return isMeant(relation.alias.name) && isUnnamed(relation.query, commonTables)
    case 'table':
      return (
        relation.name.database === undefined &&
        isMeant(relation.alias.name ?? relation.name.table) &&
        isUnnamedTable(relation.name.table, commonTables)
      )
    case 'values':
    case 'function':
    case 'pivot':
      return false
  }
  function isMeant(name: string | undefined): boolean {
    return wanted === undefined || name?.toLowerCase() === wanted
  }
}

function isUnnamedTable(name: string, commonTables: CommonTables): boolean {
  const query = commonTables.get(name.toLowerCase())
  if (query === undefined) return false
  // What stands behind it is out of its sight, and so it ends.
  const before = new Map([...commonTables].slice(0, [...commonTables.keys()].indexOf(name.toLowerCase())))
  return isUnnamed(query, before)
}

function hasName(expression: Expression): boolean {
  switch (expression.kind) {
    case 'null':
    case 'boolean':
    case 'number':
    case 'string':
    case 'typed-literal':
    case 'interval':
    case 'column':
      return true
    case 'sign':
      return expression.operator === '-' && expression.operand.kind === 'number'
    case 'cast':
      return !expression.isTry && expression.operand.kind === 'column'
    case 'field':
      return isExtract(expression.operand)
    case 'subscript':
      return isExtract(expression.operand) && isExtract(expression.index)
    case 'call':
      return GENERATORS.has(expression.name) || (TYPE_FUNCTIONS.has(expression.name) && isColumn(expression.arguments))
    default:
      return false
  }
}

const isColumn = (operands: readonly Expression[]): boolean => operands.length === 1 && operands[0]?.kind === 'column'

/** A column or a literal, or a part of one. */
const isExtract = (expression: Expression): boolean => !['cast', 'call'].includes(expression.kind) && hasName(expression)
