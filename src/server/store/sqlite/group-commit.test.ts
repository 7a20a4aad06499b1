import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CamelCasePlugin, Kysely, type SqliteDatabase, SqliteDialect, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database, Schema } from '../schema.ts'
import { createGroupCommit, type RunTransaction } from './group-commit.ts'
import { type OpenSqliteDatabase, openSqliteDatabase } from './sqlite-database.ts'

let folder: string
let database: OpenSqliteDatabase
let db: Database
let transaction: RunTransaction
let commits: number
let commitFails: boolean
let broughtToDisk: string[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'causeway-group-'))
  broughtToDisk = []
  database = openSqliteDatabase(join(folder, 'a.db'), async (file) => void broughtToDisk.push(basename(file)))
  commits = 0
  commitFails = false
  const counting: SqliteDatabase = {
    prepare(text) {
      const statement = database.prepare(text)
      if (text !== 'commit') return statement
      return {
        ...statement,
        run(parameters) {
          if (commitFails) throw new Error('the commit fails')
          commits += 1
          return statement.run(parameters)
        },
      }
    },
    close: () => database.close(),
  }
  db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: counting }), plugins: [new CamelCasePlugin()] })
  await sql`create table written (value text not null unique)`.execute(db)
  transaction = createGroupCommit(database, db)
})
afterEach(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true })
})

const write = (tx: Database, value: string): Promise<unknown> => sql`insert into written values (${value})`.execute(tx)
const written = async (): Promise<readonly unknown[]> =>
  (await sql<{ value: string }>`select value from written order by rowid`.execute(db)).rows.map((row) => row.value)

test('those that are asked for in one turn share a commit, in their order, and each has its own answer', async () => {
  const answers = await Promise.all(
    ['a', 'b', 'c'].map((value) =>
      transaction(async (tx) => {
        await write(tx, value)
        return `${value}!`
      }),
    ),
  )
  expect(answers).toEqual(['a!', 'b!', 'c!'])
  expect(await written()).toEqual(['a', 'b', 'c'])
  expect(commits).toBe(1)
})

