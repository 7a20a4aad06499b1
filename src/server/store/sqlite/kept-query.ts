import {
  CamelCasePlugin,
  type Compilable,
  type CompiledQuery,
  DummyDriver,
  Kysely,
  type RawBuilder,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  sql,
} from 'kysely'
import type { Database, Schema } from '../schema.ts'
import type { OpenSqliteDatabase, RowStatement } from './sqlite-database.ts'

/** Stands in a query that is built once for a value that is given at each run. */
class Placeholder {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/** Builds queries for nobody's connection. */
const builder: Database = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
  plugins: [new CamelCasePlugin()],
})

type Given<P> = <K extends keyof P & string>(name: K) => RawBuilder<P[K]>

export interface KeptQuery<P, R> {
  all(db: Database, given: P): Promise<readonly R[]>
  first(db: Database, given: P): Promise<R | undefined>
  /** The same, at once where it is read at once: for what is asked so often that waiting for it tells. */
  firstNow(db: Database, given: P): R | undefined | Promise<R | undefined>
}

/** Where kept queries may go past the library's queue for the one connection. */
const databases = new WeakMap<Database, OpenSqliteDatabase>()

/** Says on which connection this database, or this transaction of it, works. */
export function runKeptQueriesOn(database: OpenSqliteDatabase, db: Database): void {
  databases.set(db, database)
}

/** The library's own spelling of a column's name. */
class ColumnNames extends CamelCasePlugin {
  of(column: string): string {
    return this.camelCase(column)
  }
}
const columnNames = new ColumnNames()

/** Makes a row of one query's values: a function for each query, for where one sets all names of all queries, each of them is looked up anew. */
function rowMaker(names: readonly string[]): (values: readonly unknown[]) => unknown {
  const fields = names.map((name, at) => `${JSON.stringify(name)}: values[${at}]`)
  // The names are the schema's own.
  return new Function('values', `return { ${fields.join(', ')} }`) as (values: readonly unknown[]) => unknown
}

/**
 * A query that is built and compiled at its first run and kept: building one anew costs ten times what it takes to read a row by it. `given('x')` stands for the
 * value of x at each run. It runs at once where no other's transaction is open, which costs half of what waiting in the library's queue does.
 */
export function keptQuery<P extends Readonly<Record<string, unknown>>, R>(
  build: (db: Database, given: Given<P>) => Compilable<R>,
): KeptQuery<P, R> {
  let compiled: CompiledQuery<R> | undefined
  let made: { readonly columns: number; readonly rowOf: (values: readonly unknown[]) => unknown } | undefined
  /** Of the database that was asked last: there is one. */
  let last: { readonly database: OpenSqliteDatabase; readonly statement: RowStatement } | undefined
  function readNow(statement: RowStatement, parameters: readonly unknown[]): readonly R[] {
    const rows = statement.rows(parameters)
    const [first] = rows
    if (first === undefined) return []
    // A table may have got another column.
    if (made?.columns !== first.length)
      made = { columns: first.length, rowOf: rowMaker(statement.columns().map((column) => columnNames.of(column))) }
    const { rowOf } = made
    // The compiler of the query knows what its rows are, and the database does not: the library's own way ends in the same assertion.
    return rows.map((values) => rowOf(values) as R)
  }
  function all(db: Database, given: P): readonly R[] | Promise<readonly R[]> {
    compiled ??= build(builder, (name) => sql`${new Placeholder(name)}`).compile()
    const parameters = compiled.parameters.map((parameter) => (parameter instanceof Placeholder ? given[parameter.name] : parameter))
    const database = databases.get(db)
    // What is not committed is read by its own transaction only.
    if (database !== undefined && database.inTransaction() === db.isTransaction) {
      if (last?.database !== database) last = { database, statement: database.rowStatement(compiled.sql) }
      return readNow(last.statement, parameters)
    }
    return db.executeQuery<R>({ ...compiled, parameters }).then(({ rows }) => rows)
  }
  const firstNow = (db: Database, given: P): R | undefined | Promise<R | undefined> => {
    const found = all(db, given)
    return found instanceof Promise ? found.then(([row]) => row) : found[0]
  }
  return {
    all: async (db, given) => all(db, given),
    first: async (db, given) => firstNow(db, given),
    firstNow,
  }
}
