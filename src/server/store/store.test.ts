import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertDomain, insertProject } from './accounts.ts'
import { nextNumber } from './sequences.ts'
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
