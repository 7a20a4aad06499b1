import type { TableDefinition } from '../../../protocol/table-definition.ts'
import type { VersionChoice } from '../../../protocol/table-files.ts'
import type { Bound, ColumnUse } from '../bound/bound.ts'
import { Identities } from '../bound/identity.ts'
import type { Scan } from '../bound/scan.ts'
import type { FromNode, QueryColumn, QueryNode, Sql } from '../bound/sql.ts'
import { TOLD_OF_FILES } from '../file-column.ts'
import { isFilesName } from '../files-reference.ts'
import type { TimeWindow } from '../functions/dates/time-window.ts'
import type { FunctionEnvironment, StatementEnvironment } from '../functions/function-record.ts'
import type { ReadingRules } from '../reading-rules.ts'
import type { Expression, FunctionCall, Query, Window } from '../tree/query.ts'
import type { KnownColumns } from './constant-columns.ts'
import type { EarlyColumns } from './early-columns.ts'
import type { FunctionsInSight } from './functions-in-sight.ts'
import type { Correlation, RowBound } from './row-bound.ts'
import type { Scope, ScopeColumn, ScopeRelation } from './scope.ts'

/** What one statement's binding shares: the tables it may read, and names for what it makes. */
export class BinderState {
  readonly binders: Binders
  readonly environment: StatementEnvironment
  readonly scans: Scan[] = []
  readonly identities = new Identities()
  /** Whether the rows of a relation are in several of Spark's partitions, as written. */
  hasPartitions = false
  /** The queries of GROUP BY that stand for a value, by the rows that are grouped and by what is written. */
  readonly groupingQueries = new WeakMap<Scope, Map<string, Sql>>()
  /** Whether what is bound is only looked at, as it is written, for another form of it is computed. */
  isTrial = false
  /** Of the user. */
  readonly functions: FunctionsInSight
  /** Those whose bodies are being bound, each called by the one before. */
  readonly openFunctions: string[] = []
  userCalls = 0
  /** How many of the open ones have values that are computed once. */
  computingFunctions = 0
  readonly #tables: ReadonlyMap<string, TableDefinition>
  #relations = 0
  #commonTables = 0
  #lambdas = 0
  #clockCalls = 0

  constructor(
    binders: Binders,
    environment: StatementEnvironment,
    tables: ReadonlyMap<string, TableDefinition>,
    functions: FunctionsInSight,
  ) {
    this.functions = functions
    this.binders = binders
    this.environment = environment
    this.#tables = tables
  }

  table(database: string, table: string, was?: VersionChoice): TableDefinition | undefined {
    return this.#tables.get(tableKey(database, table, was))
  }

  scan(table: TableDefinition, was?: VersionChoice): string {
    const relation = `scan_${this.scans.length}`
    this.scans.push({ relation, table, was })
    return relation
  }

  /** Has a scan read what is told of the file of each row, too. */
  readOfFiles(relation: string, name: string): void {
    const at = this.scans.findIndex((scan) => scan.relation === relation)
    const scan = this.scans[at]
    if (scan === undefined || scan.table.columns.some((one) => one.name === name)) return
    const columns = [...scan.table.columns, { name, type: TOLD_OF_FILES.get(name) ?? 'string' }]
    this.scans[at] = { ...scan, table: { ...scan.table, columns } }
  }

  relationName(): string {
    return `r${this.#relations++}`
  }

  commonTableName(): string {
    return `cte_${this.#commonTables++}`
  }

  /** For what VALUES asks of the clock, one call after the other: 999, 998 … 1. */
  microsBeforeNow(): number {
    this.#clockCalls = Math.min(this.#clockCalls + 1, 999)
    return 1000 - this.#clockCalls
  }

  lambdaParameter(): string {
    return `p${this.#lambdas++}`
  }

  /** What is bound meanwhile is only looked at: nothing of the statement is read for it, and nothing of it counts. */
  onTrial<T>(look: () => T): T {
    const { isTrial, hasPartitions, userCalls, computingFunctions } = this
    const [scans, openFunctions] = [this.scans.length, this.openFunctions.length]
    this.isTrial = true
    try {
      return look()
    } finally {
      this.isTrial = isTrial
      this.hasPartitions = hasPartitions
      this.userCalls = userCalls
      this.computingFunctions = computingFunctions
      this.scans.length = scans
      this.openFunctions.length = openFunctions
    }
  }
}

