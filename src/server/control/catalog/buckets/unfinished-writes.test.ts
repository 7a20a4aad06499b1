import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { createLog } from '../../../../base/log.ts'
import { listUnfinishedWrites } from '../../../store/catalog/unfinished-writes.ts'
import { openStore, type Store } from '../../../store/store.ts'
import { createBuckets } from './buckets.ts'
import { OpenFolder } from './open-folder.ts'
import { createPublishingGate } from './publishing-gate.ts'
import { createUnfinishedWrites } from './unfinished-writes.ts'

const log = createLog('silent')
let home: string
let store: Store
let bucket: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'causeway-unfinished-'))
  bucket = join(home, 'project-buckets', 'p1', 'files')
  await mkdir(join(bucket, 't'), { recursive: true })
  store = await openStore({ home })
  return async () => {
    await store.close()
    await rm(home, { recursive: true, force: true })
  }
})

const open = (gate = createPublishingGate()) => createUnfinishedWrites({ store, buckets: createBuckets(home, {}), log, gate })
async function settle(): Promise<void> {
  const writes = open()
  await writes.settle()
  await writes.drain()
}
const BESIDE = { location: 'obs://files/out', place: 'beside', name: '.unfinished-1' } as const
const INSIDE = { location: 'obs://files/t', place: 'inside', name: '.unfinished-2' } as const

/** What a job writes until it is killed. */
async function write(): Promise<void> {
  await mkdir(join(bucket, '.unfinished-1', 'k=1'), { recursive: true })
  await writeFile(join(bucket, '.unfinished-1', 'k=1', 'part-0'), 'rows')
  await writeFile(join(bucket, 't', '.unfinished-2'), 'rows')
  await writeFile(join(bucket, 't', 'kept'), 'rows')
}
const all = async (): Promise<readonly string[]> => (await readdir(bucket, { recursive: true })).toSorted()

it('what a killed server’s jobs have left is removed by the next start, wherever it stands, and nothing else', async () => {
  const writes = open()
  await writes.announce('j1', 'p1', BESIDE)
  await writes.announce('j2', 'p1', INSIDE)
  await write()
  await writeFile(join(bucket, '.unfinished-of-somebody'), 'rows')
  await settle()
  expect(await all()).toEqual(['.unfinished-of-somebody', 't', 't/kept'])
  expect(await listUnfinishedWrites(store.db)).toEqual([])
})

it('what a job has left goes with the job, and what is being published when it ends goes only afterwards', async () => {
  const writes = open()
  await writes.announce('j1', 'p1', BESIDE)
  await write()
  const publication = Promise.withResolvers<void>()
  const published = writes.publishing('j1', () => publication.promise)
  writes.release('j1')
  await writes.drain()
  expect(await all()).toContain('.unfinished-1/k=1/part-0')
  publication.resolve()
  await published
  await writes.drain()
  expect(await all()).toEqual(['t', 't/.unfinished-2', 't/kept'])
  expect(await listUnfinishedWrites(store.db)).toEqual([])
})

it('a name of what is whole, another folder and a bucket itself are not announced', async () => {
  const writes = open()
  for (const wrong of [{ name: 'part-0' }, { name: '.unfinished-/../kept' }, { location: 'obs://files' }])
    await expect(writes.announce('j1', 'p1', { ...BESIDE, ...wrong })).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await listUnfinishedWrites(store.db)).toEqual([])
})

it('a folder that is gone is forgotten; one that cannot be looked into is tried again by the next start, and no link is followed', async () => {
  const writes = open()
  await writes.announce('j1', 'p1', { ...INSIDE, location: 'obs://files/gone' })
  await writes.announce('j1', 'p1', { ...INSIDE, location: 'obs://files/loop' })
  await symlink('loop', join(bucket, 'loop'))
  await writes.announce('j1', 'p1', INSIDE)
  await mkdir(join(home, 'elsewhere'))
  await writeFile(join(home, 'elsewhere', 'file'), 'rows')
  await symlink(join(home, 'elsewhere'), join(bucket, 't', '.unfinished-2'))
  await settle()
  expect(await readdir(join(bucket, 't'))).toEqual([])
  expect(await readdir(join(home, 'elsewhere'))).toEqual(['file'])
  expect(await listUnfinishedWrites(store.db)).toMatchObject([{ folder: 'obs://files/loop' }])
})

