import { findFunction } from '../bind/call.ts'
import { LATER_FUNCTIONS } from '../functions/later-functions.ts'
import { FUNCTIONS } from '../functions/registry.ts'
import { semanticError } from '../syntax-error.ts'
import type { TableName } from '../tree/query.ts'
import type { SessionStatement } from '../tree/session-statement.ts'
import { isBuiltIn } from './function-names.ts'
import { functionUsage, OPERATORS, operatorUsage } from './function-usage.ts'
import { describeUserFunction } from './plan-function.ts'
import type { NamedRelation, SessionCommand } from './session-command.ts'
import type { SessionContext } from './session-context.ts'
import { checkSetting, SETTINGS, settingValue } from './settings.ts'

/** Those of Spark 3.3.1 that are served; three of them are forms of the grammar here. */
const listedFunctions = (): readonly string[] =>
  [...FUNCTIONS.keys(), ...OPERATORS, 'cast', 'range', 'struct'].filter(
    (name) => !name.endsWith('_characters') && !LATER_FUNCTIONS.has(name),
  )

/** Statements that bind no query. */
export type PlainSessionStatement = Exclude<
  SessionStatement,
  {
    kind:
      | 'create-view'
      | 'create-function'
      | 'create-catalog-view'
      | 'create-source-view'
      | 'alter-view'
      | 'rename-view'
      | 'change-view-properties'
      | 'describe-query'
  }
>

export const GLOBAL_DATABASE = 'global_temp'

export function namedRelation(name: TableName, currentDatabase: string): NamedRelation {
  const database = (name.database ?? currentDatabase).toLowerCase()
  return { database, table: name.table.toLowerCase(), isBare: name.database === undefined }
}

const CACHE_NOTE = 'Nothing was cached: every query reads its tables anew.'

export function planSession(statement: PlainSessionStatement, currentDatabase: string, session: SessionContext): SessionCommand {
  const relation = (name: TableName): NamedRelation => namedRelation(name, currentDatabase)
  const note = (
    name: TableName,
    text: string,
    options: { readonly ifExists?: boolean; readonly columnNames?: readonly string[]; readonly allowsView?: boolean } = {},
  ) => ({ kind: 'note', relation: relation(name), ifExists: false, columnNames: [], allowsView: true, ...options, note: text }) as const
  switch (statement.kind) {
    case 'use':
      return { kind: 'use-database', database: usableDatabase(statement.database) }
    case 'show-current-database':
      return rows(['catalog', 'namespace'], [['spark_catalog', currentDatabase]])
    case 'set': {
      const name = statement.name.replace(/^hivevar:(?=.)/s, '')
      checkSetting(name, statement.value)
      return { kind: 'set', name, writtenName: statement.name, value: statement.value }
    }
    case 'reset':
      return { kind: 'reset', name: statement.name }
    case 'show-setting':
      return rows(['key', 'value'], [[statement.name, settingValue(statement.name, session.settings) ?? '<undefined>']])
    case 'show-settings':
      return statement.isVerbose ? everySetting(session) : rows(['key', 'value'], sorted(Object.entries(session.settings)))
    case 'describe-function': {
      const { database, name, isExtended } = statement
      const lines = database === undefined ? describeFunction(name, isExtended, session) : undefined
      if (lines === undefined) return { kind: 'describe-catalog-function', ...functionPlace(statement, currentDatabase), isExtended }
      return rows(
        ['function_desc'],
        lines.map((line) => [line]),
      )
    }
    case 'show-functions': {
      const { pattern, scope, database = currentDatabase } = statement
      const own = scope === 'system' ? [] : session.functions.map(({ name }) => name)
      const builtIn = scope === 'user' ? [] : listedFunctions()
      const names = [...new Set([...builtIn, ...own])]
      const listed = scope === 'system' ? {} : { database: database.toLowerCase() }
      return { kind: 'show-functions', names, ...listed, ...(pattern === undefined ? {} : { pattern }) }
    }
    case 'show-views': {
      const { database = currentDatabase, pattern } = statement
      return { kind: 'show-views', database: database.toLowerCase(), ...(pattern === undefined ? {} : { pattern }) }
    }
    case 'drop-function': {
      const { ifExists } = statement
      const { isTemporary, database, name } = statement.function
      if (database === undefined && isBuiltIn(name)) throw semanticError(`${name} is built in, and cannot be dropped`)
      if (isTemporary) return { kind: 'drop-function', name, ifExists }
      if (database === undefined && session.functions.some((one) => one.name === name))
        throw semanticError(
          `${name} is a temporary function`,
          `Write DROP TEMPORARY FUNCTION ${name}, or the database before the name of the other one.`,
        )
      return { kind: 'drop-catalog-function', database: database ?? currentDatabase, name, ifExists }
    }
    case 'drop-view': {
      const place = relation(statement.view)
      const view = { name: place.table, isGlobal: place.database === GLOBAL_DATABASE && !place.isBare }
      return { kind: 'drop-view', view, place, ifExists: statement.ifExists }
    }
    case 'cache-table':
      return note(statement.table, CACHE_NOTE)
    case 'uncache-table':
      return note(statement.table, 'Nothing was cached, so nothing is taken out of a cache.', { ifExists: statement.ifExists })
    case 'clear-cache':
      return rows(['note'], [['There is no cache: every query reads its tables anew.']])
    case 'refresh-table':
      return { kind: 'refresh-table', relation: relation(statement.table) }
    case 'refresh-function': {
      const { database, name } = statement
      if (database === undefined && session.functions.some((one) => one.name === name))
        throw semanticError(`${name} is a temporary function: there is nothing of it to refresh`)
      if (database === undefined && isBuiltIn(name))
        throw semanticError(`${name} is built in`, 'REFRESH FUNCTION is for functions of databases: leave it out.')
      return { kind: 'refresh-catalog-function', ...functionPlace(statement, currentDatabase), isExtended: false }
    }
    case 'refresh-path':
      return rows(['note'], [['Nothing is kept of files: every query looks at them anew.']])
    case 'analyze-table':
      return note(statement.table, NOTHING_TO_COMPUTE, {
        columnNames: statement.columnNames,
        allowsView: false,
      })
    case 'analyze-tables': {
      const database = (statement.database ?? currentDatabase).toLowerCase()
      return {
        kind: 'note-of-database',
        database,
        note: NOTHING_TO_COMPUTE,
      }
    }
  }
}

