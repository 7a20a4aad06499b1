import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'

const isInput = (value: unknown): value is SQLInputValue =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || ArrayBuffer.isView(value)

function inputs(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((parameter) => {
    if (isInput(parameter)) return parameter
    throw new TypeError(`A ${typeof parameter} cannot be bound to a statement`)
  })
}

/**
 * Opens the file for this process alone: a second opener fails with SQLite's error 5 ("database is locked") at once, and the kernel lifts the lock when the
 * process ends in any way. Every commit is on the disk before it returns (write-ahead log, synchronous = full).
 */
export function openSqliteDatabase(file: string): SqliteDatabase {
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true })
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full')
    // The lock is taken by the first write, so that write is made here.
    database.exec('begin immediate; commit')
  } catch (thrown) {
    database.close()
    throw thrown
  }
  return {
    prepare(sql: string): SqliteStatement {
      const statement = database.prepare(sql)
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...inputs(parameters)),
        run: (parameters) => statement.run(...inputs(parameters)),
        iterate: (parameters) => statement.iterate(...inputs(parameters)),
      }
    },
    close: () => database.close(),
  }
}
