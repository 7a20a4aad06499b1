import type { ViewName } from '../../../protocol/session.ts'
import type { TableName } from '../tree/query.ts'
import { GLOBAL_DATABASE } from './plan-session.ts'

/** A view of the catalog, in lower case. */
export interface CatalogViewName {
  readonly database: string
  readonly name: string
}

/** Any view that a statement may use. */
export type AnyViewName = ViewName | CatalogViewName

export const isOfCatalog = (view: AnyViewName): view is CatalogViewName => 'database' in view

/** The temporary view that the name would be, if there is one. */
export function possibleView({ database, table }: TableName): ViewName | undefined {
  const name = table.toLowerCase()
  if (database === undefined) return { name, isGlobal: false }
  return database.toLowerCase() === GLOBAL_DATABASE ? { name, isGlobal: true } : undefined
}

/** A view's name as a key of temporary ones, and as it is shown: one that is in a database is written with it, others without. */
export function viewKey(view: AnyViewName): string {
  if (isOfCatalog(view)) return `${view.database}.${view.name}`
  return view.isGlobal ? `${GLOBAL_DATABASE}.${view.name}` : view.name
}

/** A key that no two views share: the name of a temporary one may have a dot in it. */
export const uniqueKey = (view: AnyViewName): string => (isOfCatalog(view) ? `${view.database}\n${view.name}` : viewKey(view))
