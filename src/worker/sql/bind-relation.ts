import { parseSparkType, type SparkType } from '../../base/spark-type.ts'
import { findFunction } from './bind-call.ts'
import { type BoundRelation, bindExpression, bindQuery, type QueryColumn, type QueryContext } from './bind-context.ts'
import { bindJoin } from './bind-join.ts'
import { unified } from './bind-operator.ts'
import { plainContext, renamed } from './bind-output.ts'
import { BIGINT, type ColumnUse } from './bound.ts'
import { castBound } from './cast.ts'
import { checkCount, type SqlFunction } from './functions/function-record.ts'
import { Scope, type ScopeRelation } from './scope.ts'
import { quoteIdentifier } from './sql-text.ts'
import { notSupported, semanticError } from './syntax-error.ts'
import type { Expression, LateralView, Relation, TableAlias } from './tree.ts'

/** left: the relations to the left of it, for LATERAL. */
export function bindRelation(relation: Relation, context: QueryContext, left: BoundRelation | undefined): BoundRelation {
  switch (relation.kind) {
    case 'table':
      return bindTable(relation.name, relation.alias, context)
    case 'query': {
      const outer = relation.isLateral ? lateralScope(left, context) : context.outer
      const bound = bindQuery(relation.query, { ...context, outer, naming: 'neutral' })
      // A subquery in FROM sees the columns around it only by LATERAL; those of outer queries come through its own context.
      return fromQuery(bound.sql, bound.columns, relation.alias, context, bound.outerUses, relation.isLateral)
    }
    case 'values': {
      const values = bindValues(relation.rows, context)
      const name = context.state.relationName()
      const columns = renamed(values.columns, relation.alias.columnNames, relation.alias.name ?? 'VALUES')
      const scopeColumns = columns.map((column, index) => ({ ...column, sql: `${name}."c${index}"` }))
      const list = columns.map((_, index) => `"c${index}"`).join(', ')
      return plain(`(${values.sql}) AS ${name}(${list})`, { alias: relation.alias.name, database: undefined, columns: scopeColumns })
    }
    case 'function':
      return bindTableFunction(relation, context)
    case 'nested': {
      const inner = bindRelation(relation.relation, context, left)
      if (relation.alias.name !== undefined)
        throw notSupported('An alias of a join in brackets', 'Give the alias to a subquery: (SELECT … FROM …) t.')
      return { ...inner, sql: relation.relation.kind === 'join' ? `(${inner.sql})` : inner.sql }
    }
    case 'join':
      return bindJoin(relation, context, left, bindRelation)
    case 'sample':
      throw notSupported('TABLESAMPLE', 'Use LIMIT, or WHERE rand() < 0.1.')
    case 'pivot':
      throw notSupported('PIVOT', 'Write one aggregate with FILTER (WHERE …) for each value.')
  }
}

const plain = (sql: string, relation: ScopeRelation): BoundRelation => ({ sql, relations: [relation], merged: [], outerUses: [] })

function bindTable(
  name: { readonly database: string | undefined; readonly table: string },
  alias: TableAlias,
  context: QueryContext,
): BoundRelation {
  const relation = context.state.relationName()
  const common = name.database === undefined ? context.commonTables.get(name.table.toLowerCase()) : undefined
  if (common !== undefined) {
    const columns = renamed(common.columns, alias.columnNames, name.table)
    const scopeColumns = columns.map((column, index) => ({ ...column, sql: `${relation}."c${index}"` }))
    const list = common.columns.map((_, index) => `"c${index}"`).join(', ')
    return plain(`${common.relation} AS ${relation}(${list})`, {
      alias: alias.name ?? name.table,
      database: undefined,
      columns: scopeColumns,
    })
  }
  const database = (name.database ?? context.state.environment.currentDatabase).toLowerCase()
  const table = context.state.table(database, name.table)
  if (table === undefined)
    throw semanticError(
      `The table ${database}.${name.table} does not exist`,
      'SHOW TABLES lists the tables of a database; CREATE TABLE makes one.',
    )
  const scan = context.state.scan(table)
  const scopeColumns = table.columns.map((column) => ({
    name: column.name,
    type: parseSparkType(column.type),
    sql: `${relation}.${quoteIdentifier(column.name)}`,
  }))
  const columns = renamed(scopeColumns, alias.columnNames, name.table)
  return plain(`${scan} AS ${relation}`, {
    alias: alias.name ?? name.table,
    database: alias.name === undefined ? database : undefined,
    columns,
  })
}

function fromQuery(
  sql: string,
  columns: readonly QueryColumn[],
  alias: TableAlias,
  context: QueryContext,
  outerUses: readonly ColumnUse[],
  isLateral: boolean,
): BoundRelation {
  const name = context.state.relationName()
  const named = renamed(columns, alias.columnNames, alias.name ?? 'The subquery')
  const scopeColumns = named.map((column, index) => ({ ...column, sql: `${name}."c${index}"` }))
  return {
    ...plain(`${isLateral ? 'LATERAL ' : ''}(${sql}) AS ${name}`, { alias: alias.name, database: undefined, columns: scopeColumns }),
    outerUses,
  }
}

