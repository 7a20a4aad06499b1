import type { TableDefinition } from '../../protocol/table-definition.ts'
import type { Analysis, JobType } from '../../protocol/worker-channel.ts'
import { BinderState, tableKey } from './bind-context.ts'
import { bindExpression } from './bind-expression.ts'
import { bindQuery } from './bind-query.ts'
import { checkCommonTableNames } from './check-common-table-names.ts'
import { guardDepth } from './guard-depth.ts'
import { namedThings } from './named-things.ts'
import { parseStatement } from './parse/parse-statement.ts'
import type { CheckSource, Command, Plan, TranslationContext } from './plan.ts'
import { planCommand } from './plan-command.ts'
import { planInsert } from './plan-insert.ts'
import { checkNewTable, planNewTable } from './plan-new-table.ts'
import { queryColumns } from './query-columns.ts'
import { NO_SESSION } from './session/session-context.ts'
import { checkConf } from './session/settings.ts'
import { substituteVariables } from './session/variables.ts'
import { notSupported } from './syntax-error.ts'
import { tableReferences } from './table-references.ts'
import type { Query, Statement } from './tree.ts'

/** The part of the check that needs no catalog. Throws sql-syntax for what does not parse, sql-semantics or not-supported for what is not let through. */
export function classify(
  sql: string,
  currentDatabase: string,
  checkSource: CheckSource,
  settings: Readonly<Record<string, string>> = {},
): Analysis {
  checkConf(settings)
  const statement = read(sql, settings)
  if (statement.kind === 'create-table') checkNewTable(statement, checkSource)
  return analysisOf(statement, currentDatabase)
}

/** The whole check. Throws what `translate` throws. */
export async function check(sql: string, context: TranslationContext, checkSource: CheckSource): Promise<Analysis> {
  const { settings } = context.session ?? NO_SESSION
  checkConf(settings)
  const statement = read(sql, settings)
  if (statement.kind === 'create-table') checkNewTable(statement, checkSource)
  await plan(statement, context)
  return analysisOf(statement, context.currentDatabase)
}

function analysisOf(statement: Statement, currentDatabase: string): Analysis {
  return { jobType: jobTypeOf(statement), ...guardDepth(() => namedThings(statement, currentDatabase)) }
}

function jobTypeOf(statement: Statement): JobType {
  switch (statement.kind) {
    case 'query':
      return 'QUERY'
    case 'insert':
      return 'INSERT'
    default:
      return 'DDL'
  }
}

/** Spark SQL to a plan. Throws sql-syntax, sql-semantics (unknown names, wrong types) or not-supported (by name). */
export async function translate(sql: string, context: TranslationContext): Promise<Plan> {
  const { settings } = context.session ?? NO_SESSION
  checkConf(settings)
  return plan(read(sql, settings), context)
}

async function plan(statement: Statement, context: TranslationContext): Promise<Plan> {
  const tables = await readTables(statement, context)
  const { now, userName, currentDatabase } = context
  const state = new BinderState({ expression: bindExpression, query: bindQuery }, { now, userName, currentDatabase }, tables)
  switch (statement.kind) {
    case 'query': {
      const bound = guardDepth(() => bindQuery(statement.query, { state, outer: undefined, commonTables: new Map(), naming: 'real' }))
      return { kind: 'query', jobType: 'QUERY', query: { sql: bound.sql, columns: queryColumns(bound.columns), scans: state.scans } }
    }
    case 'insert':
      return guardDepth(() => planInsert(statement, state))
    case 'create-table':
      return guardDepth(() => planNewTable(statement, state))
    case 'describe-query':
      return { kind: 'command', jobType: 'DDL', command: guardDepth(() => describeQuery(statement.query, state)) }
    case 'create-view':
    case 'create-source-view':
      throw notSupported('CREATE TEMPORARY VIEW', 'Write the query with WITH.')
    case 'alter-view':
      throw notSupported('ALTER VIEW')
    case 'explain':
      throw notSupported('EXPLAIN', 'Run the query; the detail of its job shows what was sent to each database.')
    default:
      return { kind: 'command', jobType: 'DDL', command: planCommand(statement, currentDatabase, context.session ?? NO_SESSION) }
  }
}

function describeQuery(query: Query, state: BinderState): Command {
  const { columns } = bindQuery(query, { state, outer: undefined, commonTables: new Map(), naming: 'real' })
  const rows = queryColumns(columns).map(({ name, type }) => [name, type, null])
  return { kind: 'rows', names: ['col_name', 'data_type', 'comment'], rows }
}

function read(sql: string, settings: Readonly<Record<string, string>>): Statement {
  return guardDepth(() => {
    const statement = parseStatement(substituteVariables(sql, settings))
    checkCommonTableNames(statement)
    return statement
  })
}

/** Every table that the statement names, read from the catalog at once. */
async function readTables(statement: Statement, context: TranslationContext): Promise<ReadonlyMap<string, TableDefinition>> {
  const references = guardDepth(() => tableReferences(statement))
  const tables = new Map<string, TableDefinition>()
  const keys = new Map(
    references.map(({ database, table }) => {
      const name = { database: (database ?? context.currentDatabase).toLowerCase(), table: table.toLowerCase() }
      return [tableKey(name.database, name.table), name]
    }),
  )
  await Promise.all(
    [...keys].map(async ([key, { database, table }]) => {
      const definition = await context.catalog.table(database, table)
      if (definition !== undefined) tables.set(key, definition)
    }),
  )
  return tables
}
