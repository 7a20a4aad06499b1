import { CausewayError } from '../../base/errors.ts'
import { parseSparkType, shownTypeName } from '../../base/spark-type.ts'
import type { Analysis } from '../../protocol/analysis.ts'
import type { JobType } from '../../protocol/job-type.ts'
import type { TableDefinition } from '../../protocol/table-definition.ts'
import { BinderState, outermost, tableKey } from './bind/context.ts'
import { bindExpression } from './bind/expression.ts'
import type { FunctionsInSight } from './bind/functions-in-sight.ts'
import { bindQuery } from './bind/query.ts'
import { checkCommonTableNames } from './check-common-table-names.ts'
import { CHANGED_DATABASE } from './file-column.ts'
import { filesReference, refuseFilesTarget } from './files-reference.ts'
import { guardDepth } from './guard-depth.ts'
import { inspectStatement } from './inspect-statement.ts'
import { parseStatement } from './parse/parse-statement.ts'
import { alteredCatalogView, type NewCatalogView, newCatalogView, planCatalogView } from './plan/catalog-view.ts'
import { changedTable, planChangeRows, planCompaction, refuseHiddenColumns, rowsToChange } from './plan/change-rows.ts'
import { checkedProperties } from './plan/checked-properties.ts'
import { planCommand } from './plan/command.ts'
import { checkDatabaseConnection } from './plan/database-connection.ts'
import { planInsert, planMultiInsert } from './plan/insert.ts'
import { checkLoadData, planLoadData } from './plan/load-data.ts'
import { planMergeRows } from './plan/merge-rows.ts'
import { namedThings } from './plan/named-things.ts'
import { checkNewTable, checkSourceView, planNewTable, planSourceView } from './plan/new-table.ts'
import type { CheckSource, Command, Plan, TranslationContext } from './plan/plan.ts'
import { queryColumns } from './plan/query-columns.ts'
import { partsOfRows, refuseBesideRows } from './plan/refuse-beside-rows.ts'
import { translatedQuery } from './plan/remote-parts/remote-choice.ts'
import { statementAccess } from './plan/statement-access.ts'
import { checkDirectory, planWriteDirectory } from './plan/write-directory.ts'
import type { ReadingRules } from './reading-rules.ts'
import { DEFAULT_RULES } from './reading-rules.ts'
import { tableReferences } from './references/table-references.ts'
import { resultQuery } from './render/duckdb/result-query.ts'
import { recursiveView, UsedViews } from './session/expand-views.ts'
import { planFunction, refuseTemporaryFunctions } from './session/plan-function.ts'
import { isTemporary, newView, planView } from './session/plan-view.ts'
import { readingRules } from './session/reading-rules-of.ts'
import { NO_SESSION } from './session/session-context.ts'
import { checkConf } from './session/settings.ts'
import { inSight } from './session/sight.ts'
import { UsedFunctions } from './session/used-functions.ts'
import { substituteVariables } from './session/variables.ts'
import { viewKey } from './session/view-names.ts'
import { semanticError } from './syntax-error.ts'
import type { Query, TableName } from './tree/query.ts'
import type { Statement } from './tree/statement.ts'
import { blame, blaming } from './tree/written.ts'
import { unreadableOf, unreadableToChange } from './unreadable-columns.ts'

/** The part of the check that needs no catalog. Throws sql-syntax for what does not parse, sql-semantics or not-supported for what is not let through. */
export function classify(
  sql: string,
  currentDatabase: string,
  checkSource: CheckSource,
  settings: Readonly<Record<string, string>> = {},
): Analysis {
  checkConf(settings)
  const statement = read(sql, settings)
  checkPlaces(statement, checkSource)
  return analysisOf(statement, currentDatabase)
}

/** The whole check. Throws what `translate` throws. */
export async function check(sql: string, context: TranslationContext, checkSource: CheckSource): Promise<Analysis> {
  const { settings } = context.session ?? NO_SESSION
  checkConf(settings)
  const statement = read(sql, settings)
  checkPlaces(statement, checkSource)
  await plan(statement, context)
  return analysisOf(statement, context.currentDatabase)
}

/** Where tables would be, and what users would tell of them, before a statement is kept anywhere. */
function checkPlaces(statement: Statement, checkSource: CheckSource): void {
  for (const reference of guardDepth(() => tableReferences(statement))) {
    const files = filesReference(reference)
    if (files !== undefined) checkSource({ kind: 'files', ...files, options: {} })
  }
  if (statement.kind === 'explain') checkPlaces(statement.statement, checkSource)
  else if (statement.kind === 'create-table') checkNewTable(statement, checkSource)
  else if (statement.kind === 'create-database' && statement.connection !== undefined)
    checkDatabaseConnection(statement.connection, checkSource)
  else if (statement.kind === 'load-data') checkLoadData(statement, checkSource)
  else if (statement.kind === 'write-directory') checkDirectory(statement, checkSource)
  else if (statement.kind === 'write-directories') for (const each of statement.directories) checkDirectory(each, checkSource)
  else if (statement.kind === 'create-source-view') checkSourceView(statement, checkSource)
  else if (statement.kind === 'create-catalog-view') checkedProperties(statement.properties)
  else if (statement.kind === 'change-view-properties') checkedProperties(statement.set)
  else if (statement.kind === 'annotate-table' || statement.kind === 'annotate-database') planCommand(statement, 'default', NO_SESSION)
}

