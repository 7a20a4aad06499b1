import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { TemporaryView } from '../../../protocol/session.ts'
import { SESSION_LIMITS } from '../../../protocol/session-limits.ts'
import { NO_ROWS, type ResultRows } from '../../engine/results/result-rows.ts'
import { sourceKindOf } from '../../sources/registry.ts'
import { GLOBAL_DATABASE } from '../../sql/session/plan-session.ts'
import type { SessionCommand } from '../../sql/session/session-command.ts'
import { checkColumnLimits } from '../column-limits.ts'
import { refreshTable } from '../find-table.ts'
import type { JobContext } from '../job-context.ts'
import { newTableSource } from '../new-table-source.ts'
import { changeCatalogView } from './catalog-views.ts'
import { existingDatabase, relationRows, textRows } from './command-rows.ts'
import { runFunctionCommand } from './functions.ts'
import { matchesPattern, selected } from './name-pattern.ts'
import { columnsOf, existingRelation, findRelation, viewName } from './relation.ts'

/** What a session is changed by, or asked for. Its change is the last thing that a job does. */
export async function runSessionCommand(command: SessionCommand, context: JobContext): Promise<ResultRows> {
  switch (command.kind) {
    case 'rows':
      return textRows(command.names, command.rows)
    case 'use-database':
      await existingDatabase(command.database, context)
      await context.call({ kind: 'use-database', database: command.database })
      return NO_ROWS
    case 'set':
      checkSettingLength(command.name, command.value)
      await context.call({ kind: 'change-settings', set: { [command.name]: command.value }, reset: [] })
      return textRows(['key', 'value'], [[command.writtenName, command.value]])
    case 'reset':
      checkSettingLength(command.name ?? '', '')
      await context.call({ kind: 'change-settings', set: {}, reset: command.name === undefined ? 'all' : [command.name] })
      return NO_ROWS
    case 'create-function':
      await context.call({ kind: 'create-function', function: command.function, isReplacing: command.isReplacing })
      return NO_ROWS
    case 'drop-function':
      return dropFunction(command, context)
    case 'put-catalog-function':
    case 'drop-catalog-function':
    case 'describe-catalog-function':
    case 'refresh-catalog-function':
    case 'show-functions':
      return runFunctionCommand(command, context)
    case 'show-views':
      return showViews(command, context)
    case 'create-view': {
      const { view, isGlobal, mode, note } = command
      checkViewLength(view)
      checkColumnLimits(view.columns)
      await context.call({ kind: 'create-view', view, isGlobal, mode })
      return note === undefined ? NO_ROWS : textRows(['note'], [[note]])
    }
    case 'create-source-view':
      return createSourceView(command, context)
    case 'put-catalog-view':
    case 'rename-view':
    case 'change-view-properties':
      return changeCatalogView(command, context)
    case 'drop-view':
      return dropView(command, context)
    case 'note':
      return noteOfRelation(command, context)
    case 'refresh-table':
      return refreshRelation(command, context)
    case 'note-of-database':
      await existingDatabase(command.database, context)
      return textRows(['note'], [[command.note]])
  }
}

type Of<Kind extends SessionCommand['kind']> = Extract<SessionCommand, { kind: Kind }>

/** Spark lists the session's own views whatever database is named, and the global ones in theirs. */
export async function visibleViews(
  database: string,
  context: JobContext,
): Promise<readonly (readonly [namespace: string, name: string])[]> {
  const { views } = await context.call({ kind: 'get-session' })
  return views
    .filter(({ isGlobal }) => !isGlobal || database === GLOBAL_DATABASE)
    .map(({ name, isGlobal }) => [isGlobal ? GLOBAL_DATABASE : '', name] as const)
}

async function showViews({ database, pattern }: Of<'show-views'>, context: JobContext): Promise<ResultRows> {
  const views = (await visibleViews(database, context)).filter(([, name]) => pattern === undefined || matchesPattern(name, pattern))
  return relationRows('viewName', [
    ...selected(await catalogViews(database, context), pattern).map((name) => [database, name, false] as const),
    ...views.map(([namespace, name]) => [namespace, name, true] as const),
  ])
}

async function catalogViews(database: string, context: JobContext): Promise<readonly string[]> {
  if (database === GLOBAL_DATABASE) return []
  await existingDatabase(database, context)
  return (await context.call({ kind: 'list-tables', database })).views
}

