import type { Names } from '../../../client/sql-text/complete.ts'
import { plain, rowsOf } from '../../shown-fields.ts'
import { runStatement } from '../run-statement.ts'
import { type SqlTarget, vendorPath } from '../sql-target.ts'

/** Asked of the server when they are first wanted, and again behind a statement that may have changed them. */
export interface CatalogNames extends Names {
  forget(): void
}

/** @param signal ends what is asked then */
export function catalogNames(target: SqlTarget, databaseNow: () => string, signal: AbortSignal): CatalogNames {
  const known = new Map<string, Promise<readonly string[]>>()
  const once = (key: string, ask: () => Promise<readonly string[]>): Promise<readonly string[]> => {
    const before = known.get(key)
    if (before !== undefined) return before
    const asked = ask()
    known.set(key, asked)
    asked.catch(() => known.delete(key))
    return asked
  }
  const list = async (rest: string, field: string, name: string): Promise<readonly string[]> =>
    rowsOf((await target.server.ask('GET', vendorPath(target, rest)))[field])
      .map((each) => String(each[name]))
      // What a terminal would obey is not put into a line.
      .filter((each) => plain(each) === each)
  const path = (database: string): string => `databases/${encodeURIComponent(database)}/tables`
  const tables = (database: string): Promise<readonly string[]> =>
    once(`tables ${database}`, () => list(`${path(database)}?without_tablemeta=true`, 'tables', 'table_name'))
  return {
    databases: () => once('databases', () => list('databases', 'databases', 'database_name')),
    tables: (database) => tables(database ?? databaseNow()),
    columns(table) {
      const [database, name] = table.includes('.') ? table.split('.', 2) : [databaseNow(), table]
      return once(`columns ${database}.${name}`, () =>
        list(`${path(database ?? '')}/${encodeURIComponent(name ?? '')}`, 'columns', 'column_name'),
      )
    },
    functions: () => once('functions', () => functionsOf(target, signal)),
    forget: () => {
      for (const key of known.keys()) if (key !== 'functions') known.delete(key)
    },
  }
}

async function functionsOf(target: SqlTarget, signal: AbortSignal): Promise<readonly string[]> {
  const found: string[] = []
  const sink = {
    columns: async () => {},
    rows: async (lines: string) => {
      for (const line of lines.trimEnd().split('\n')) {
        const row: unknown = JSON.parse(line)
        if (Array.isArray(row) && /^\w+$/.test(String(row[0]))) found.push(String(row[0]))
      }
    },
  }
  await runStatement(target, 'SHOW FUNCTIONS', sink, () => {}, signal)
  return found
}
