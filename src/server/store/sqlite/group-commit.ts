import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database } from '../schema.ts'
import { runKeptQueriesOn } from './kept-query.ts'
import type { OpenSqliteDatabase, Ridden } from './sqlite-database.ts'

/**
 * Committed and on the disk when the promise resolves, rolled back when it rejects. 'lazy': committed, and on the disk a moment later. Only for what the next start
 * would do again if the machine lost its power in that moment, and what nobody can tell from its not having been done: the wait for the disk holds the server, too.
 */
export type RunTransaction = <T>(work: (tx: Database) => Promise<T>, how?: 'lazy') => Promise<T>
/** What is done first in a transaction. */
export type BeginTransaction = (tx: Database) => Promise<void> | undefined

/** One whose work waits for its turn, and then for the commit that it shares. */
interface Member {
  readonly isLazy: boolean
  /** Does the work in the transaction that is open. */
  run(tx: Database): Promise<void>
  /** In the asynchronous context of who has asked. */
  within<T>(work: () => T): T
  /** The work is on the disk. */
  resolve(): void
  /** Nothing of the work has stayed. */
  reject(reason: unknown): void
}

/** Each of them waits for the last. */
const MEMBERS_MAX = 200

/**
 * Transactions that are asked for in one turn of the event loop share one commit: it waits for the disk, and takes longer than all else that most of them do. They
 * run one after another, in the order in which they were asked for, and each stays or is undone by itself, for it is a savepoint. Only a commit that fails, or a
 * disk that is full, undoes all.
 */
export function createGroupCommit(database: OpenSqliteDatabase, db: Database, begin: BeginTransaction = () => undefined): RunTransaction {
  const waiting: Member[] = []
  let isAwake = false

  async function runAll(): Promise<void> {
    while (waiting.length > 0) await commitTogether(database, db, waiting.splice(0, MEMBERS_MAX))
    isAwake = false
  }

  return (work, how) =>
    new Promise((resolve, reject) => {
      const begun = async (tx: Database) => {
        await begin(tx)
        return await work(tx)
      }
      waiting.push(memberOf(begun, how === 'lazy', resolve, reject))
      if (isAwake) return
      isAwake = true
      // Behind all requests that have come by now.
      setImmediate(() => void runAll())
    })
}

function memberOf<T>(
  work: (tx: Database) => Promise<T>,
  isLazy: boolean,
  resolve: (done: T) => void,
  reject: (reason: unknown) => void,
): Member {
  let answer = (): void => reject(new Error('A transaction has been committed without its work'))
  const within = AsyncLocalStorage.snapshot()
  return {
    isLazy,
    async run(tx) {
      const done = await within(work, tx)
      answer = () => resolve(done)
    },
    within,
    resolve: () => answer(),
    reject,
  }
}

/** Never rejects. */
async function commitTogether(database: OpenSqliteDatabase, db: Database, members: readonly Member[]): Promise<void> {
  const failures = new Map<Member, unknown>()
  const ridden: Ridden[] = []
  database.nextWaits(!members.every(({ isLazy }) => isLazy))
  try {
    await db.transaction().execute(async (tx) => {
      runKeptQueriesOn(database, tx)
      for (const member of members) {
        const place = database.savepoint()
        try {
          await member.run(tx)
          const written = member.within(() => place.keep())
          if (written !== undefined) ridden.push(written)
        } catch (thrown) {
          // A disk that is full has undone the transaction, and with it the members before.
          if (!database.inTransaction()) throw thrown
          failures.set(member, thrown)
          place.undo()
        }
      }
    })
  } catch (thrown) {
    for (const each of ridden) each.undone()
    for (const member of members) member.reject(failures.has(member) ? failures.get(member) : thrown)
    return
  }
  for (const each of ridden) each.committed()
  for (const member of members) {
    if (failures.has(member)) member.reject(failures.get(member))
    else member.resolve()
  }
}