function lateralScope(left: BoundRelation | undefined, context: QueryContext): Scope | undefined {
  return left === undefined ? context.outer : new Scope(left.relations, context.outer, left.merged)
}

/** VALUES with every column in one type; its columns are col1, col2 …. */
export function bindValues(
  rows: readonly (readonly Expression[])[],
  context: QueryContext,
): { readonly sql: string; readonly columns: readonly QueryColumn[] } {
  const [first] = rows
  if (first === undefined) throw semanticError('VALUES has no row')
  const expressionContext = plainContext(new Scope([], context.outer), context, 'VALUES')
  const bounds = rows.map((row) => {
    if (row.length !== first.length) throw semanticError(`The rows of VALUES have ${first.length} and ${row.length} columns`)
    return row.map((value) => bindExpression(value, expressionContext))
  })
  const columns = first.map((_, index) =>
    unified(
      bounds.flatMap((row) => row.slice(index, index + 1)),
      `column ${index + 1} of VALUES`,
    ),
  )
  const lines = bounds.map(
    (_, row) => `(${columns.map((column) => typedValue(column.values[row]?.sql ?? 'NULL', column.type)).join(', ')})`,
  )
  return { sql: `VALUES ${lines.join(', ')}`, columns: columns.map((column, index) => ({ name: `col${index + 1}`, type: column.type })) }
}

/** A bare NULL would make the engine guess the column's type. */
const typedValue = (sql: string, type: SparkType): string => (sql === 'NULL' && type.kind !== 'void' ? castBoundNull(type) : sql)
const castBoundNull = (type: SparkType): string =>
  castBound({ sql: 'NULL', type: { kind: 'void' }, name: 'NULL', uses: [], hasAggregate: false, hasWindow: false }, type).sql

function bindTableFunction(relation: Extract<Relation, { kind: 'function' }>, context: QueryContext): BoundRelation {
  if (relation.name !== 'range')
    throw notSupported(
      `The table function ${relation.name}`,
      'range(start, end, step) is one; files are read through a table with USING … OPTIONS (path …).',
    )
  const expressionContext = plainContext(new Scope([], undefined), context, 'range')
  const values = relation.arguments.map((argument) => bindExpression(argument, expressionContext))
  if (values.length < 1 || values.length > 3 || values.some((value) => value.constant?.kind !== 'number'))
    throw semanticError('range takes an end, or a start, an end and a step: numbers written in the statement')
  const numbers = values.map((value) => castBound(value, BIGINT).sql)
  const [start, end, step] = numbers.length === 1 ? ['CAST(0 AS BIGINT)', numbers[0], '1'] : [numbers[0], numbers[1], numbers[2] ?? '1']
  const name = context.state.relationName()
  const columns = renamed([{ name: 'id', type: BIGINT }], relation.alias.columnNames, relation.alias.name ?? 'range')
  const scopeColumns = columns.map((column) => ({ ...column, sql: `${name}."c0"` }))
  return plain(`range(${start}, ${end}, ${step}) AS ${name}("c0")`, {
    alias: relation.alias.name,
    database: undefined,
    columns: scopeColumns,
  })
}

/** LATERAL VIEW explode(…) t AS c, behind what is already joined. */
export function bindLateralView(view: LateralView, left: BoundRelation, context: QueryContext): BoundRelation {
  const scope = new Scope(left.relations, context.outer, left.merged)
  const record: SqlFunction = findFunction(view.functionName)
  if (record.kind !== 'generator') throw semanticError(`${view.functionName} makes no rows: it cannot stand in LATERAL VIEW`)
  checkCount(record, {
    kind: 'call',
    name: view.functionName,
    arguments: view.arguments,
    isDistinct: false,
    ignoresNulls: false,
    filter: undefined,
    withinGroup: undefined,
    over: undefined,
  })
  const values = view.arguments.map((argument) => bindExpression(argument, plainContext(scope, context, 'LATERAL VIEW')))
  const isOuter = view.isOuter || view.functionName.endsWith('_outer')
  const made = record.emit(values, isOuter, { name: view.functionName, environment: context.state.environment })
  const columns = renamed(made, view.columnNames, `LATERAL VIEW ${view.functionName}`)
  const name = context.state.relationName()
  const list = made.map((column, index) => `${column.sql} AS "c${index}"`).join(', ')
  const scopeColumns = columns.map((column, index) => ({ name: column.name, type: column.type, sql: `${name}."c${index}"` }))
  return {
    sql: `${left.sql} CROSS JOIN LATERAL (SELECT ${list}) AS ${name}`,
    relations: [...left.relations, { alias: view.alias, database: undefined, columns: scopeColumns }],
    merged: left.merged,
    outerUses: left.outerUses,
  }
}