export function tableKey(database: string, table: string, was?: VersionChoice): string {
  const key = `${database}\n${table}${was === undefined ? '' : `\n${JSON.stringify(was)}`}`
  return isFilesName({ database, table }) ? key : key.toLowerCase()
}

export interface CommonTableBinding {
  readonly relation: string
  readonly columns: readonly QueryColumn[]
  readonly rows: RowBound
  readonly isOnePartition?: boolean
}

/** The common tables in sight, by lower-case name. */
type CommonTables = Pick<ReadonlyMap<string, CommonTableBinding>, 'get'>

/** One of the expressions that grouping sets are made of. */
export interface GroupingColumn {
  readonly identity: number
  /** Undefined: no set has it, so no row is grouped by it. */
  readonly sql: Sql | undefined
}

/** Where aggregates are columns of the groups, for a condition around them. */
interface AggregateLift {
  readonly aggregate: (call: FunctionCall) => Bound
  readonly aggregateAround: (call: FunctionCall, within: ExpressionContext) => Bound
}

/** Where an expression stands: what it may name and contain. */
export interface ExpressionContext {
  readonly state: BinderState
  readonly scope: Scope
  readonly commonTables: CommonTables
  readonly rules: ReadingRules
  readonly correlation: Correlation | undefined
  /** For messages: 'WHERE', 'SELECT' … */
  readonly clause: string
  readonly allowsAggregates: boolean
  readonly allowsWindows: boolean
  /** Whether a function that makes rows may stand here: by itself, as a column of the select list. */
  readonly allowsGenerators: boolean
  /** Whether f(*) may stand here, as in the select list: count(*) may anywhere. */
  readonly allowsStars: boolean
  readonly isInAggregate: boolean
  /** The grouping expressions by their identity: reading one of them is no ungrouped use. */
  readonly groupingKeys: ReadonlyMap<number, Sql>
  /** The same by the identity of the form in which Spark compares them, where that may be another. */
  readonly canonicalKeys?: ReadonlyMap<number, Sql> | undefined
  /** The columns of grouping_id(), where the query groups by ROLLUP, CUBE or GROUPING SETS. */
  readonly groupingColumns: readonly GroupingColumn[] | undefined
  readonly windows: ReadonlyMap<string, Window>
  /** Columns of the select list by lower-case name: before the tables' columns in ORDER BY, after them elsewhere. */
  readonly aliases: ReadonlyMap<string, Bound>
  readonly aliasesFirst: boolean
  readonly truth: Truth
  readonly lambdaParameters: ReadonlyMap<string, Bound>
  /** In HAVING whose subqueries read aggregates: where its own become columns. */
  readonly lift: AggregateLift | undefined
  /** In HAVING: the aggregates of the groups that read no column, as written. */
  readonly countsAround?: ReadonlySet<string>
  /** In a subquery of such a HAVING. */
  readonly aggregatesAround: AggregateLift | undefined
  /** What may count its rows. */
  readonly everyRow: EveryRow
  /** In GROUP BY and WHERE: where what counts the rows becomes a column of them. */
  readonly countedBelow?: CountedRows | undefined
  /** Behind them: where it is one already. */
  readonly countedKeys?: CountedRows | undefined
  /** What window() adds to the rows, where it may stand. */
  readonly timeWindows: TimeWindowPlace | undefined
  /** Where window functions within others become columns, in a select list. */
  readonly nestedWindows?: { add(sql: Sql): Sql }
  /** In a lambda function: what is computed before it. */
  readonly aroundLambda?: {
    value(expression: Expression): Bound
    add(value: Bound): Bound
  }
  /** Within a window function. */
  readonly isInWindow?: true
  /** In a condition that Spark leaves in a join, where it looks IN (SELECT …) up in the rows of the query, and makes no join of it. */
  readonly staysInJoin?: true
}

