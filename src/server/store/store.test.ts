import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CamelCasePlugin, Kysely, Migrator, SqliteDialect, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertDomain, insertProject, insertUser } from './accounts/accounts.ts'
import { migrations } from './migrations/migrations.ts'
import type { Schema } from './schema.ts'
import { nextNumber } from './sqlite/sequences.ts'
import { openSqliteDatabase } from './sqlite/sqlite-database.ts'
import { openStore } from './store.ts'

let home = ''
beforeEach(() => {
  home = join(mkdtempSync(join(tmpdir(), 'causeway-store-')), 'data')
})
afterEach(() => rmSync(join(home, '..'), { recursive: true, force: true }))

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8)

describe('the data folder', () => {
  it('is readable by its owner only, and so are its files', async () => {
    const store = await openStore({ home })
    expect(modeOf(home)).toBe('700')
    for (const name of ['causeway.db', 'causeway.db-wal', 'master.key', 'server.json'])
      expect([name, modeOf(join(home, name))]).toEqual([name, '600'])
    await store.close()
  })

  it('is closed to others again when it was opened to them', async () => {
    await (await openStore({ home })).close()
    chmodSync(home, 0o755)
    await (await openStore({ home })).close()
    expect(modeOf(home)).toBe('700')
  })

  it('is refused to a second server, which is told who has it', async () => {
    const store = await openStore({ home })
    await store.announce('http://127.0.0.1:4321')
    await expect(openStore({ home })).rejects.toMatchObject({
      kind: 'in-use',
      message: `The data folder ${home} is in use by the server with process id ${process.pid} at http://127.0.0.1:4321`,
      hint: expect.stringContaining('Stop that server'),
    })
    await store.close()
    await (await openStore({ home })).close()
  })

  it('says so too when nothing is known of the holder', async () => {
    const store = await openStore({ home })
    writeFileSync(join(home, 'server.json'), '{"pid":')
    await expect(openStore({ home })).rejects.toMatchObject({ kind: 'in-use', message: expect.stringContaining('another process') })
    await store.close()
  })

  it('that cannot be made is refused with its name', async () => {
    writeFileSync(join(home, '..', 'file'), '')
    const impossible = join(home, '..', 'file', 'data')
    await expect(openStore({ home: impossible })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining(impossible),
    })
  })

  it('that holds other things is left as it is', async () => {
    for (const name of ['scratch', 'photos']) mkdirSync(join(home, name), { recursive: true, mode: 0o755 })
    chmodSync(home, 0o755)
    await expect(openStore({ home })).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('photos') })
    expect(readdirSync(home)).toEqual(['photos', 'scratch'])
    expect(modeOf(home)).toBe('755')
  })

  it('may hold buckets before its first start', async () => {
    mkdirSync(join(home, 'buckets', 'flights'), { recursive: true })
    await (await openStore({ home })).close()
    expect(existsSync(join(home, 'buckets', 'flights'))).toBe(true)
  })

  it.each(['compile-cache', 'worker-program'])('may hold the %s of another one before its first start', async (folder) => {
    mkdirSync(join(home, folder), { recursive: true })
    await (await openStore({ home })).close()
    expect(existsSync(join(home, 'causeway.db'))).toBe(true)
  })

  it.each(['master.key', 'warehouse/project'])('that has lost its database and still has %s is not taken for a new one', async (kept) => {
    await (await openStore({ home })).close()
    mkdirSync(join(home, 'warehouse', 'project'), { recursive: true })
    for (const name of ['causeway.db', 'master.key', 'warehouse']) if (!kept.startsWith(name)) rmSync(join(home, name), { recursive: true })
    await expect(openStore({ home })).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('causeway.db is missing'),
    })
    expect(existsSync(join(home, 'causeway.db'))).toBe(false)
    expect(existsSync(join(home, kept))).toBe(true)
  })
})

const statePages = sql<{ pageCount: number }>`pragma page_count`

