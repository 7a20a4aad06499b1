import { parseDeclaredType, sparkTypeName, valueType } from '../../../base/spark-type.ts'
import type { TableDefinition } from '../../../protocol/table-definition.ts'
import { tableFormatOf } from '../../../protocol/table-format.ts'
import { BIGINT, type Bound, STRING } from '../bound/bound.ts'
import { column, type FromNode, isVolatile, NULL_SQL, type QueryColumn, type ValuesNode } from '../bound/sql.ts'
import { INPUT_FILE } from '../file-column.ts'
import { isFilesName } from '../files-reference.ts'
import { checkCount, type SqlFunction } from '../functions/function-record.ts'
import { wholeNumber } from '../functions/literals.ts'
import { castBound } from '../functions/operators/cast.ts'
import { unifiedWithoutText } from '../functions/operators/unify.ts'
import { missingTable } from '../missing-table.ts'
import { notSupported, semanticError } from '../syntax-error.ts'
import type { Expression, LateralView, Relation, TableAlias } from '../tree/query.ts'
import { blaming } from '../tree/written.ts'
import { isNested } from '../types/coercion.ts'
import { unreadableOf } from '../unreadable-columns.ts'
import { versionChoice } from '../version-choice.ts'
import { findFunction } from './call.ts'
import { isNeverNull } from './constant-value.ts'
import {
  type BoundQuery,
  type BoundRelation,
  bindExpression,
  bindQuery,
  type ExpressionContext,
  functionEnvironment,
  type QueryContext,
} from './context.ts'
import { outerUsesOf, refuseOuter } from './correlation.ts'
import { fileMetadata } from './file-metadata.ts'
import { foldedInteger } from './folded-integer.ts'
import { generatedWithoutNull } from './generated-without-null.ts'
import { bindJoin } from './join.ts'
import { laterThanValues, notInValues } from './not-in-values.ts'
import { neutralName, placed, plainContext, renamed } from './output.ts'
import { bindPivot } from './pivot.ts'
import { holdsQuery } from './predicate-queries.ts'
import { MANY_ROWS, ONE_ROW, type RowBound } from './row-bound.ts'
import { bindSample } from './sample.ts'
import { Scope, type ScopeColumn, type ScopeRelation } from './scope.ts'
import { holdsDecimal, typedLater } from './typed-later.ts'

/** left: the relations to the left of it, for LATERAL. */
export function bindRelation(relation: Relation, context: QueryContext, left: BoundRelation | undefined): BoundRelation {
  switch (relation.kind) {
    case 'table':
      return blaming(relation.name, () => bindTable(relation, context))
    case 'query':
      return blaming(relation, () => bindSubquery(relation, context, left))
    case 'values': {
      const values = bindValues(relation.rows, context)
      const name = context.state.relationName()
      const columns = renamed(values.columns, relation.alias.columnNames, relation.alias.name ?? 'VALUES')
      const columnNames = columns.map((_, index) => neutralName(index))
      return plain(
        { kind: 'query', query: values.node, relation: name, columnNames, isLateral: false },
        { alias: relation.alias.name, database: undefined, columns: placed(name, columns) },
        relation.rows.length === 1 ? ONE_ROW : MANY_ROWS,
        true,
      )
    }
    case 'function':
      return blaming(relation, () => bindTableFunction(relation, context))
    case 'nested': {
      return aliased(bindRelation(relation.relation, context, left), relation.alias)
    }
    case 'join':
      return bindJoin(relation, context, left, bindRelation)
    case 'sample':
      return bindSample(relation, bindRelation(relation.relation, context, left), context)
    case 'pivot':
      return bindPivot(relation, bindRelation(relation.relation, context, left), context)
  }
}

function bindSubquery(
  relation: Extract<Relation, { kind: 'query' }>,
  context: QueryContext,
  left: BoundRelation | undefined,
): BoundRelation {
  const around: QueryContext = relation.isLateral
    ? { ...context, outer: lateralScope(left, context), correlation: 'lateral', aggregatesAround: undefined }
    : context
  const bound = bindQuery(relation.query, { ...around, naming: 'neutral' })
  // A subquery in FROM sees the columns around it only by LATERAL; those of outer queries come through its own context.
  return fromQuery(bound, relation.alias, context, relation.isLateral)
}

/** (a JOIN b) t: all of its columns are those of t, and no other qualifier is left. */
function aliased(inner: BoundRelation, { name, columnNames }: TableAlias): BoundRelation {
  if (name === undefined) return inner
  const rest = inner.relations.flatMap((relation) => relation.columns).filter((one) => one.isMerged !== true)
  const columns = renamed([...inner.merged, ...rest], columnNames, name)
  return {
    ...inner,
    relations: [{ alias: name, database: undefined, columns, unreadable: inner.relations.find((one) => one.unreadable)?.unreadable }],
    merged: [],
  }
}

const plain = (node: FromNode, relation: ScopeRelation, rows: RowBound = MANY_ROWS, isOnePartition = false): BoundRelation => ({
  node,
  relations: [relation],
  merged: [],
  outerUses: [],
  outerNames: [],
  rows,
  isOnePartition,
})