it('no write begins while buckets are copied, for the copy of the database would not know it; nothing stays of one whose job has ended meanwhile', async () => {
  const gate = createPublishingGate()
  const writes = open(gate)
  const letPass = await gate.close(new AbortController().signal)
  let begun = 0
  const announced = [writes.announce('j1', 'p1', BESIDE), writes.announce('j2', 'p1', INSIDE)].map((each) => each.then(() => (begun += 1)))
  writes.release('j2')
  await nextTurn()
  expect([begun, await listUnfinishedWrites(store.db)]).toEqual([0, []])
  letPass()
  await Promise.all(announced)
  await writes.drain()
  expect((await listUnfinishedWrites(store.db)).map(({ name }) => name)).toEqual([BESIDE.name])
})

/** As a statement leaves it that wrote thousands of partitions. */
async function writeMany(): Promise<void> {
  for (let k = 0; k < 60; k += 1) {
    await mkdir(join(bucket, '.unfinished-1', `k=${k}`), { recursive: true })
    await writeFile(join(bucket, '.unfinished-1', `k=${k}`, 'part-0'), 'rows')
  }
}

it('what is left of many folders is removed several at a time', async () => {
  const writes = open()
  await writes.announce('j1', 'p1', BESIDE)
  await writeMany()
  let running = 0
  let most = 0
  const { removeIfEmpty } = OpenFolder.prototype
  const spy = vi.spyOn(OpenFolder.prototype, 'removeIfEmpty').mockImplementation(async function (this: OpenFolder, name) {
    running += 1
    most = Math.max(most, running)
    await nextTurn()
    await removeIfEmpty.call(this, name)
    running -= 1
  })
  onTestFinished(() => spy.mockRestore())
  writes.release('j1')
  await writes.drain()
  expect(await all()).toEqual(['t'])
  expect(most).toBeGreaterThan(3)
  expect(most).toBeLessThan(20)
})

it('a stop does not wait until all of it is removed, and the next start removes the rest', async () => {
  const writes = open()
  await writes.announce('j1', 'p1', BESIDE)
  await writeMany()
  const { removeIfEmpty } = OpenFolder.prototype
  let stopped: Promise<void> | undefined
  const spy = vi.spyOn(OpenFolder.prototype, 'removeIfEmpty').mockImplementation(async function (this: OpenFolder, name) {
    stopped ??= writes.stop()
    await removeIfEmpty.call(this, name)
  })
  onTestFinished(() => spy.mockRestore())
  writes.release('j1')
  await writes.drain()
  await stopped
  expect((await all()).length).toBeGreaterThan(20)
  expect(await listUnfinishedWrites(store.db)).toHaveLength(1)
  spy.mockRestore()
  await settle()
  expect(await all()).toEqual(['t'])
  expect(await listUnfinishedWrites(store.db)).toEqual([])
})

it('a start does not wait until what is left is removed', async () => {
  await open().announce('j1', 'p1', BESIDE)
  await writeMany()
  const { remove } = OpenFolder.prototype
  const removal = Promise.withResolvers<void>()
  const spy = vi.spyOn(OpenFolder.prototype, 'remove').mockImplementation(async function (this: OpenFolder, ...args) {
    await removal.promise
    await remove.apply(this, args)
  })
  onTestFinished(() => spy.mockRestore())
  const next = open()
  await next.settle()
  expect((await all()).length).toBeGreaterThan(60)
  removal.resolve()
  await next.drain()
  expect(await all()).toEqual(['t'])
})
