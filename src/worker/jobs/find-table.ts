import { CausewayError } from '../../base/errors.ts'
import { noneNamed } from '../../base/none-named.ts'
import type { DatabaseConnection } from '../../protocol/database-connection.ts'
import { foundSource, isFindableName } from '../../protocol/found-table.ts'
import type { Column, UnusableColumn } from '../../protocol/table-definition.ts'
import type { CatalogEntry } from '../../protocol/view-definition.ts'
import type { WorkerCall, WorkerCallAnswers } from '../../protocol/worker-calls.ts'
import { sourceKindOf } from '../sources/registry.ts'
import type { DescribedTable, Source } from '../sources/shared/source.ts'
import type { FilesContext, RemoteContext } from '../sources/shared/source-context.ts'
import { checkColumnLimits } from './column-limits.ts'

type Ask = <C extends WorkerCall>(call: C) => Promise<WorkerCallAnswers[C['kind']]>
type Places = FilesContext & RemoteContext
interface Named {
  readonly database: string
  readonly table: string
  /** As of the call. */
  readonly describes?: true
}

/**
 * What the name stands for in the catalog. A table of a database that stands for a remote schema is looked for there when it is named first; the catalog knows it
 * then. `places`: absent where nothing remote can be asked.
 * @throws CausewayError
 */
export async function findTable(named: Named, ask: Ask, places: Places | undefined): Promise<CatalogEntry | undefined> {
  const { database, table, describes } = named
  const known = await ask({ kind: 'get-table', database, table, ...(describes === undefined ? {} : { describes }) })
  if (known !== null) return known
  const connection = (await ask({ kind: 'get-database', database }))?.connection
  if (connection === undefined) return undefined
  if (places === undefined) {
    throw new CausewayError(
      'not-supported',
      `Nobody has named ${database}.${table} by now: a check of a statement looks for no table in a remote schema`,
      {
        hint: `Run DESCRIBE ${database}.${table} as a job, and then check the statement.`,
      },
    )
  }
  if (!(await lookThere(named, connection, ask, places))) return undefined
  return (await ask({ kind: 'get-table', database, table })) ?? undefined
}

/** A table that was found, as it is there now. False: its database is no remote schema. @throws CausewayError not-found when it is gone there; the catalog has forgotten it then */
export async function refreshTable(named: Named, ask: Ask, places: Places): Promise<boolean> {
  const { database, table } = named
  const connection = (await ask({ kind: 'get-database', database }))?.connection
  if (connection === undefined) return false
  if (await lookThere(named, connection, ask, places)) return true
  await ask({ kind: 'forget-found-table', database, table })
  throw new CausewayError(
    'not-found',
    `${noneNamed('table', table)} in the schema ${connection.schema} any more, or its user may not see it`,
    {
      hint: `SHOW TABLES IN ${database} lists those that are there.`,
    },
  )
}

/** All tables of a remote schema that can be named here, in lower case; undefined: the database is none. */
export async function tablesThere(database: string, ask: Ask, places: Places): Promise<readonly string[] | undefined> {
  const connection = (await ask({ kind: 'get-database', database }))?.connection
  if (connection === undefined) return undefined
  const names = await namesThere(connection, undefined, places)
  return [...new Set(names.filter(isFindableName).map((name) => name.toLowerCase()))].toSorted()
}

/** Looks whether a schema is there, and whether one gets in. @throws CausewayError */
export async function checkThere(connection: DatabaseConnection, places: Places): Promise<void> {
  await namesThere(connection, '', places)
}

async function namesThere(connection: DatabaseConnection, wanted: string | undefined, places: Places): Promise<readonly string[]> {
  const { source, tableNames } = await sourceOf(connection, 't')
  return await tableNames(source, connection.schema, wanted, places)
}

async function sourceOf(connection: DatabaseConnection, remoteName: string) {
  const source = foundSource(connection, remoteName)
  const place = await sourceKindOf(source).load()
  const { tableNames } = place
  if (tableNames !== undefined) return { source, place, tableNames }
  throw new CausewayError('not-supported', 'A database FROM CONNECTION is one of PostgreSQL, MySQL or MariaDB')
}

async function lookThere({ database, table }: Named, connection: DatabaseConnection, ask: Ask, places: Places): Promise<boolean> {
  if (!isFindableName(table)) {
    throw new CausewayError(
      'not-supported',
      `A table named ${JSON.stringify(table.slice(0, 140))} cannot be named in a database FROM CONNECTION`,
      {
        hint: "A name with a full stop, a slash or more than 128 characters is given to a table of its own: CREATE TABLE … USING JDBC OPTIONS ('dbtable'='…').",
      },
    )
  }
  const remoteName = chosen(await namesThere(connection, table, places), table, connection)
  if (remoteName === undefined) return false
  const { source, place } = await sourceOf(connection, remoteName)
  const described = await columnsOf(place, source, places)
  if (described === undefined) return false
  const { columns, unusable: alike } = sortedOut(described.columns)
  const unusable = [...(described.unusable ?? []), ...alike]
  if (columns.length === 0) throw new CausewayError('not-supported', `No column of ${connection.schema}.${remoteName} can be used here`)
  checkColumnLimits(columns)
  const told = unusable.length === 0 ? {} : { unusable }
  await ask({ kind: 'keep-found-table', database, table: remoteName, columns: [...columns], ...told })
  return true
}

/** It may have gone since it was listed. */
async function columnsOf(place: Source, source: ReturnType<typeof foundSource>, places: Places): Promise<DescribedTable | undefined> {
  try {
    return await place.describe({ source, columns: undefined, partitionedBy: undefined }, places)
  } catch (error) {
    if (error instanceof CausewayError && error.kind === 'not-found') return undefined
    throw error
  }
}

/** The one whose name is in lower case there, or the only one that is the name but for capitals. */
function chosen(names: readonly string[], table: string, { schema }: DatabaseConnection): string | undefined {
  const alike = names.filter((name) => name.toLowerCase() === table)
  const [first, second] = alike
  if (second === undefined || alike.includes(table)) return alike.includes(table) ? table : first
  throw new CausewayError(
    'sql-semantics',
    `The schema ${schema} has the tables ${first} and ${second}, whose names differ only in capitals`,
    {
      hint: "Names that differ only in capitals are the same here: make a table of each with CREATE TABLE … USING JDBC OPTIONS ('dbtable'='…').",
    },
  )
}

/** Spark finds columns without regard to case: of those whose names differ in nothing else, none is meant for certain. */
function sortedOut(described: readonly Column[]): { readonly columns: readonly Column[]; readonly unusable: readonly UnusableColumn[] } {
  const byName = Map.groupBy(described, ({ name }) => name.toLowerCase())
  const alike = ({ name }: Column): readonly Column[] => byName.get(name.toLowerCase()) ?? []
  return {
    columns: described.filter((column) => alike(column).length === 1),
    unusable: described.flatMap((column) => {
      const other = alike(column).find((one) => one !== column)
      return other === undefined
        ? []
        : [{ name: column.name, because: `there is a column ${other.name}, too: names that differ only in capitals are the same here` }]
    }),
  }
}
