import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeEach, describe, expect, it } from 'vitest'
import { chances } from '../../../../testing/chances.ts'
import { compileCache } from '../../../../testing/kept-program.ts'
import { dataFiles } from '../../../base/data-files.ts'
import { accessKeyPurpose, credentialPurpose, SEALED_SETTINGS, UNSHOWN_IDENTITY, variablePurpose } from '../../domain/secret-purpose.ts'
import { insertDomain, insertProject, insertUser } from '../accounts/accounts.ts'
import { insertSetting } from '../settings.ts'
import { openStore, type Store } from '../store.ts'
import { checkReplaceable } from './master-key.ts'
import { SEALED_COLUMNS } from './reseal.ts'
import { createSecretBox, type SecretBox } from './secret-box.ts'

const KILLS = Number(process.env['CAUSEWAY_TEST_KILLS'] ?? 6)
const chance = chances()
const FIXTURE = join(import.meta.dirname, '..', 'fixtures', 'changing-key-main.ts')

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'causeway-key-'))
  return () => rmSync(home, { recursive: true, force: true })
})

const keyFile = (): string => dataFiles(home).masterKey
const nextFile = (): string => dataFiles(home).nextMasterKey
const keyIn = (file: string): string => readFileSync(file, 'utf8')
const boxOf = (hex: string): SecretBox => createSecretBox(Buffer.from(hex.trim(), 'hex'))

/** One secret of each kind. */
async function plant(store: Store): Promise<void> {
  await store.transaction(async (tx) => {
    const domain = { id: 'd', name: 'domain' }
    await insertDomain(tx, domain)
    await insertProject(tx, { id: 'p', name: 'project', domainId: 'd', description: '' })
    await insertUser(tx, { id: 'u', name: 'user', domain, passwordHash: 'h', enabled: true, isAdmin: true, description: '', createdAt: 0 })
    const { seal } = store.secrets
    const key = { userId: 'u', createdAt: 0, enabled: 1, description: '', expiresAt: null, securityTokenHash: null, madeByKey: null }
    await tx
      .insertInto('accessKey')
      .values({ ...key, accessKey: 'AK', sealedSecretKey: seal('secret key', accessKeyPurpose('AK')) })
      .execute()
    const times = { createdAt: 0, updatedAt: 0, number: 1, projectId: 'p' }
    const auth = { name: 'a', type: 'passwd', userName: 'u', locations: '{}', hosts: '[]', owner: 'u', ownerId: '' }
    await tx
      .insertInto('credential')
      .values({ ...times, ...auth, sealedSecrets: seal('password', credentialPurpose('p', 'a')) })
      .execute()
    const variable = { ...times, value: '', userId: 'u', userName: 'u' }
    await tx
      .insertInto('globalVariable')
      .values([
        { ...variable, name: 'v', sealedValue: seal('value', variablePurpose('p', 'v')) },
        { ...variable, number: 2, name: 'open', value: 'seen', sealedValue: null },
      ])
      .execute()
    await insertSetting(tx, UNSHOWN_IDENTITY, Buffer.from(seal('identity', UNSHOWN_IDENTITY)).toString('base64'))
  })
}

/** All that is sealed, opened by this box. */
async function opened({ db }: Store, box: SecretBox): Promise<Readonly<Record<string, string>>> {
  const [key] = await db.selectFrom('accessKey').selectAll().execute()
  const [credential] = await db.selectFrom('credential').selectAll().execute()
  const variable = await db.selectFrom('globalVariable').selectAll().where('name', '=', 'v').executeTakeFirst()
  const settings = await db.selectFrom('setting').selectAll().where('name', 'in', SEALED_SETTINGS).execute()
  return {
    key: box.open(key?.sealedSecretKey ?? Buffer.of(), accessKeyPurpose('AK')),
    credential: box.open(credential?.sealedSecrets ?? Buffer.of(), credentialPurpose('p', 'a')),
    variable: box.open(variable?.sealedValue ?? Buffer.of(), variablePurpose('p', 'v')),
    ...Object.fromEntries(settings.map(({ name, value }) => [name, box.open(Buffer.from(value, 'base64'), name)])),
  }
}

const ALL = { key: 'secret key', credential: 'password', variable: 'value', 'master-key-check': 'causeway', [UNSHOWN_IDENTITY]: 'identity' }

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ home })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

