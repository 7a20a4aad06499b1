import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { insertDomain } from '../../store/accounts.ts'
import { openStore, type Store } from '../../store/store.ts'
import type { Actor } from '../accounts/actor.ts'
import { createPublishingGate } from '../catalog/publishing-gate.ts'
import { createTableReaders } from '../catalog/table-readers.ts'
import { type Backup, createBackup } from './backup.ts'

let top = ''
let store: Store
let backup: Backup
const gate = createPublishingGate()
const readers = createTableReaders()
const LOCAL: Actor = {
  kind: 'local',
  user: { id: 'u1', name: 'local', domain: { id: 'd1', name: 'lab' } },
}

beforeEach(async () => {
  top = mkdtempSync(join(tmpdir(), 'causeway-backup-'))
  store = await openStore({ home: join(top, 'data') })
  await insertDomain(store.db, { id: 'd1', name: 'lab' })
  for (const folder of ['buckets/b', 'scratch/w1', 'warehouse/p1']) mkdirSync(join(top, 'data', folder), { recursive: true })
  writeFileSync(join(top, 'data', 'buckets', 'b', 'file'), 'rows')
  backup = createBackup({ store, readers, gate, mapped: {} })
})
afterEach(async () => {
  await store.close()
  rmSync(top, { recursive: true, force: true })
})

it('has what a server begins with, and nothing of what is the running one’s alone', async () => {
  await backup.make(LOCAL, join(top, 'copy'))
  expect(readdirSync(join(top, 'copy')).toSorted()).toEqual(['backup.json', 'buckets', 'causeway.db', 'master.key', 'warehouse'])
  expect(readFileSync(join(top, 'copy', 'buckets', 'b', 'file'), 'utf8')).toBe('rows')
  // Both are let go of.
  expect(readers.areRead('t', { addedIn: 1, removedIn: 2 })).toBe(false)
  expect(await gate.pass(async () => 'passed')).toBe('passed')
  expect(readdirSync(top).toSorted()).toEqual(['copy', 'data'])
})

it('waits for what is being published, and only then copies the database', async () => {
  const published = Promise.withResolvers<void>()
  const publishing = gate.pass(async () => {
    await published.promise
    writeFileSync(join(top, 'data', 'buckets', 'b', 'file'), 'all rows')
    await insertDomain(store.db, { id: 'd2', name: 'later' })
  })
  const made = backup.make(LOCAL, join(top, 'copy'))
  await expect(backup.make(LOCAL, join(top, 'other'))).rejects.toMatchObject({ kind: 'in-use' })
  await expect.poll(() => readers.areRead('t', { addedIn: 1, removedIn: 2 })).toBe(true)
  published.resolve()
  await Promise.all([publishing, made])
  expect(readFileSync(join(top, 'copy', 'buckets', 'b', 'file'), 'utf8')).toBe('all rows')
  const copy = await openStore({ home: join(top, 'copy') })
  expect((await copy.db.selectFrom('domain').select('name').orderBy('name').execute()).map(({ name }) => name)).toEqual(['lab', 'later'])
  await copy.close()
})

it.each([
  ['a path that is not whole', 'copy', 'invalid-parameter'],
  ['a place in the data folder', '{top}/data/buckets/copy', 'invalid-parameter'],
  ['a folder that holds something', '{top}/data/buckets/b/..', 'invalid-parameter'],
  ['a folder that is used', '{top}/used', 'already-exists'],
])('is refused into %s, and leaves nothing there', async (_what, into, kind) => {
  mkdirSync(join(top, 'used'))
  writeFileSync(join(top, 'used', 'mine'), '')
  await expect(backup.make(LOCAL, into.replace('{top}', top))).rejects.toMatchObject({ kind })
  expect(readdirSync(top).toSorted()).toEqual(['data', 'used'])
  await backup.make(LOCAL, join(top, 'copy'))
})
