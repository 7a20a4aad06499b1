import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createLog } from '../../../base/log.ts'
import { insertDomain } from '../../store/accounts/accounts.ts'
import { insertSetting } from '../../store/settings.ts'
import { openStore, type Store } from '../../store/store.ts'
import type { Actor } from '../accounts/actor.ts'
import { createPublishingGate } from '../catalog/buckets/publishing-gate.ts'
import { createTableReaders } from '../catalog/table-readers.ts'
import { type Backup, createBackup } from './backup.ts'
import { isOfVanished } from './copied-entries.ts'

let top = ''
let store: Store
let backup: Backup
const gates = { buckets: createPublishingGate(), stores: createPublishingGate() }
const readers = createTableReaders(createLog('silent'))
const unended = new AbortController().signal
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
  backup = createBackup({ store, readers, gates, mapped: {} })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await store.close()
  rmSync(top, { recursive: true, force: true })
})

it('has what a server begins with, and nothing of what is the running one’s alone', async () => {
  await backup.make(LOCAL, join(top, 'copy'), unended)
  expect(readdirSync(join(top, 'copy')).toSorted()).toEqual(['backup.json', 'buckets', 'causeway.db', 'master.key', 'warehouse'])
  expect(readFileSync(join(top, 'copy', 'buckets', 'b', 'file'), 'utf8')).toBe('rows')
  // Both are let go of.
  expect(readers.areRead('t', { addedIn: 1, removedIn: 2 })).toBe(false)
  for (const gate of Object.values(gates)) expect(await gate.pass(async () => 'passed')).toBe('passed')
  expect(readdirSync(top).toSorted()).toEqual(['copy', 'data'])
})

it('waits for what is being published, and only then copies the database', async () => {
  const published = Promise.withResolvers<void>()
  const publishing = gates.buckets.pass(async () => {
    await published.promise
    writeFileSync(join(top, 'data', 'buckets', 'b', 'file'), 'all rows')
    await insertDomain(store.db, { id: 'd2', name: 'later' })
  })
  const made = backup.make(LOCAL, join(top, 'copy'), unended)
  await expect(backup.make(LOCAL, join(top, 'other'), unended)).rejects.toMatchObject({ kind: 'in-use' })
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
  await expect(backup.make(LOCAL, into.replace('{top}', top), unended)).rejects.toMatchObject({ kind })
  expect(readdirSync(top).toSorted()).toEqual(['data', 'used'])
  await backup.make(LOCAL, join(top, 'copy'), unended)
})

/** Programs of this name that, at what has this word in it, write down that they have begun, and do not end. */
function hangAt(word: string): void {
  const programs = join(top, 'programs')
  mkdirSync(programs)
  for (const name of ['cp', 'sync']) {
    const hangs = `case "${name} $*" in *"${word}"*) : > '${join(top, 'hangs')}'; exec sleep 1000;; esac`
    writeFileSync(join(programs, name), `#!/bin/sh\n${hangs}\nPATH='${process.env['PATH']}' exec ${name} "$@"\n`, { mode: 0o755 })
  }
  vi.stubEnv('PATH', `${programs}:${process.env['PATH']}`)
}
const hangs = (): boolean => existsSync(join(top, 'hangs'))

/** Nothing is there of the copy, and all that waited for it goes on. */
async function expectNothingLeft(): Promise<void> {
  expect(readdirSync(top).filter((name) => name.startsWith('copy'))).toEqual([])
  expect(readers.areRead('t', { addedIn: 1, removedIn: 2 })).toBe(false)
  for (const gate of Object.values(gates)) expect(await gate.pass(async () => 'passed')).toBe('passed')
}

it.each(['data/buckets ', 'data/warehouse ', 'sync -f'])(
  'is given up at %s when its client goes away or the server stops, and the next is made',
  async (phase) => {
    hangAt(phase)
    const client = new AbortController()
    const given = backup.make(LOCAL, join(top, 'copy'), client.signal)
    await Promise.race([expect.poll(hangs).toBe(true), given])
    expect(readdirSync(join(top, 'copy.unfinished'))).toContain('master.key')
    client.abort(new Error('gone'))
    await expect(given).rejects.toThrow('gone')
    await expectNothingLeft()

    rmSync(join(top, 'hangs'))
    const stopped = backup.make(LOCAL, join(top, 'copy'), unended)
    const refused = expect(stopped).rejects.toMatchObject({ kind: 'unavailable' })
    await expect.poll(hangs).toBe(true)
    await backup.stop()
    await expectNothingLeft()
    await refused
    await expect(backup.make(LOCAL, join(top, 'copy'), unended)).rejects.toMatchObject({ kind: 'unavailable' })
    await expectNothingLeft()
  },
)

it('is given up while the database is copied, and the store may close behind it', async () => {
  // Of several steps.
  await store.transaction(async (tx) => {
    for (let at = 0; at < 100; at += 1) await insertSetting(tx, `large ${at}`, 'x'.repeat(100_000))
  })
  const client = new AbortController()
  const copying: Store = {
    ...store,
    copyInto(folder, how) {
      const copied = store.copyInto(folder, how)
      // The first step has been begun, and was not the last.
      setImmediate(() => client.abort(new Error('gone')))
      return copied
    },
  }
  const ofCopying = createBackup({ store: copying, readers, gates, mapped: {} })
  await expect(ofCopying.make(LOCAL, join(top, 'copy'), client.signal)).rejects.toThrow('gone')
  await expectNothingLeft()
})

it.each(['buckets', 'stores'] as const)(
  'waits for what is published into %s no longer than it is told to, and then lets all pass',
  async (to) => {
    const ending = Promise.withResolvers<void>()
    const publishing = gates[to].pass(() => ending.promise)
    const hasty = createBackup({ store, readers, gates, mapped: {}, patienceMs: 1 })
    await expect(hasty.make(LOCAL, join(top, 'copy'), unended)).rejects.toMatchObject({
      kind: 'unavailable',
      hint: expect.stringContaining('Try again'),
    })
    await expectNothingLeft()
    // And no longer than its client does.
    const client = new AbortController()
    const given = backup.make(LOCAL, join(top, 'copy'), client.signal)
    await expect.poll(() => readdirSync(top)).toContain('copy.unfinished')
    if (to === 'stores') expect(await gates.buckets.pass(async () => 'passed')).toBe('passed')
    client.abort(new Error('gone'))
    await expect(given).rejects.toThrow('gone')
    await expectNothingLeft()
    ending.resolve()
    await publishing
  },
)

it.each([
  ["cp: cannot stat '/d/buckets/b/.unfinished-1/part': No such file or directory", true, true],
  ["cp: cannot open '/d/buckets/b/.uploads/1' for reading: No such file or directory", true, true],
  ["cp: cannot access '/d/buckets/b/.unfinished-1': No such file or directory", true, true],
  ["cp: cannot stat '/d/buckets/b/rows': No such file or directory", true, false],
  ["cp: cannot create regular file '/copy/buckets/.unfinished-1': No such file or directory", false, false],
  ["cp: cannot stat '/d/buckets/b/.unfinished-1': Input/output error", false, false],
])('what cp says of a file that went away counts as such: %s', (line, any, unfinished) => {
  expect([isOfVanished(line, 'any'), isOfVanished(line, 'unfinished')]).toEqual([any, unfinished])
})