describe('a changed master key', () => {
  it('opens everything, and the one before opens nothing and is nowhere', async () => {
    const before = await withStore(async (store) => {
      await plant(store)
      const old = keyIn(keyFile())
      await store.changeMasterKey()
      expect(await opened(store, store.secrets)).toEqual(ALL)
      return old
    })
    expect(keyIn(keyFile())).not.toBe(before)
    expect(existsSync(nextFile())).toBe(false)
    await withStore(async (store) => {
      expect(await opened(store, boxOf(keyIn(keyFile())))).toEqual(ALL)
      const old = boxOf(before)
      const { sealedSecretKey } = await store.db.selectFrom('accessKey').selectAll().executeTakeFirstOrThrow()
      expect(() => old.open(sealedSecretKey, accessKeyPurpose('AK'))).toThrow('cannot be read')
      await expect(opened(store, old)).rejects.toThrow('cannot be read')
      expect(await store.db.selectFrom('globalVariable').select('value').where('name', '=', 'open').executeTakeFirst()).toEqual({
        value: 'seen',
      })
    })
  })

  it('seals what the schema has of sealed columns, all of it', async () => {
    const columns = await withStore(async ({ db }) => {
      const tables = await db.introspection.getTables()
      // The plugin of the store writes names as the program does; the database has them with underscores.
      const written = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      return tables.flatMap((table) =>
        table.columns.filter(({ name }) => /^sealed/i.test(name)).map(({ name }) => `${written(table.name)}.${written(name)}`),
      )
    })
    expect(columns.toSorted()).toEqual(SEALED_COLUMNS.toSorted())
  })

  it('opens in the same run what was read before, and is changed as often as one likes', async () => {
    await withStore(async (store) => {
      await plant(store)
      const { sealedSecretKey } = await store.db.selectFrom('accessKey').selectAll().executeTakeFirstOrThrow()
      await Promise.all([store.changeMasterKey(), store.changeMasterKey()])
      expect(await opened(store, store.secrets)).toEqual(ALL)
      await store.changeMasterKey()
      const { sealedSecretKey: later } = await store.db.selectFrom('accessKey').selectAll().executeTakeFirstOrThrow()
      await store.changeMasterKey()
      expect(store.secrets.open(later, accessKeyPurpose('AK'))).toBe('secret key')
      expect(() => store.secrets.open(sealedSecretKey, accessKeyPurpose('AK'))).toThrow('cannot be read')
    })
    expect(await withStore((store) => opened(store, store.secrets))).toEqual(ALL)
  })
})

describe('a change of the master key that was cut', () => {
  const other = `${'ab'.repeat(32)}\n`

  it.each([
    ['behind the new key', other],
    ['in the middle of its file', 'ab'],
  ])('before anything was sealed, %s: the old one stays', async (_, written) => {
    await withStore(plant)
    const key = keyIn(keyFile())
    writeFileSync(nextFile(), written)
    expect(await withStore((store) => opened(store, store.secrets))).toEqual(ALL)
    expect([keyIn(keyFile()), existsSync(nextFile())]).toEqual([key, false])
  })

  it('behind its commit: the new one takes its place', async () => {
    await withStore(plant)
    const before = keyIn(keyFile())
    await withStore((store) => store.changeMasterKey())
    const after = keyIn(keyFile())
    writeFileSync(nextFile(), after)
    writeFileSync(keyFile(), before)
    expect(await withStore((store) => opened(store, store.secrets))).toEqual(ALL)
    expect([keyIn(keyFile()), existsSync(nextFile())]).toEqual([after, false])
  })

  it('by a transaction that fails: the old one seals and opens, then and later', async () => {
    await withStore(async (store) => {
      await plant(store)
      const key = keyIn(keyFile())
      await store.db
        .updateTable('credential')
        .set({ sealedSecrets: Buffer.from('no secret') })
        .execute()
      await expect(store.changeMasterKey()).rejects.toThrow('cannot be read')
      expect([keyIn(keyFile()), existsSync(nextFile())]).toEqual([key, false])
      expect(boxOf(key).open(store.secrets.seal('x', 'y'), 'y')).toBe('x')
    })
  })

  it('not begun, where the file is a link: what it leads to would keep the old key', async () => {
    await withStore(plant)
    const kept = join(home, 'kept-elsewhere')
    renameSync(keyFile(), kept)
    symlinkSync(kept, keyFile())
    const key = keyIn(kept)
    await withStore(async (store) => {
      await expect(store.changeMasterKey()).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('is a link') })
      expect(await opened(store, store.secrets)).toEqual(ALL)
    })
    expect([keyIn(kept), existsSync(nextFile())]).toEqual([key, false])
  })

  it('not begun, where the file is mounted from elsewhere: its name could not be given to another one', async () => {
    await withStore(plant)
    const mounts = (at: string) => async () => `36 35 98:0 /key ${at.replaceAll(' ', '\\040')} rw,noatime master:1 - ext3 /dev/root rw\n`
    await expect(checkReplaceable(home, mounts(keyFile()))).rejects.toMatchObject({ kind: 'unavailable' })
    await expect(checkReplaceable(home, mounts(home))).resolves.toBeUndefined()
    await expect(checkReplaceable(home)).resolves.toBeUndefined()
  })

  it('a key of another folder beside one that does not fit changes nothing', async () => {
    await withStore(plant)
    writeFileSync(keyFile(), other)
    writeFileSync(nextFile(), `${'cd'.repeat(32)}\n`)
    await expect(openStore({ home })).rejects.toMatchObject({ kind: 'unavailable' })
    expect([keyIn(keyFile()), existsSync(nextFile())]).toEqual([other, true])
  })

  it(`by kill -9, ${KILLS} times, beside a writer of secrets: what is there opens with the one key that is there`, async () => {
    await withStore(plant)
    for (let kill = 0; kill < KILLS; kill += 1) {
      const child = spawn(process.execPath, [FIXTURE, home], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
      })
      const exit = once(child, 'exit')
      let left = 1 + (kill % 3)
      for await (const _ of createInterface({ input: child.stdout })) {
        left -= 1
        // Anywhere in what follows.
        if (left === 0) setTimeout(() => child.kill('SIGKILL'), chance() * 15)
      }
      await exit
      await withStore(async (store) => {
        const all = await opened(store, boxOf(keyIn(keyFile())))
        expect(all).toEqual({ ...ALL, variable: expect.stringMatching(/^value \d+$/) })
        expect(existsSync(nextFile())).toBe(false)
      })
    }
  })
})
