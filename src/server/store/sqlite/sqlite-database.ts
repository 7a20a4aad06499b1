import { open } from 'node:fs/promises'
import { backup, DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { CausewayError } from '../../../base/errors.ts'
import { nextTurn } from '../../../base/next-turn.ts'

const isInput = (value: unknown): value is SQLInputValue =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || ArrayBuffer.isView(value)

const areLists = (rows: readonly unknown[]): rows is readonly (readonly unknown[])[] => rows.every((row) => Array.isArray(row))

function inputs(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters.map((parameter) => {
    if (isInput(parameter)) return parameter
    throw new TypeError(`A ${typeof parameter} cannot be bound to a statement`)
  })
}

/** SQLite's primary result code: the lowest byte of the extended one. Undefined for what is no error of SQLite. */
export function resultCode(thrown: unknown): number | undefined {
  return thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : undefined
}

/** What fails because of the disk and not because of the statement, by result code. */
const DISK_FAILURES: ReadonlyMap<number | undefined, string> = new Map([
  [8, 'it may only be read'],
  [10, 'the disk failed'],
  [11, 'its file is damaged'],
  [13, 'the disk is full'],
  [14, 'its file cannot be opened'],
  [26, 'its file is no database'],
])

/** Why the disk or the file is to blame; undefined when it is not. */
export const diskFailure = (thrown: unknown): string | undefined => DISK_FAILURES.get(resultCode(thrown))

const READ_ONLY = 8
const FULL = 13

/** Whether every other change fails as well: not where one place of the disk or one page of the file is damaged. */
export const failsEveryChange = (thrown: unknown): boolean => {
  const code = resultCode(thrown instanceof CausewayError ? thrown.cause : thrown)
  return code === READ_ONLY || code === FULL
}

function withDiskFailures<T>(work: () => T): T {
  try {
    return work()
  } catch (thrown) {
    const why = diskFailure(thrown)
    if (why === undefined) throw thrown
    throw new CausewayError('unavailable', `The server's database cannot be used now: ${why}`, {
      cause: thrown,
      hint: 'Look at the disk that holds the data folder, and free some space on it.',
    })
  }
}

/** A statement that is kept. Its rows are lists of values: objects of SQLite's own making are slow to read. */
export interface RowStatement {
  /** The names of the values, as the database has them; none where the statement gives no rows. */
  columns(): readonly string[]
  rows(parameters: readonly unknown[]): readonly (readonly unknown[])[]
}

const CHANGES = /^\s*(insert|update|delete|replace)\b/i

export type RowEvent = 'insert' | 'update' | 'delete'

/** What is written along with changes of others, so that it costs no commit of its own. */
export interface CommitRider {
  hasWork(): boolean
  /** Called in the transaction of a change and in its asynchronous context, as the last that is done for it. What it throws undoes the change. */
  write(): Ridden
}

/** What has been written along with a change: one of the two is called, once. */
export interface Ridden {
  /** It is on the disk. */
  committed(): void
  undone(): void
}

/** A place in the open transaction: what was done behind it can be undone by itself. */
interface Savepoint {
  /** Writes what rides along, where anything was changed, and lets go of the place. */
  keep(): Ridden | undefined
  undo(): void
}

export interface OpenSqliteDatabase extends SqliteDatabase {
  /** From now on asked at each commit of a change; there is one. */
  ride(rider: CommitRider): void
  /** Inside of a transaction, and never two at a time. */
  savepoint(): Savepoint
  /**
   * Whether the transaction that begins next waits for the disk at its commit. What one changes that does not is seen at once and outlives the process; it is on the disk with the
   * next commit that waits, or SYNC_AFTER_MS later.
   */
  nextWaits(waits: boolean): void
  /** Whether a transaction is open: what is read and written now is part of it. */
  inTransaction(): boolean
  rowStatement(sql: string): RowStatement
  /** Copies all of it into a file, while others read and write: as it is when the copying ends. */
  copyTo(file: string, signal: AbortSignal): Promise<void>
  /** Calls back for every row of these tables that one of the events happens to, whoever does it, before it is committed or undone. */
  watch(tables: Readonly<Record<string, readonly RowEvent[]>>, changed: () => void): void
  /** The same with the name of the row, the old one and the new, for rows that come and go, and for those of which one of the columns is set. */
  watchNames(tables: Readonly<Record<string, readonly string[]>>, changed: (name: string) => void): void
}

/**
 * Of the write-ahead log, after which a commit brings them into the database's own file and waits for the disk, while all others wait for the commit: of SQLite's own 1,000 a disk that others use
 * took 26 and 72 ms at most, of these 16 and 34 (two runs each). What 1,500 commits of one row
 * each took in all was 0.9 to 1.5 of it (five pairs of runs beside others).
 */
const PAGES_OF_CHECKPOINT = 250

/** Until what no commit has waited for is brought to the disk, where no other commit has done so. */
const SYNC_AFTER_MS = 1_000

/**
 * Opens the file for this process alone: a second opener fails with SQLite's error 5 ("database is locked") at once, and the kernel lifts the lock when the
 * process ends in any way. Every commit is on the disk before it returns (write-ahead log, synchronous = full), but for those of `nextWaits`.
 * @param bringToDisk what a file has been given and the system still keeps
 */
export function openSqliteDatabase(file: string, bringToDisk = syncFile): OpenSqliteDatabase {
  const database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true })
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full')
    database.exec(`pragma wal_autocheckpoint = ${PAGES_OF_CHECKPOINT}`)
    // The lock is taken by the first write, so that write is made here.
    database.exec('begin immediate; commit')
  } catch (thrown) {
    database.close()
    throw thrown
  }
  const savepoint = database.prepare('savepoint change')
  const rollBack = database.prepare('rollback to change')
  const release = database.prepare('release change')
  let rider: CommitRider | undefined
  /** Whether anything was changed since the savepoint. */
  let hasChanged = false
  let relaxesNext = false
  let isRelaxed = false
  let syncing: NodeJS.Timeout | undefined
  /** The log has all of it in its order: what a later commit waits for is behind it. */
  const syncSoon = (): void => {
    syncing ??= setTimeout(() => {
      syncing = undefined
      // What keeps it from the disk fails the next commit that waits.
      void bringToDisk(`${file}-wal`).catch(() => undefined)
    }, SYNC_AFTER_MS).unref()
  }
  const relax = (): void => {
    relaxesNext = false
    isRelaxed = true
    database.exec('pragma synchronous = normal')
  }
  /** At the end of the relaxed transaction: SQLite changes it only between two. */
  const waitAgain = (): void => {
    if (!isRelaxed || database.isTransaction) return
    database.exec('pragma synchronous = full')
    isRelaxed = false
    syncSoon()
  }
  const writeAlong = (): Ridden | undefined => (rider?.hasWork() === true ? rider.write() : undefined)

  /** Runs one statement, with what rides along where it changes something and is committed by itself. */
  function change<T>(statement: () => T): T {
    hasChanged = true
    waitAgain()
    if (database.isTransaction || rider?.hasWork() !== true) return statement()
    let ridden: Ridden | undefined
    database.exec('begin immediate')
    try {
      const done = statement()
      ridden = writeAlong()
      database.exec('commit')
      ridden?.committed()
      return done
    } catch (thrown) {
      ridden?.undone()
      if (database.isTransaction) database.exec('rollback')
      throw thrown
    }
  }
  const prepare = (sql: string): SqliteStatement => {
    const statement = database.prepare(sql)
    const changes = CHANGES.test(sql)
    return {
      reader: statement.columns().length > 0,
      all(parameters) {
        const all = () => statement.all(...inputs(parameters))
        return withDiskFailures(() => (changes ? change(all) : all()))
      },
      run(parameters) {
        // A full disk has undone the transaction already; the error that says so must not be hidden by that of a second rollback.
        if (sql === 'rollback' && !database.isTransaction) {
          waitAgain()
          return { changes: 0, lastInsertRowid: 0 }
        }
        if (sql === 'begin' && relaxesNext) relax()
        const run = () => statement.run(...inputs(parameters))
        try {
          return withDiskFailures(() => (changes ? change(run) : run()))
        } finally {
          // Also where it could not even be begun.
          waitAgain()
        }
      },
      // Not the kept one: rows are fetched from it between other statements.
      iterate: (parameters) => database.prepare(sql).iterate(...inputs(parameters)),
    }
  }
  let watches = 0
  const prepareRows = (sql: string): RowStatement => {
    const statement = database.prepare(sql)
    statement.setReturnArrays(true)
    const changes = CHANGES.test(sql)
    return {
      columns: () => statement.columns().map(({ name }) => name),
      rows(parameters) {
        const all = () => statement.all(...inputs(parameters))
        const rows: readonly unknown[] = withDiskFailures(changes ? () => change(all) : all)
        return areLists(rows) ? rows : []
      },
    }
  }
  return {
    prepare: keepingLast(STATEMENTS_KEPT, prepare),
    ride(added) {
      rider = added
    },
    savepoint() {
      hasChanged = false
      savepoint.run()
      return {
        keep() {
          const ridden = hasChanged ? writeAlong() : undefined
          release.run()
          return ridden
        },
        undo() {
          rollBack.run()
          release.run()
        },
      }
    },
    nextWaits(waits) {
      relaxesNext = !waits
    },
    inTransaction: () => database.isTransaction,
    rowStatement: keepingLast(STATEMENTS_KEPT, prepareRows),
    // By this connection, which alone can read the file, and which brings what it writes meanwhile into the copy as well.
    copyTo: (file, signal) => copyWhole(database, file, signal),
    watch(tables, changed) {
      watches += 1
      const [told, trigger] = [`causeway_changed_${watches}`, `watch_${watches}`]
      database.function(told, () => {
        changed()
        return null
      })
      for (const [table, events] of Object.entries(tables)) {
        for (const event of events) {
          database.exec(`create temp trigger ${trigger}_${table}_${event} after ${event} on main.${table} begin select ${told}(); end`)
        }
      }
    },
    watchNames(tables, changed) {
      database.function('causeway_renamed', (name) => {
        changed(String(name))
        return null
      })
      for (const [table, columns] of Object.entries(tables)) {
        const told = { insert: ['new'], delete: ['old'], [`update of ${columns.join(', ')}`]: ['old', 'new'] }
        for (const [at, [event, rows]] of Object.entries(told).entries()) {
          const calls = rows.map((row) => `select causeway_renamed(${row}.name);`).join(' ')
          database.exec(`create temp trigger watch_names_${table}_${at} after ${event} on main.${table} begin ${calls} end`)
        }
      }
    },
    close() {
      clearTimeout(syncing)
      database.close()
    },
  }
}