/** Its columns are found once, as those of a table with USING. */
async function createSourceView(command: Of<'create-source-view'>, context: JobContext): Promise<ResultRows> {
  const source = newTableSource(command.source)
  const kind = await sourceKindOf(source).load()
  const { columns } = await kind.describe({ source, columns: command.columns, partitionedBy: undefined }, context)
  checkColumnLimits(columns)
  const { name, isGlobal, mode } = command
  const view = { name, columns: [...columns], source: { kind: 'table' as const, table: source } }
  checkViewLength(view)
  await context.call({ kind: 'create-view', view, isGlobal, mode })
  return NO_ROWS
}

/** What is longer than the server's protocol allows is told to the user here: there it would be a worker gone wrong, and the end of all its jobs. */
function checkSettingLength(name: string, value: string): void {
  checkLength('The name of a setting', name, SESSION_LIMITS.settingNameCharacters)
  checkLength('The value of a setting', value, SESSION_LIMITS.settingValueCharacters)
}

function checkViewLength({ name, comment = '' }: Pick<TemporaryView, 'name' | 'comment'>): void {
  checkLength('The name of a view', name, SESSION_LIMITS.viewNameCharacters)
  checkLength('The comment of a view', comment, SESSION_LIMITS.commentCharacters)
}

function checkLength(what: string, text: string, max: number): void {
  if (text.length <= max) return
  throw new CausewayError('limit-exceeded', `${what} has ${text.length} characters; it may have ${max}`)
}

async function dropFunction({ name, ifExists }: Of<'drop-function'>, context: JobContext): Promise<ResultRows> {
  const { dropped } = await context.call({ kind: 'drop-function', name })
  if (dropped || ifExists) return NO_ROWS
  throw new CausewayError('not-found', noneNamed('temporary function', name), {
    hint: 'SHOW USER FUNCTIONS lists those of the session.',
  })
}

async function dropView({ view, place, ifExists }: Of<'drop-view'>, context: JobContext): Promise<ResultRows> {
  checkViewLength(view)
  if (viewName(place) !== undefined && (await context.call({ kind: 'drop-view', view })).dropped) return NO_ROWS
  const found = place.database === GLOBAL_DATABASE ? undefined : await findRelation({ ...place, isBare: false }, context)
  if (found?.kind === 'table') {
    throw new CausewayError('sql-semantics', `${place.database}.${place.table} is a table, and no view`, { hint: 'Use DROP TABLE.' })
  }
  if (found !== undefined) {
    await context.call({ kind: 'drop-catalog-view', database: place.database, view: place.table, ifExists })
    return NO_ROWS
  }
  if (ifExists) return NO_ROWS
  throw new CausewayError('not-found', noneNamed('view', place.isBare ? place.table : `${place.database}.${place.table}`), {
    hint: 'SHOW VIEWS lists those of the database, and the temporary ones of the session.',
  })
}

async function noteOfRelation({ relation, ifExists, columnNames, allowsView, note }: Of<'note'>, context: JobContext): Promise<ResultRows> {
  const found = ifExists ? await findRelation(relation, context) : await existingRelation(relation, context)
  if (found !== undefined && found.kind !== 'table' && !allowsView) {
    throw new CausewayError('sql-semantics', `${relation.table} is a view: only a table has statistics`)
  }
  if (found !== undefined) {
    const known = new Set(columnsOf(found).map(({ name }) => name.toLowerCase()))
    const missing = columnNames.find((name) => !known.has(name.toLowerCase()))
    if (missing !== undefined) throw new CausewayError('sql-semantics', `${relation.table} has no column ${missing}`)
  }
  return textRows(['note'], [[note]])
}

async function refreshRelation({ relation }: Of<'refresh-table'>, context: JobContext): Promise<ResultRows> {
  const { database, table } = relation
  const view = viewName(relation)
  const isView = view !== undefined && (await context.call({ kind: 'get-view', view })) !== null
  if (!isView && database !== GLOBAL_DATABASE && (await refreshTable({ database, table }, (call) => context.call(call), context))) {
    return textRows(['note'], [['Its columns are those that it has there now.']])
  }
  await existingRelation(relation, context)
  return textRows(
    ['note'],
    [['Nothing was kept of it: every query looks at its files, or at its database, anew. Its columns stay those of its definition.']],
  )
}
