import type { ViewName } from '../../../protocol/session.ts'
import type { TableName } from '../tree.ts'
import { GLOBAL_DATABASE } from './plan-session.ts'

/** The temporary view that the name would be, if there is one. */
export function possibleView({ database, table }: TableName): ViewName | undefined {
  const name = table.toLowerCase()
  if (database === undefined) return { name, isGlobal: false }
  return database.toLowerCase() === GLOBAL_DATABASE ? { name, isGlobal: true } : undefined
}

/** A view's name as a key, and as it is shown: a global one is written with its database, others without one. */
export const viewKey = ({ name, isGlobal }: ViewName): string => (isGlobal ? `${GLOBAL_DATABASE}.${name}` : name)
