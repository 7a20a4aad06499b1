import { sparkTypeName } from '../../../base/spark-type.ts'
import type { Column } from '../../../protocol/table-definition.ts'
import type { ViewMode } from '../../../protocol/view-definition.ts'
import type { QueryColumn } from '../bound/sql.ts'
import { recursiveView, type UsedViews } from '../session/expand-views.ts'
import { namedRelation } from '../session/plan-session.ts'
import { viewColumns } from '../session/plan-view.ts'
import { readingSettings } from '../session/reading-rules-of.ts'
import type { SessionCommand } from '../session/session-command.ts'
import type { SessionContext } from '../session/session-context.ts'
import { hasUnnamedColumn } from '../session/unnamed-column.ts'
import { type CatalogViewName, viewKey } from '../session/view-names.ts'
import { semanticError } from '../syntax-error.ts'
import type { Query } from '../tree/query.ts'
import type { Statement } from '../tree/statement.ts'
import type { ViewColumn, WrittenQuery } from '../tree/written-parts.ts'
import { checkedName } from './checked-name.ts'
import { checkedProperties } from './checked-properties.ts'

export interface NewCatalogView extends CatalogViewName {
  readonly mode: ViewMode
  readonly ifNotExists: boolean
  readonly columns: readonly ViewColumn[] | undefined
  readonly comment: string | undefined
  readonly properties: ReadonlyMap<string, string>
  readonly written: WrittenQuery
}

export function newCatalogView(statement: Extract<Statement, { kind: 'create-catalog-view' }>, currentDatabase: string): NewCatalogView {
  const { view, isReplacing, ifNotExists, columns, comment, properties, written } = statement
  const database = (view.database ?? currentDatabase).toLowerCase()
  const name = checkedName(view.table, 'view')
  return { database, name, mode: isReplacing ? 'replace' : 'new', ifNotExists, columns, comment, properties, written }
}

export function alteredCatalogView(statement: Extract<Statement, { kind: 'alter-view' }>, currentDatabase: string): NewCatalogView {
  const { database, table: name } = namedRelation(statement.view, currentDatabase)
  const { written } = statement
  return { database, name, mode: 'alter', ifNotExists: false, columns: undefined, comment: undefined, properties: new Map(), written }
}

/** A view that stays reads no temporary one, names all its columns, and never stands on itself. */
export function planCatalogView(
  view: NewCatalogView,
  used: UsedViews,
  columnsOf: (query: Query) => readonly QueryColumn[],
  { currentDatabase, session }: { readonly currentDatabase: string; readonly session: SessionContext },
): SessionCommand {
  const { database, name, mode, ifNotExists, written, comment } = view
  const queryColumns = columnsOf(written.query)
  const path = used.pathTo(view)
  if (path !== undefined && mode !== 'new') throw recursiveView(view, path)
  const [temporary] = used.directTemporary()
  if (temporary !== undefined) {
    throw semanticError(
      `The view ${viewKey(view)} would read the temporary view ${viewKey(temporary)}, which other sessions do not have`,
      'Write CREATE TEMPORARY VIEW, or make a view of the other one too.',
    )
  }
  if (hasUnnamedColumn(written.query)) {
    throw semanticError(`A column of the query of the view ${viewKey(view)} is an expression without a name`, 'Give it one with AS.')
  }
  const settings = readingSettings(session.settings)
  return {
    kind: 'put-catalog-view',
    mode,
    ifNotExists,
    view: {
      database,
      name,
      columns: declaredTypes(viewColumns(view.columns, queryColumns), queryColumns),
      ...(comment === undefined ? {} : { comment }),
      ...(view.properties.size === 0 ? {} : { properties: checkedProperties(view.properties) }),
      source: {
        kind: 'view',
        sql: written.text,
        database: currentDatabase,
        queryColumns: queryColumns.map((column) => column.name),
        ...(Object.keys(settings).length === 0 ? {} : { settings }),
      },
    },
  }
}

/** As in Spark, the length of a CHAR or VARCHAR column of a table is that of the view's, too. */
const declaredTypes = (columns: readonly Column[], queryColumns: readonly QueryColumn[]): Column[] =>
  columns.map((column, index) => {
    const declared = queryColumns[index]?.declared
    return declared === undefined ? column : { ...column, type: sparkTypeName(declared) }
  })
