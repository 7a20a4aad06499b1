import { CausewayError } from '../../../base/errors.ts'
import { sparkTypeName } from '../../../base/spark-type.ts'
import type { ViewName } from '../../../protocol/session.ts'
import { SESSION_LIMITS } from '../../../protocol/session-limits.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { QueryColumn } from '../bound/sql.ts'
import { semanticError } from '../syntax-error.ts'
import type { TableName } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import type { ViewColumn, WrittenQuery } from '../tree/written-parts.ts'
import { readingSettings } from './reading-rules-of.ts'
import type { SessionCommand } from './session-command.ts'
import type { SessionContext } from './session-context.ts'
import { possibleView } from './view-names.ts'

type ViewStatement = Extract<Statement, { kind: 'create-view' | 'alter-view' | 'cache-table' }>

/** The parts of a new view that its statement says. */
interface NewView {
  readonly name: string
  readonly isGlobal: boolean
  readonly mode: 'new' | 'replace' | 'alter'
  readonly columns: readonly ViewColumn[] | undefined
  readonly comment: string | undefined
  readonly written: WrittenQuery
  readonly note?: string
}

const UNREAD = 'A temporary view of this name was made; nothing was cached: its query runs whenever it is used.'

export function newView(statement: ViewStatement): NewView {
  switch (statement.kind) {
    case 'create-view': {
      const { isGlobal, columns, comment, written, isReplacing } = statement
      return { name: newViewName(statement.view), isGlobal, mode: isReplacing ? 'replace' : 'new', columns, comment, written }
    }
    case 'alter-view': {
      const { database, table } = statement.view
      const isGlobal = database !== undefined
      return { name: table.toLowerCase(), isGlobal, mode: 'alter', columns: undefined, comment: undefined, written: statement.written }
    }
    case 'cache-table': {
      const { written, table } = statement
      if (written === undefined) throw new CausewayError('internal', 'CACHE TABLE without a query makes no view')
      return { name: newViewName(table), isGlobal: false, mode: 'new', columns: undefined, comment: undefined, written, note: UNREAD }
    }
  }
}

/** A temporary view is named alone: it is in no database, and of a global one global_temp is not written when it is made. */
export function newViewName({ database, table }: TableName): string {
  if (database !== undefined) {
    throw semanticError(`A temporary view is in no database, so ${database} cannot stand before its name`, `Write ${table} alone.`)
  }
  if (table.length > SESSION_LIMITS.viewNameCharacters) {
    throw semanticError(`The name of a temporary view has at most ${SESSION_LIMITS.viewNameCharacters} characters`)
  }
  return table.toLowerCase()
}

/** The view with the columns that its query has now. */
export function planView(
  view: NewView,
  queryColumns: readonly QueryColumn[],
  bound: { readonly database: string; readonly views: readonly ViewName[]; readonly settings: Readonly<Record<string, string>> },
): SessionCommand {
  const { name, isGlobal, mode, written, comment, note } = view
  const settings = readingSettings(bound.settings)
  return {
    kind: 'create-view',
    isGlobal,
    mode,
    ...(note === undefined ? {} : { note }),
    view: {
      name,
      columns: viewColumns(view.columns, queryColumns),
      ...(comment === undefined ? {} : { comment }),
      source: {
        kind: 'query',
        sql: written.text,
        database: bound.database,
        queryColumns: queryColumns.map((column) => column.name),
        views: [...bound.views],
        ...(Object.keys(settings).length === 0 ? {} : { settings }),
      },
    },
  }
}

/** The columns of a view: with the names that its list gives them, and the types that its query has now. */
export function viewColumns(list: readonly ViewColumn[] | undefined, queryColumns: readonly QueryColumn[]): Column[] {
  const named = list ?? queryColumns.map((column) => ({ name: column.name, comment: undefined }))
  if (named.length !== queryColumns.length) {
    throw semanticError(`The view has ${named.length} column names, and its query has ${queryColumns.length} columns`)
  }
  const seen = new Set<string>()
  return named.map((column, index) => {
    const key = column.name.toLowerCase()
    if (seen.has(key)) throw semanticError(`The view would have two columns ${column.name}`, 'Give one another name with AS.')
    seen.add(key)
    const type = queryColumns[index]?.type ?? { kind: 'void' }
    const comment = column.comment ?? queryColumns[index]?.comment
    return { name: column.name, type: sparkTypeName(type), ...(comment === undefined ? {} : { comment }) }
  })
}

/** Whether ALTER VIEW means a temporary view: one in no database, where there is one, or one of global_temp. */
export function isTemporary(name: TableName, session: SessionContext): boolean {
  const view = possibleView(name)
  return view !== undefined && (view.isGlobal || session.views.some((one) => one.name === view.name && !one.isGlobal))
}