test('one that throws is undone by itself, also where it has waited in between, and the others stay', async () => {
  const done = await Promise.allSettled([
    transaction((tx) => write(tx, 'before')),
    transaction(async (tx) => {
      await write(tx, 'undone')
      await sleep(1)
      await write(tx, 'before')
    }),
    transaction(async (tx) => {
      expect((await sql<{ value: string }>`select value from written`.execute(tx)).rows).toEqual([{ value: 'before' }])
      await write(tx, 'after')
    }),
  ])
  expect(done.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(await written()).toEqual(['before', 'after'])
})

test('none is answered before the commit, and all fail with one that fails, but for who has failed before', async () => {
  commitFails = true
  const done = await Promise.allSettled([
    transaction((tx) => write(tx, 'a')),
    transaction(async () => {
      throw new Error('its own')
    }),
    transaction((tx) => write(tx, 'b')),
  ])
  expect(done).toMatchObject([
    { reason: { message: 'the commit fails' } },
    { reason: { message: 'its own' } },
    { reason: { message: 'the commit fails' } },
  ])
  expect(await written()).toEqual([])
  commitFails = false
  await transaction((tx) => write(tx, 'c'))
  expect(await written()).toEqual(['c'])
})

/** But for two pages. */
async function fillDisk(): Promise<void> {
  const pages = Number((await sql<{ pageCount: number }>`pragma page_count`.execute(db)).rows[0]?.pageCount)
  await sql.raw(`pragma max_page_count = ${pages + 2}`).execute(db)
}

test('a full disk undoes those before, which are told, and the next transaction is run', async () => {
  await fillDisk()
  const done = await Promise.allSettled([
    transaction((tx) => write(tx, 'a')),
    transaction((tx) => write(tx, 'x'.repeat(1_000_000))),
    transaction((tx) => write(tx, 'b')),
  ])
  const stayed = await written()
  for (const [at, value] of ['a', undefined, 'b'].entries()) {
    if (value === undefined) expect(done[at]).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable' } })
    else expect([value, done[at]?.status]).toEqual([value, stayed.includes(value) ? 'fulfilled' : 'rejected'])
  }
  await transaction((tx) => write(tx, 'c'))
  expect(await written()).toEqual([...stayed, 'c'])
})

test('one that is asked for after another was answered finds it done, and one asked for in the work of another comes later', async () => {
  let later: Promise<unknown> | undefined
  await transaction(async (tx) => {
    later = transaction((next) => write(next, 'later'))
    await write(tx, 'first')
  })
  await later
  expect(await written()).toEqual(['first', 'later'])
  expect(commits).toBe(2)
})

test('more than share one commit are committed by several, none left out', async () => {
  await Promise.all(Array.from({ length: 450 }, (_, n) => transaction((tx) => write(tx, String(n)))))
  expect(commits).toBe(3)
  expect(await written()).toHaveLength(450)
})

test('a database that is closed before they are run fails each of them', async () => {
  const both = ['a', 'b'].map((value) => transaction((tx) => write(tx, value)))
  const done = Promise.allSettled(both)
  await db.destroy()
  expect((await done).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

test('what rides along goes with each change, in the context of who made it, and is undone with it', async () => {
  const who = new AsyncLocalStorage<string>()
  const told: string[] = []
  database.ride({
    hasWork: () => who.getStore() !== undefined,
    write() {
      const name = who.getStore() ?? ''
      if (name === 'unwritable') throw new Error('cannot be written')
      database.rowStatement('insert into written values (?)').rows([`by ${name}`])
      return { committed: () => told.push(`${name} committed`), undone: () => told.push(`${name} undone`) }
    },
  })
  const asked = (name: string, work: (tx: Database) => Promise<unknown> = (tx) => write(tx, name)) => who.run(name, () => transaction(work))
  const together = () =>
    Promise.allSettled([
      asked('a'),
      asked('reads', (tx) => sql`select 1`.execute(tx)),
      asked('fails', async (tx) => {
        await write(tx, 'fails')
        throw new Error('no')
      }),
      asked('unwritable'),
      asked('b'),
    ])
  commitFails = true
  expect(new Set((await together()).map(({ status }) => status))).toEqual(new Set(['rejected']))
  expect(told.splice(0)).toEqual(['a undone', 'b undone'])
  commitFails = false
  expect((await together()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(told).toEqual(['a committed', 'b committed'])
  expect(await written()).toEqual(['a', 'by a', 'b', 'by b'])
})

/** SQLite's words for whether a commit waits for the disk. */
const [NORMAL, FULL] = [1, 2]
const waiting = async (on: Database): Promise<unknown> =>
  (await sql<{ synchronous: number }>`pragma synchronous`.execute(on)).rows[0]?.synchronous

test('a lazy one waits for no disk, all others do: also behind one that has failed, in one commit with it, and by themselves', async () => {
  const asked = (how?: 'lazy') =>
    transaction(async (tx) => {
      await write(tx, crypto.randomUUID())
      return await waiting(tx)
    }, how)
  expect(await asked('lazy')).toBe(NORMAL)
  expect(await waiting(db)).toBe(FULL)
  expect(await Promise.all([asked('lazy'), asked('lazy')])).toEqual([NORMAL, NORMAL])
  expect(await Promise.all([asked('lazy'), asked(), asked('lazy')])).toEqual([FULL, FULL, FULL])
  const failing = transaction(async () => {
    throw new Error('its own')
  }, 'lazy')
  await expect(failing).rejects.toThrow('its own')
  expect([await waiting(db), await asked()]).toEqual([FULL, FULL])
  commitFails = true
  await expect(asked('lazy')).rejects.toThrow('the commit fails')
  commitFails = false
  expect([await waiting(db), await asked()]).toEqual([FULL, FULL])
  expect(await written()).toHaveLength(8)
})

test('behind a lazy one that a full disk has undone, the next waits for the disk', async () => {
  await fillDisk()
  await expect(transaction((tx) => write(tx, 'x'.repeat(1_000_000)), 'lazy')).rejects.toMatchObject({ kind: 'unavailable' })
  expect(
    await transaction(async (tx) => {
      await write(tx, 'after')
      return await waiting(tx)
    }),
  ).toBe(FULL)
})

test('what no commit has waited for is brought to the disk a moment later', async () => {
  await transaction((tx) => write(tx, 'waited for'))
  expect(broughtToDisk).toEqual([])
  await transaction((tx) => write(tx, 'not waited for'), 'lazy')
  await expect.poll(() => broughtToDisk).toEqual(['a.db-wal'])
})

test('behind a lazy one that could not be begun the next waits for the disk', async () => {
  database.nextWaits(false)
  expect(() => database.prepare('begin').run(['it has no place for this'])).toThrow()
  const asked = transaction(async (tx) => {
    await write(tx, 'next')
    return await waiting(tx)
  })
  expect(await asked).toBe(FULL)
})
