import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findDomain, insertDomain } from '../../server/store/accounts/accounts.ts'
import { openStore } from '../../server/store/store.ts'
import { backUpFolder, backUpUnderServer, restoreFolder } from './copied-folder.ts'

let top = ''
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'causeway-backup-'))
})
afterEach(() => rmSync(top, { recursive: true, force: true }))

/** A data folder with a domain in its database, a file of a table, and what a backup leaves out. */
async function usedFolder(): Promise<string> {
  const home = join(top, 'data')
  const store = await openStore({ home })
  await insertDomain(store.db, { id: 'd1', name: 'lab' })
  await store.close()
  mkdirSync(join(home, 'warehouse', 'p1'), { recursive: true })
  writeFileSync(join(home, 'warehouse', 'p1', 'part-0.parquet'), 'rows')
  chmodSync(join(home, 'warehouse', 'p1', 'part-0.parquet'), 0o640)
  mkdirSync(join(home, 'scratch', 'w1'), { recursive: true })
  return home
}

it('is put back as it was: what the database knows, files of tables with their rights, and the key', async () => {
  const home = await usedFolder()
  const [copy, again] = [join(top, 'backups', 'monday'), join(top, 'again')]
  await backUpFolder(home, copy)
  expect(readdirSync(copy)).not.toContain('scratch')
  expect(existsSync(`${copy}.unfinished`)).toBe(false)
  expect((statSync(copy).mode & 0o777).toString(8)).toBe('700')
  expect((statSync(join(copy, 'causeway.db')).mode & 0o777).toString(8)).toBe('600')
  rmSync(home, { recursive: true })
  mkdirSync(again)
  expect(await restoreFolder(copy, again)).toBe('all')
  const file = join(again, 'warehouse', 'p1', 'part-0.parquet')
  expect([readFileSync(file, 'utf8'), (statSync(file).mode & 0o777).toString(8)]).toEqual(['rows', '640'])
  expect(readFileSync(join(again, 'master.key'))).toEqual(readFileSync(join(copy, 'master.key')))
  expect(existsSync(join(again, 'backup.json'))).toBe(false)
  const store = await openStore({ home: again })
  expect(await findDomain(store.db, { name: 'lab' })).toMatchObject({ id: 'd1' })
  await store.close()
})

it('is not made of a folder that a server has', async () => {
  const home = await usedFolder()
  const store = await openStore({ home })
  await store.announce('http://127.0.0.1:4321')
  await expect(backUpFolder(home, join(top, 'copy'))).rejects.toMatchObject({ kind: 'in-use', message: expect.stringContaining(':4321') })
  expect(readdirSync(top)).toEqual(['data'])
  await store.close()
})

it('holds tables and a key that stand elsewhere, and none is put back that only leads to the tables of another folder', async () => {
  const home = await usedFolder()
  const [copy, again] = [join(top, 'copy'), join(top, 'again')]
  const moved = [join(home, 'warehouse'), join(home, 'master.key')]
  for (const [index, place] of moved.entries()) {
    renameSync(place, join(top, `elsewhere-${index}`))
    symlinkSync(join(top, `elsewhere-${index}`), place)
  }
  await backUpFolder(home, copy)
  expect(readdirSync(copy).filter((name) => lstatSync(join(copy, name)).isSymbolicLink())).toEqual([])
  await restoreFolder(copy, again)
  expect(readFileSync(join(again, 'warehouse', 'p1', 'part-0.parquet'), 'utf8')).toBe('rows')
  expect(readFileSync(join(again, 'master.key'))).toEqual(readFileSync(join(home, 'master.key')))
  rmSync(again, { recursive: true })
  rmSync(join(copy, 'warehouse'), { recursive: true })
  symlinkSync(join(top, 'elsewhere-0'), join(copy, 'warehouse'))
  await expect(restoreFolder(copy, again)).rejects.toMatchObject({
    kind: 'invalid-parameter',
    message: expect.stringContaining('warehouse'),
  })
  expect(existsSync(again)).toBe(false)
})

it.runIf(process.getuid?.() === 0)('is of whom its files are when root puts it back, so that its server can enter it', async () => {
  const [copy, again] = [join(top, 'copy'), join(top, 'again')]
  await backUpFolder(await usedFolder(), copy)
  for (const name of ['causeway.db', 'master.key']) chownSync(join(copy, name), 65_534, 65_534)
  await restoreFolder(copy, again)
  const { uid, gid, mode } = statSync(again)
  expect([uid, gid, mode & 0o777]).toEqual([65_534, 65_534, 0o700])
})