describe('a full disk', () => {
  it('is told as what it is, undoes the change, and harms nothing that comes after it', async () => {
    const store = await openStore({ home })
    const [pages] = (await statePages.execute(store.db)).rows
    await sql`pragma max_page_count = ${sql.lit(pages?.pageCount ?? 0)}`.execute(store.db)
    const long = 'x'.repeat(100_000)
    const full = { kind: 'unavailable', message: expect.stringContaining('disk is full'), hint: expect.any(String) }
    await expect(insertDomain(store.db, { id: 'a', name: long })).rejects.toMatchObject(full)
    await expect(
      store.transaction(async (tx) => {
        await insertDomain(tx, { id: 'b', name: 'b' })
        await insertDomain(tx, { id: 'c', name: long })
      }),
    ).rejects.toMatchObject(full)
    await sql`pragma max_page_count = 1000000`.execute(store.db)
    await store.transaction((tx) => insertDomain(tx, { id: 'c', name: long }))
    expect((await store.db.selectFrom('domain').select('id').execute()).map((row) => row.id)).toEqual(['c'])
    await store.close()
  })
})

describe('whether it can be written', () => {
  it('is told by the first question, for who waits for its try', async () => {
    const store = await openStore({ home })
    const [pages] = (await statePages.execute(store.db)).rows
    await sql`pragma max_page_count = ${sql.lit(pages?.pageCount ?? 0)}`.execute(store.db)
    store.writeFailure()
    await store.writeTried()
    expect(store.writeFailure()).toContain('the disk is full')
    await store.close()
  })

  it('is told where a file has no room, though the database writes into what it has', async () => {
    const store = await openStore({ home })
    // Whoever writes to it is told that the disk is full.
    symlinkSync('/dev/full', join(home, 'room-probe'))
    store.writeFailure()
    await store.writeTried()
    expect(store.writeFailure()).toBe('A file of the data folder cannot be written: the disk is full')
    await expect.poll(() => store.writeFailure()).toBeUndefined()
    expect(readdirSync(home)).not.toContain('room-probe')
    await store.close()
  })

  it('is told as long as the disk is full, and no longer', async () => {
    const store = await openStore({ home })
    const [pages] = (await statePages.execute(store.db)).rows
    await sql`pragma max_page_count = ${sql.lit(pages?.pageCount ?? 0)}`.execute(store.db)
    await expect.poll(() => store.writeFailure()).toContain('the disk is full')
    await sql`pragma max_page_count = 1000000`.execute(store.db)
    await expect.poll(() => store.writeFailure()).toBeUndefined()
    await store.close()
  })
})

describe('the master key', () => {
  it('is made once and kept', async () => {
    await (await openStore({ home })).close()
    const key = readFileSync(join(home, 'master.key'), 'utf8')
    const store = await openStore({ home })
    const sealed = store.secrets.seal('text', 'purpose')
    await store.close()
    const again = await openStore({ home })
    expect(again.secrets.open(sealed, 'purpose')).toBe('text')
    await again.close()
    expect(readFileSync(join(home, 'master.key'), 'utf8')).toBe(key)
  })

  it.each([
    ['missing', (file: string) => rmSync(file), 'is missing'],
    ['damaged', (file: string) => writeFileSync(file, 'abc'), 'is damaged'],
    ['another one', (file: string) => writeFileSync(file, `${'0'.repeat(64)}\n`), 'is not the one'],
  ])('that is %s stops the start and nothing is overwritten', async (_, spoil, words) => {
    const first = await openStore({ home })
    await insertDomain(first.db, { id: 'd', name: 'd' })
    await first.close()
    const file = join(home, 'master.key')
    const original = readFileSync(file)
    spoil(file)
    const spoiled = existsSync(file) ? readFileSync(file, 'utf8') : undefined
    const database = readFileSync(join(home, 'causeway.db'))
    await expect(openStore({ home })).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining(words) })
    expect(existsSync(file) ? readFileSync(file, 'utf8') : undefined).toBe(spoiled)
    expect(readFileSync(join(home, 'causeway.db')).equals(database)).toBe(true)
    writeFileSync(file, original)
    await (await openStore({ home })).close()
  })

  it('may be made by a later start when the first one was ended before it had stored anything', async () => {
    await (await openStore({ home })).close()
    for (const name of ['causeway.db', 'causeway.db-wal', 'causeway.db-shm']) rmSync(join(home, name), { force: true })
    writeFileSync(join(home, 'causeway.db'), '')
    rmSync(join(home, 'master.key'))
    await (await openStore({ home })).close()
    expect(existsSync(join(home, 'master.key'))).toBe(true)
  })
})