function analysisOf(statement: Statement, currentDatabase: string): Analysis {
  return guardDepth(() => ({
    jobType: jobTypeOf(statement),
    ...namedThings(statement, currentDatabase),
    inspection: inspectStatement(statement),
    access: [...statementAccess(statement, currentDatabase)],
  }))
}

function jobTypeOf(statement: Statement): JobType {
  switch (statement.kind) {
    case 'query':
      return 'QUERY'
    case 'insert':
    case 'multi-insert':
      return 'INSERT'
    case 'write-directory':
    case 'write-directories':
      return 'EXPORT'
    case 'load-data':
      return 'IMPORT'
    case 'change-rows':
      return statement.operation
    case 'merge-rows':
      return 'UPDATE'
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

async function plan(written: Statement, context: TranslationContext): Promise<Plan> {
  if (written.kind === 'explain') return { kind: 'explain', jobType: 'DDL', plan: await plan(written.statement, context) }
  const { now, userName, currentDatabase, session = NO_SESSION } = context
  const own = new Set(session.functions.map(({ name }) => name))
  const statement = guardDepth(() => inSight(written, { own, database: currentDatabase }))
  for (const target of targetsOf(statement)) blaming(target, () => refuseFilesTarget(target))
  // What gets another name is not read for it, nor is what a view reads.
  const isRename = statement.kind === 'rename-view' || statement.kind === 'rename-table'
  const direct = isRename ? [] : guardDepth(() => tableReferences(statement))
  const views = await UsedViews.read(direct, session, context.catalog, currentDatabase)
  const tables = new Map(views.tables())
  const functions = await UsedFunctions.read([statement, ...views.queries()], session.functions, context.catalog)
  const newState = (others: ReadonlyMap<string, TableDefinition> = new Map(), inUse: FunctionsInSight = functions) =>
    new BinderState(
      { expression: bindExpression, query: bindQuery },
      { now, userName, currentDatabase },
      new Map([...tables, ...others]),
      inUse,
    )
  const columnsOf = (query: Query) => bindQuery(query, outermost(newState(), 'neutral')).columns
  const expanded = (query: Query): Query => (views.isEmpty ? query : views.expand(query, columnsOf))
  const catalogView = (view: NewCatalogView): Plan => {
    guardDepth(() => refuseTemporaryFunctions(view.written.query, `view ${viewKey(view)}`, session))
    return command(planCatalogView(view, views, (query) => guardDepth(() => columnsOf(expanded(query))), { currentDatabase, session }))
  }
  const state = newState()
  switch (statement.kind) {
    case 'query': {
      const query = guardDepth(() => expanded(statement.query))
      return guardDepth(() => {
        const bound = bindQuery(query, outermost(state, 'real'))
        return {
          kind: 'query',
          jobType: 'QUERY',
          query: translatedQuery(bound.node, {
            columns: queryColumns(bound.columns),
            scans: state.scans,
            settings: session.settings,
            print: (sql) => resultQuery(sql, bound.columns),
          }),
        }
      })
    }
    case 'load-data':
      refuseInsertIntoView(statement.table, views)
      return guardDepth(() => planLoadData(statement, newState, session.settings))
    case 'write-directory':
      return guardDepth(() => planWriteDirectory({ ...statement, query: expanded(statement.query) }, state, session.settings))
    case 'write-directories': {
      const directories = statement.directories.map((each) =>
        guardDepth(() => planWriteDirectory({ ...each, query: expanded(each.query) }, newState(), session.settings)),
      )
      return { kind: 'write-directories', jobType: 'EXPORT', directories }
    }
    case 'multi-insert': {
      for (const { table } of statement.inserts) refuseInsertIntoView(table, views)
      return guardDepth(() =>
        planMultiInsert(
          statement.inserts.map((insert) => ({ ...insert, query: expanded(insert.query) })),
          newState,
          session.settings,
        ),
      )
    }
    case 'insert': {
      refuseInsertIntoView(statement.table, views)
      return guardDepth(() => planInsert({ ...statement, query: expanded(statement.query) }, state, session.settings))
    }
    case 'change-rows':
    case 'merge-rows':
    case 'optimize-table': {
      const view = views.find(statement.table)
      if (view !== undefined)
        throw blame(
          semanticError(`${viewKey(view)} is a view, and a view has no rows of its own`, 'Change those of its table.'),
          statement.table,
        )
      const name = { database: (statement.table.database ?? currentDatabase).toLowerCase(), table: statement.table.table }
      const found = state.table(name.database, name.table)
      const operation = statement.kind === 'change-rows' ? statement.operation : statement.kind === 'merge-rows' ? 'MERGE' : 'OPTIMIZE'
      const changed = blaming(statement.table, () => changedTable(operation, found, name))
      guardDepth(() => refuseHiddenColumns(statement, operation))
      if (statement.kind !== 'optimize-table') guardDepth(() => refuseBesideRows(partsOfRows(statement), operation))
      const target = { ...changed, ...found }
      const takesWholeRows = statement.kind === 'change-rows' || (statement.kind === 'merge-rows' && statement.matched.length > 0)
      if (takesWholeRows && unreadableOf(target) !== undefined) throw unreadableToChange(target)
      if (statement.kind === 'merge-rows')
        return guardDepth(() => planMergeRows(statement, expanded(statement.query), target, changed, currentDatabase, newState))
      tables.set(tableKey(CHANGED_DATABASE, statement.table.table), changed)
      if (statement.kind === 'optimize-table') return planCompaction(target, statement.table, DEFAULT_RULES, newState())
      return guardDepth(() => planChangeRows(statement, target, expanded(rowsToChange(statement)), newState))
    }
    case 'create-table':
      return guardDepth(() => {
        const { query } = statement
        return planNewTable({ ...statement, query: query === undefined ? undefined : expanded(query) }, state, session.settings)
      })
    case 'describe-query':
      return command(guardDepth(() => describeQuery(expanded(statement.query), state)))
    case 'create-function':
      return command(
        guardDepth(() => planFunction(statement, { currentDatabase, session, used: functions }, (others) => newState(undefined, others))),
      )
    case 'create-catalog-view':
      return catalogView(newCatalogView(statement, currentDatabase))
    case 'create-view':
    case 'alter-view':
    case 'cache-table': {
      if (statement.kind === 'cache-table' && statement.written === undefined)
        return command(planCommand(statement, currentDatabase, session))
      if (statement.kind === 'alter-view' && !isTemporary(statement.view, session))
        return catalogView(alteredCatalogView(statement, currentDatabase))
      const view = newView(statement)
      const path = views.pathTo(view)
      if (path !== undefined && view.mode !== 'new') throw recursiveView(view, path)
      const columns = guardDepth(() => columnsOf(expanded(view.written.query)))
      return command(planView(view, columns, { database: currentDatabase, views: views.directTemporary(), settings: session.settings }))
    }
    case 'create-source-view':
      return command(planSourceView(statement))
    default:
      return command(planCommand(statement, currentDatabase, session))
  }
}

function targetsOf(statement: Statement): readonly TableName[] {
  switch (statement.kind) {
    case 'insert':
    case 'load-data':
    case 'change-rows':
    case 'merge-rows':
    case 'optimize-table':
      return [statement.table]
    case 'multi-insert':
      return statement.inserts.map(({ table }) => table)
    default:
      return []
  }
}

function refuseInsertIntoView(table: TableName, views: UsedViews): void {
  const view = views.find(table)
  if (view !== undefined)
    throw blame(semanticError(`${viewKey(view)} is a view, and no rows can be inserted into a view`, 'Insert into its table.'), table)
}

const command = (made: Command): Plan => ({ kind: 'command', jobType: 'DDL', command: made })

function describeQuery(query: Query, state: BinderState): Command {
  const { columns } = bindQuery(query, outermost(state, 'real'))
  const rows = queryColumns(columns).map(({ name, type }, index) => [
    name,
    shownTypeName(parseSparkType(type)),
    columns[index]?.comment ?? null,
  ])
  return { kind: 'rows', names: ['col_name', 'data_type', 'comment'], rows }
}

function read(sql: string, settings: Readonly<Record<string, string>>): Statement {
  return guardDepth(() => {
    const rules = readingRules(settings)
    const { text, unset } = substituteVariables(sql, settings)
    const statement = parsed(text, rules, unset)
    if (!rules.hidesCommonTables) checkCommonTableNames(statement)
    return statement
  })
}

/** A mistake that a variable without a value may have made is told with it: its name stands nowhere in what was read. */
function parsed(text: string, rules: ReadingRules, unset: readonly string[]): Statement {
  try {
    return parseStatement(text, rules, true)
  } catch (thrown) {
    const [name] = unset
    if (name === undefined || !(thrown instanceof CausewayError) || thrown.kind !== 'sql-syntax') throw thrown
    const shown = name.slice(0, 80)
    throw new CausewayError('sql-syntax', thrown.message, {
      hint: `The variable \${${shown}} has no value, so nothing stands in its place. Set it before: SET ${shown} = value`,
      place: thrown.place,
      cause: thrown,
    })
  }
}