function bindTable({ name, alias, was }: Extract<Relation, { kind: 'table' }>, context: QueryContext): BoundRelation {
  const relation = context.state.relationName()
  const common = name.database === undefined ? context.commonTables.get(name.table.toLowerCase()) : undefined
  if (common !== undefined) {
    if (was !== undefined) throw semanticError(`${name.table} is a common table, and has no versions`)
    const columns = renamed(common.columns, alias.columnNames, name.table)
    const columnNames = common.columns.map((_, index) => neutralName(index))
    return plain(
      { kind: 'table', table: common.relation, relation, columnNames },
      { alias: alias.name ?? name.table, database: undefined, columns: placed(relation, columns) },
      common.rows,
      common.isOnePartition,
    )
  }
  const database = (name.database ?? context.state.environment.currentDatabase).toLowerCase()
  const version = was === undefined ? undefined : versionChoice(was)
  const table = context.state.table(database, name.table, version)
  if (table === undefined) throw missingTable(database, name.table)
  if (was !== undefined && table.source.kind !== 'managed' && tableFormatOf(table.source) === undefined)
    throw semanticError(
      `${database}.${table.name} has no versions`,
      'Tables in the warehouse have them: made without a location and not USING jdbc.',
    )
  const scan = context.state.scan(table, version)
  const unreadable = unreadableOf(table)
  const readable = table.columns.filter(({ name: columnName }) => unreadable?.names.includes(columnName.toLowerCase()) !== true)
  const scopeColumns = readable.map(({ name: columnName, type, comment }) => {
    const declared = parseDeclaredType(type)
    const hasLengths = sparkTypeName(declared) !== sparkTypeName(valueType(declared))
    const told = { ...(hasLengths ? { declared } : {}), ...(comment === undefined ? {} : { comment }) }
    return { name: columnName, type: valueType(declared), sql: column(relation, columnName), ...told }
  })
  const columns = renamed(scopeColumns, alias.columnNames, name.table)
  const inputFile = hasInputFile(table)
    ? { inputFile: inputFileOf(scan, relation, context), metadata: fileMetadata(table, { scan, relation }, context.state) }
    : {}
  return plain(
    { kind: 'table', table: scan, relation, columnNames: undefined },
    isFilesName(name)
      ? { alias: alias.name, database: undefined, columns, unreadable, ...inputFile }
      : {
          alias: alias.name ?? name.table,
          database: alias.name === undefined ? database : undefined,
          columns,
          unreadable,
          unusable: table.unusable,
          ...inputFile,
        },
    MANY_ROWS,
    true,
  )
}

const hasInputFile = ({ source }: TableDefinition): boolean => source.kind === 'files' || source.kind === 'managed'

function inputFileOf(scan: string, relation: string, { state }: QueryContext): () => ScopeColumn {
  const file: ScopeColumn = { name: INPUT_FILE, type: STRING, isNeverNull: true, sql: column(relation, INPUT_FILE) }
  return () => {
    state.readOfFiles(scan, INPUT_FILE)
    return file
  }
}

function fromQuery(bound: BoundQuery, alias: TableAlias, context: QueryContext, isLateral: boolean): BoundRelation {
  const name = context.state.relationName()
  const named = renamed(bound.columns, alias.columnNames, alias.name ?? 'The subquery')
  const node = { kind: 'query', query: bound.node, relation: name, columnNames: undefined, isLateral } as const
  // What a LATERAL one reads is of the join that it stands in.
  const { outerUses, outerNames } = isLateral ? NOTHING_AROUND : bound
  return {
    ...plain(
      node,
      { alias: alias.name, database: undefined, columns: placed(name, named) },
      bound.rows,
      bound.isOnePartition === true && !isLateral,
    ),
    outerUses,
    outerNames,
  }
}

const NOTHING_AROUND: Pick<BoundQuery, 'outerUses' | 'outerNames'> = { outerUses: [], outerNames: [] }

function lateralScope(left: BoundRelation | undefined, context: QueryContext): Scope | undefined {
  return left === undefined ? context.outer : new Scope(left.relations, context.outer, left.merged)
}

/** VALUES with every column in one type; its columns are col1, col2 …. */
export function bindValues(
  rows: readonly (readonly Expression[])[],
  context: QueryContext,
): { readonly node: ValuesNode; readonly columns: readonly QueryColumn[] } {
  const [first] = rows
  if (first === undefined) throw semanticError('VALUES has no row')
  const expressionContext = plainContext(new Scope([], context.outer), context, 'VALUES')
  const bounds = rows.map((row) => {
    if (row.length !== first.length) throw semanticError(`The rows of VALUES have ${first.length} and ${row.length} columns`)
    return row.map((value) => bindExpression(value, expressionContext))
  })
  refuseChanging(rows, bounds.flat())
  for (const bound of bounds.flat()) {
    refuseOuter(bound.uses, 'VALUES')
    if (bound.retyped !== undefined && holdsDecimal(bound.type)) throw typedLater(bound, 'in VALUES')
  }
  const columns = first.map((_, index) =>
    unifiedWithoutText(
      bounds.flatMap((row) => row.slice(index, index + 1)),
      `column ${index + 1} of VALUES`,
    ),
  )
  return {
    node: { kind: 'values', rows: bounds.map((_, row) => columns.map((made) => made.values[row]?.sql ?? NULL_SQL)) },
    columns: columns.map((made, index) => ({
      name: `col${index + 1}`,
      type: made.type,
      ...(rows.every((row) => row.slice(index, index + 1).every(isNeverNull)) && { isNeverNull: true as const }),
    })),
  }
}