describe('a transaction', () => {
  it('leaves nothing behind when it fails, also no number', async () => {
    const store = await openStore({ home })
    await insertDomain(store.db, { id: 'd', name: 'd' })
    await insertProject(store.db, { id: 'p', domainId: 'd', name: 'p', description: '' })
    expect(await store.transaction((tx) => nextNumber(tx, 'p', 'queue'))).toBe(1)
    await expect(
      store.transaction(async (tx) => {
        await nextNumber(tx, 'p', 'queue')
        throw new Error('on purpose')
      }),
    ).rejects.toThrow('on purpose')
    expect(await store.transaction((tx) => nextNumber(tx, 'p', 'queue'))).toBe(2)
    expect(await store.transaction((tx) => nextNumber(tx, 'p', 'other'))).toBe(1)
    await store.close()
  })

  it('refuses a record of a project that is not there', async () => {
    const store = await openStore({ home })
    await expect(nextNumber(store.db, 'nowhere', 'queue')).rejects.toThrow(/FOREIGN KEY/)
    await store.close()
  })
})

it('a newer schema than this version knows is refused', async () => {
  const store = await openStore({ home })
  await store.db
    .withTables<{ kyselyMigration: { name: string; timestamp: string } }>()
    .insertInto('kyselyMigration')
    .values({ name: '999999-from-the-future', timestamp: new Date(0).toISOString() })
    .execute()
  await store.close()
  await expect(openStore({ home })).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('schema') })
})

it('a migration is made as a whole or not at all: what ended a start in the middle of it does not end the next one', async () => {
  const store = await openStore({ home })
  const tables = (await store.db.introspection.getTables({ withInternalKyselyTables: true })).map((table) => table.name)
  await sql`pragma foreign_keys = off`.execute(store.db)
  for (const table of tables) await sql`drop table ${sql.table(table)}`.execute(store.db)
  // The last thing that the migration makes is in its way.
  await sql`create table job_result (x text)`.execute(store.db)
  await store.close()
  await expect(openStore({ home })).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('schema') })
  const database = openSqliteDatabase(join(home, 'causeway.db'))
  database.prepare('drop table job_result').run([])
  database.close()
  await (await openStore({ home })).close()
})

it("what was kept under the names of owners is theirs by their ids, and of names that are no user any more, or are later ones, nobody's", async () => {
  mkdirSync(home, { recursive: true })
  const database = openSqliteDatabase(join(home, 'causeway.db'))
  const old = new Kysely<Schema>({ dialect: new SqliteDialect({ database }), plugins: [new CamelCasePlugin()] })
  const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '000059'))
  const { error } = await new Migrator({ db: old, provider: { getMigrations: async () => before } }).migrateToLatest()
  expect(error).toBeUndefined()
  const domain = { id: 'd', name: 'd' }
  await insertDomain(old, domain)
  await insertProject(old, { id: 'p', name: 'p', domainId: 'd', description: '' })
  const other = { domain, passwordHash: '', enabled: true, isAdmin: false, description: '' }
  for (const [name, createdAt] of [
    ['there', 5],
    ['later', 50],
  ] as const) {
    await insertUser(old, { id: `id-of-${name}`, name, createdAt, ...other })
  }
  for (const owner of ['there', 'later', 'gone']) {
    await sql`insert into catalog_database (id, project_id, name, description, owner, created_at, enterprise_project_id, properties, tags)
      values (${owner}, 'p', ${owner}, '', ${owner}, 10, '0', '{}', '[]')`.execute(old)
    await sql`insert into catalog_table (id, database_id, name, definition, owner, created_at) values (${owner}, ${owner}, 't', '{}', ${owner}, 10)`.execute(
      old,
    )
  }
  await old.destroy()
  const again = await openStore({ home })
  const expected = [
    { owner: 'gone', ownerId: '' },
    { owner: 'later', ownerId: '' },
    { owner: 'there', ownerId: 'id-of-there' },
  ]
  for (const table of ['catalogDatabase', 'catalogTable'] as const) {
    expect(await again.db.selectFrom(table).select(['owner', 'ownerId']).orderBy('owner').execute(), table).toEqual(expected)
  }
  await again.close()
})