const NOTHING_TO_COMPUTE =
  'There is nothing to compute: what is known of files is kept as they are written, and every query looks at them, or at the database, as they are.'

const functionPlace = ({ database, name }: { readonly database: string | undefined; readonly name: string }, currentDatabase: string) => ({
  database: database ?? currentDatabase,
  name,
  isBare: database === undefined,
})

const rows = (names: readonly string[], list: readonly (readonly (string | null)[])[]): SessionCommand => ({
  kind: 'rows',
  names,
  rows: list,
})

const sorted = (entries: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] =>
  entries.toSorted(([a], [b]) => (a < b ? -1 : 1))

function everySetting(session: SessionContext): SessionCommand {
  const list = [...SETTINGS].map(([name, setting]) => [
    name,
    settingValue(name, session.settings) ?? setting.value,
    setting.kind === 'without-effect'
      ? `${setting.meaning} Has no effect here.`
      : setting.kind === 'fixed'
        ? `${setting.meaning} The only value.`
        : setting.meaning,
  ])
  return rows(
    ['key', 'value', 'meaning'],
    list.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  )
}

function usableDatabase(name: string): string {
  const database = name.toLowerCase()
  if (database === GLOBAL_DATABASE) {
    throw semanticError('global_temp cannot be the current database', 'Write global_temp.name where a global temporary view is meant.')
  }
  return database
}

/** Undefined: it is neither built in nor of the session. */
function describeFunction(written: string, isExtended: boolean, session: SessionContext): readonly string[] | undefined {
  const name = written.toLowerCase()
  const own = FUNCTIONS.has(name) ? undefined : session.functions.find((one) => one.name === name)
  if (own !== undefined) return describeUserFunction(own, isExtended)
  const operator = operatorUsage(name)
  if (operator !== undefined) return [`Function: ${name}`, `Usage: ${operator}`]
  return isBuiltIn(name) ? functionUsage(name, findFunction(name), isExtended) : undefined
}