/** Spark computes a row of VALUES before the statement runs. */
function refuseChanging(rows: readonly (readonly Expression[])[], bounds: readonly Bound[]): void {
  const changing = bounds.find((bound) => isVolatile(bound.sql))
  if (changing !== undefined)
    throw semanticError(
      `VALUES takes what has one value; ${changing.name} has another each time`,
      'SELECT it, with UNION ALL for several rows.',
    )
  const later = notInValues(rows)
  if (later !== undefined) throw laterThanValues(later)
  if (holdsQuery(rows)) throw semanticError('A query may not stand in VALUES', 'SELECT it, with UNION ALL for several rows.')
}

function bindTableFunction(relation: Extract<Relation, { kind: 'function' }>, context: QueryContext): BoundRelation {
  if (relation.name !== 'range')
    throw notSupported(
      `The table function ${relation.name}`,
      'range(start, end, step) is one; files are read through a table with USING … OPTIONS (path …).',
    )
  const expressionContext = plainContext(new Scope([], undefined), context, 'range')
  // How many partitions the rows are in is the fourth: it is told by their numbers alone.
  const values = relation.arguments.map((argument) => bindRangeArgument(argument, expressionContext))
  if (values.length < 1 || values.length > 4) throw semanticError('range takes an end, or a start, an end and a step')
  if (values[3] !== undefined && values[3].constant?.kind === 'number' && values[3].constant.text !== '1')
    context.state.hasPartitions = true
  if (values[2]?.constant?.kind === 'number' && Number(values[2].constant.text) === 0) throw semanticError('The step of range is 0')
  const numbers = values.map((value) => castBound(value, BIGINT).sql)
  const [first = NULL_SQL, second, third] = numbers
  const [start, end] = second === undefined ? [wholeNumber(0), first] : [first, second]
  const name = context.state.relationName()
  const columns = renamed([{ name: 'id', type: BIGINT, isNeverNull: true }], relation.alias.columnNames, relation.alias.name ?? 'range')
  return plain(
    { kind: 'range', start, end, step: third ?? wholeNumber(1), relation: name },
    { alias: relation.alias.name, database: undefined, columns: placed(name, columns) },
    MANY_ROWS,
    true,
  )
}

function bindRangeArgument(argument: Expression, context: ExpressionContext): Bound {
  const folded = foldedInteger(argument)
  const bound = folded === undefined ? bindExpression(argument, context) : bindExpression(numberOf(folded), context)
  if (bound.constant?.kind === 'null' || isNested(bound.type) || holdsQuery(argument))
    throw semanticError('range takes numbers written in the statement: an end, or a start, an end and a step')
  return bound
}

const numberOf = (value: bigint): Expression => ({ kind: 'number', type: 'integer', text: value.toString() })

/** LATERAL VIEW explode(…) t AS c, behind what is already joined. */
export const bindLateralView = (view: LateralView, left: BoundRelation, context: QueryContext): BoundRelation =>
  blaming(view, () => boundView(view, left, context))

function boundView(view: LateralView, left: BoundRelation, context: QueryContext): BoundRelation {
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
  const around = plainContext(scope, context, 'LATERAL VIEW')
  const values = view.arguments.map((argument) => bindExpression(argument, around))
  for (const bound of values) refuseOuter(outerUsesOf(bound, scope), 'LATERAL VIEW')
  const isOuter = view.isOuter || view.functionName.endsWith('_outer')
  const made = record.emit(values, isOuter, { name: view.functionName, environment: functionEnvironment(context) })
  const columns = renamed(made, view.columnNames, `LATERAL VIEW ${view.functionName}`)
  const isWithoutNull = generatedWithoutNull({ name: view.functionName, arguments: view.arguments }, made.length, isOuter, around)
  const name = context.state.relationName()
  if (left.node === undefined) throw semanticError('LATERAL VIEW has no table before it')
  const outputs = made.map(({ sql }, index) => ({ sql, name: neutralName(index) }))
  const own = placed(
    name,
    columns.map(({ name, type }, index) => ({ name, type, ...(isWithoutNull[index] === true && { isNeverNull: true as const }) })),
  )
  return {
    node: { kind: 'rows-of', left: left.node, outputs, relation: name },
    relations: [...left.relations, { alias: view.alias, database: undefined, columns: own, isGenerated: true }],
    merged: left.merged,
    outerUses: left.outerUses,
    outerNames: left.outerNames,
    rows: MANY_ROWS,
    known: left.known,
  }
}