it('overwrites nothing, makes no data folder, and is made into nothing of its own', async () => {
  const home = await usedFolder()
  const full = join(top, 'full')
  mkdirSync(full)
  writeFileSync(join(full, 'mine'), '')
  await expect(backUpFolder(home, full)).rejects.toMatchObject({ kind: 'already-exists' })
  await expect(backUpFolder(home, join(home, 'buckets', 'copy'))).rejects.toMatchObject({ kind: 'invalid-parameter' })
  await expect(backUpFolder(join(top, 'none'), join(top, 'copy'))).rejects.toMatchObject({ kind: 'not-found' })
  expect(readdirSync(top).toSorted()).toEqual(['data', 'full'])
  await backUpFolder(home, join(top, 'copy'))
  await expect(restoreFolder(join(top, 'copy'), full)).rejects.toMatchObject({ kind: 'already-exists' })
  await expect(restoreFolder(full, join(top, 'again'))).rejects.toMatchObject({ kind: 'not-found' })
  rmSync(join(top, 'copy', 'master.key'))
  await expect(restoreFolder(join(top, 'copy'), join(top, 'again'))).rejects.toMatchObject({ hint: expect.stringContaining('kept apart') })
  expect(readdirSync(top).toSorted()).toEqual(['copy', 'data', 'full'])
})

it.each([
  ['causeway.db', 'causeway.db has 4096 bytes'],
  ['warehouse/p1/part-0.parquet', 'warehouse/p1/part-0.parquet has 2 bytes, and had 4'],
])('is not put back where %s was cut, and nothing is left of the try', async (file, told) => {
  const [copy, again] = [join(top, 'copy'), join(top, 'again')]
  await backUpFolder(await usedFolder(), copy)
  truncateSync(join(copy, file), file.endsWith('.db') ? 4096 : 2)
  await expect(restoreFolder(copy, again)).rejects.toMatchObject({ kind: 'invalid-parameter', message: expect.stringContaining(told) })
  expect(readdirSync(top).toSorted()).toEqual(['copy', 'data'])
})

it('one of before, which tells no lengths, is put back where its database is whole', async () => {
  const [copy, again] = [join(top, 'copy'), join(top, 'again')]
  await backUpFolder(await usedFolder(), copy)
  rmSync(join(copy, 'backup.json'))
  expect(await restoreFolder(copy, again)).toBe('database-only')
  rmSync(again, { recursive: true })
  truncateSync(join(copy, 'causeway.db'), 100_000)
  await expect(restoreFolder(copy, again)).rejects.toMatchObject({ message: expect.stringContaining('its database is not whole') })
  expect(existsSync(again)).toBe(false)
})

it.each([
  ['is cut', '{"files":[["causeway.db",1'],
  ['is empty', ''],
  ['is no object', 'null'],
  ['has no list', '{}'],
  ['has a list of others', '{"files":[["causeway.db","4096"]]}'],
  ['does not name the database', '{"files":[]}'],
])('is not put back where its list of files %s', async (_what, text) => {
  const [copy, again] = [join(top, 'copy'), join(top, 'again')]
  await backUpFolder(await usedFolder(), copy)
  writeFileSync(join(copy, 'backup.json'), text)
  await expect(restoreFolder(copy, again)).rejects.toMatchObject({
    kind: 'invalid-parameter',
    message: expect.stringContaining('not as it was made: backup.json is no'),
  })
  expect(readdirSync(top).toSorted()).toEqual(['copy', 'data'])
})

it('is not put back where its list of files cannot be read', async () => {
  const [copy, again] = [join(top, 'copy'), join(top, 'again')]
  await backUpFolder(await usedFolder(), copy)
  rmSync(join(copy, 'backup.json'))
  mkdirSync(join(copy, 'backup.json'))
  await expect(restoreFolder(copy, again)).rejects.toMatchObject({ message: expect.stringContaining('backup.json cannot be read') })
  expect(existsSync(again)).toBe(false)
})

it('is given up, with nothing left of it', async () => {
  const gone = AbortSignal.abort(new Error('gone'))
  await expect(backUpFolder(await usedFolder(), join(top, 'copy'), gone)).rejects.toThrow('gone')
  expect(readdirSync(top)).toEqual(['data'])
})

it('is asked of no server where something else has the folder, be one named there that was killed', async () => {
  const home = await usedFolder()
  const store = await openStore({ home })
  const { signal } = new AbortController()
  expect(await backUpUnderServer(home, join(top, 'copy'), signal)).toBe('no-server')
  // Nobody listens at that port.
  await store.announce('http://127.0.0.1:1')
  expect(await backUpUnderServer(home, join(top, 'copy'), signal)).toBe('no-server')
  await store.close()
})