async function syncFile(file: string): Promise<void> {
  await using opened = await open(file, 'r')
  await opened.datasync()
}

/** Copied in one step, while which a statement waits. */
const PAGES_OF_COPY = 500
/** Each found a transaction open, and there is a moment without one between any two. */
const COPY_TRIES_MAX = 10_000

/** A first or last step that meets an open transaction does nothing, and Node tells that as a failure that is none: it is begun anew. */
async function copyWhole(database: DatabaseSync, file: string, signal: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted()
    try {
      // What is thrown between two steps ends it.
      await backup(database, file, { rate: PAGES_OF_COPY, progress: () => signal.throwIfAborted() })
      return
    } catch (thrown) {
      if (resultCode(thrown) !== SQLITE_OK || tries >= COPY_TRIES_MAX) throw thrown
      await nextTurn()
    }
  }
}

const SQLITE_OK = 0

/** Preparing a statement takes longer than reading a row by it. More texts than these come only from lists of values of many lengths. */
const STATEMENTS_KEPT = 500

/** The function, with its last results kept by their text. */
function keepingLast<T>(count: number, make: (text: string) => T): (text: string) => T {
  const kept = new Map<string, T>()
  return (text) => {
    const known = kept.get(text)
    if (known !== undefined) {
      kept.delete(text)
      kept.set(text, known)
      return known
    }
    const made = make(text)
    kept.set(text, made)
    const [oldest] = kept.keys()
    if (kept.size > count && oldest !== undefined) kept.delete(oldest)
    return made
  }
}