/**
 * How NULL counts. filter: in a condition that lets rows through, or in an operand of AND and OR there, it is as good as FALSE. logic: within a NOT there, it is
 * not. value: in anything else, where Spark takes the NULL of an IN (SELECT …) for FALSE, for it has made a join of it that tells whether there is a match.
 * denied: there, within a NOT, which Spark brings to the IN itself, and takes the NULL of that for FALSE.
 */
export type Truth = 'filter' | 'logic' | 'value' | 'denied'

interface CountedRows {
  addCounted(call: Bound, scope: Scope): Bound
  counted(call: Bound, scope: Scope): Bound | undefined
}

/** The calls of a SELECT that are computed for each of its rows. */
export interface EveryRow {
  readonly calls: ReadonlySet<FunctionCall>
  readonly isOnePartition: boolean
  /** Whether one of them was bound that counts the rows. */
  isCounted: boolean
}

/** Takes the windows of time that the rows are in, and gives the column that they are read by. */
interface TimeWindowPlace {
  add(window: TimeWindow): Bound
  session(call: FunctionCall): Bound
}

/** What a query is bound in. */
export interface QuerySurroundings {
  readonly state: BinderState
  /** The query around this one, for correlated names. */
  readonly outer: Scope | undefined
  /** What reads the columns around; undefined where there are none. */
  readonly correlation: Correlation | undefined
  readonly commonTables: CommonTables
  /** Of a query within HAVING. */
  readonly aggregatesAround?: AggregateLift | undefined
  /** neutral: the engine's columns are c0, c1 …; real: they have the names of the result. */
  readonly naming: 'neutral' | 'real'
}

/** Of a query that stands in no other one. */
export const outermost = (state: BinderState, naming: QuerySurroundings['naming']): QuerySurroundings => ({
  state,
  outer: undefined,
  correlation: undefined,
  commonTables: new Map(),
  naming,
})

/** What a function knows of where it is called. */
export const functionEnvironment = ({
  state,
  rules,
  clause,
}: {
  readonly state: BinderState
  readonly rules: ReadingRules
  readonly clause?: string
}): FunctionEnvironment => ({
  ...(clause === 'VALUES' && { microsBeforeNow: () => state.microsBeforeNow() }),
  ...state.environment,
  allowsPrecisionLoss: rules.allowsPrecisionLoss,
  concatOfBinaryIsText: rules.concatOfBinaryIsText,
  eltOfBinaryIsText: rules.eltOfBinaryIsText,
})

/** What the parts of a query are bound in. */
export interface QueryContext extends QuerySurroundings {
  readonly rules: ReadingRules
}

export interface BoundQuery {
  readonly node: QueryNode
  readonly columns: readonly QueryColumn[]
  /** Columns of the queries around it that it reads. */
  readonly outerUses: readonly ColumnUse[]
  /** Their names, as often and in the order as Spark lists them. */
  readonly outerNames: readonly string[]
  readonly rows: RowBound
  /** Whether Spark has its rows in one partition too, if it reads its table in one, and in this order. */
  readonly isOnePartition?: boolean
  /** Where nothing in it waits for a cast. */
  readonly early?: EarlyColumns
}

/** The ways back up: an expression may hold a query, a query holds expressions. No two files of the binder import each other. */
export interface Binders {
  readonly expression: (expression: Expression, context: ExpressionContext) => Bound
  readonly query: (query: Query, context: QuerySurroundings) => BoundQuery
}

export const bindExpression: Binders['expression'] = (expression, context) => context.state.binders.expression(expression, context)
export const bindQuery: Binders['query'] = (query, context) => context.state.binders.query(query, context)

/** A part of a FROM clause, and the columns it brings. Undefined: nothing is read. */
export interface BoundRelation {
  readonly node: FromNode | undefined
  readonly relations: readonly ScopeRelation[]
  readonly merged: readonly ScopeColumn[]
  readonly outerUses: readonly ColumnUse[]
  readonly outerNames: readonly string[]
  readonly rows: RowBound
  readonly isOnePartition?: boolean
  /** What its joins let Spark know of its columns. */
  readonly known?: KnownColumns | undefined
}
