import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { createLog } from '../../../../base/log.ts'
import { type FilePublication, insertFilePublication, listFilePublications } from '../../../store/catalog/file-publications.ts'
import { openStore, type Store } from '../../../store/store.ts'
import { type Buckets, createBuckets } from './buckets.ts'
import { settleFilePublications } from './file-publications.ts'
import { createPublishingGate } from './publishing-gate.ts'
import { createUnfinishedWrites, type UnfinishedWrites } from './unfinished-writes.ts'

const log = createLog('silent')
const location = 'obs://files/t'
const MOVES = ['k=1', 'k=2', 'k=3'].map((folder) => ({ from: `.unfinished-1/${folder}`, to: `${folder}/new` }))
const OLD = ['k=1/old', 'k=3/old']
let home: string
let folder: string
let store: Store

/** What is there before: two partitions with old files, and new ones that are written. */
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'causeway-publications-'))
  folder = join(home, 'project-buckets', 'p1', 'files', 't')
  for (const name of ['.unfinished-1', 'k=1', 'k=2', 'k=3']) await mkdir(join(folder, name), { recursive: true })
  for (const path of [...OLD, ...MOVES.map(({ from }) => from)]) await writeFile(join(folder, path), 'rows')
  store = await openStore({ home })
  return async () => {
    await store.close()
    await rm(home, { recursive: true, force: true })
  }
})

const deps = () => ({ store, buckets: createBuckets(home, {}), log })
const open = () => createUnfinishedWrites({ ...deps(), gate: createPublishingGate() })
/** Whose job has announced what it has written. */
async function announced(writes = open()): Promise<UnfinishedWrites> {
  await writes.announce('j', 'p1', { location, place: 'inside', name: '.unfinished-1' })
  return writes
}
async function writeAgain(): Promise<void> {
  await mkdir(join(folder, '.unfinished-1'), { recursive: true })
  for (const { from } of MOVES) await writeFile(join(folder, from), 'rows')
}
async function files(): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const found = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  return found.filter((path) => !path.startsWith('.unfinished-')).toSorted()
}
const NEW = MOVES.map(({ to }) => to)
const publication = { location, moves: MOVES, remove: OLD, forTable: false }

/** A server is killed when so many of the files had their new name, and so many of the old ones were gone. */
async function killedAt(moved: number, removed: number, isForTable = false): Promise<void> {
  const written: FilePublication = { id: 'one', projectId: 'p1', location, added: NEW, removed: isForTable ? [] : OLD, isForTable }
  await insertFilePublication(store.db, written)
  for (const { from, to } of MOVES.slice(0, moved)) await rename(join(folder, from), join(folder, to))
  for (const path of OLD.slice(0, removed)) await rm(join(folder, path))
}

it('all files get their names, and what they replace goes; nothing of it is to be done afterwards', async () => {
  expect(await (await announced()).publish('j', 'p1', publication)).toBe(0)
  expect(await files()).toEqual(NEW)
  expect(await listFilePublications(store.db)).toEqual([])
})

it.each([0, 1, 2])('of a server that was killed when %i of three files had their names the next start takes them back', async (moved) => {
  await killedAt(moved, 0)
  await settleFilePublications(deps())
  expect(await files()).toEqual(OLD)
  expect(await listFilePublications(store.db)).toEqual([])
})

it.each([0, 1, 2])('of one that was killed when all were there, and %i of two old ones gone, it removes the others', async (removed) => {
  await killedAt(3, removed)
  await settleFilePublications(deps())
  expect(await files()).toEqual(NEW)
  expect(await listFilePublications(store.db)).toEqual([])
})

it('a failure on the way takes back what had its name, and all that was there stays', async () => {
  await rm(join(folder, 'k=3'), { recursive: true })
  await expect((await announced()).publish('j', 'p1', publication)).rejects.toMatchObject({ kind: 'not-found' })
  expect(await files()).toEqual(['k=1/old'])
  expect(await listFilePublications(store.db)).toEqual([])
})

it('where the folder of an old file is gone, or the file itself, so is what was to be removed', async () => {
  await rm(join(folder, 'k=3/old'))
  expect(await (await announced()).publish('j', 'p1', { ...publication, remove: [...OLD, 'k=4/old'] })).toBe(0)
  expect(await files()).toEqual(NEW)
  expect(await listFilePublications(store.db)).toEqual([])
})

it('a failure once the new files have their names is told as old files that remain', async () => {
  await rm(join(folder, 'k=3/old'))
  await mkdir(join(folder, 'k=3/old'))
  expect(await (await announced()).publish('j', 'p1', { ...publication, remove: OLD })).toBe(1)
  expect(await files()).toEqual(NEW)
  expect(await listFilePublications(store.db)).toEqual([])
})

it('a path that leads out of the location is refused before anything is done', async () => {
  const writes = await announced()
  for (const path of ['k=1/../old', '../old', 'k=1//old', 'k=1/.'])
    for (const one of [{ remove: [path] }, { moves: [...MOVES, { from: '.unfinished-1/k=1', to: path }] }])
      await expect(writes.publish('j', 'p1', { ...publication, ...one })).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await files()).toEqual(OLD)
})

it('more files than a statement writes or replaces, or longer paths of them, are refused before anything is done', async () => {
  const many = (count: number, name = '') => Array.from({ length: count }, (_, index) => `k=1/${index}${name}`)
  const moved = (paths: readonly string[]) => paths.map((path) => ({ from: `.unfinished-1/${path}`, to: path }))
  const writes = await announced()
  for (const some of [{ moves: moved(many(10_001)) }, { remove: many(100_001) }, { moves: moved(many(9_000, '-'.repeat(2_000))) }])
    await expect(writes.publish('j', 'p1', { ...publication, ...some })).rejects.toMatchObject({ kind: 'limit-exceeded' })
  expect(await files()).toEqual(OLD)
  expect(await listFilePublications(store.db)).toEqual([])
})

it('where the names cannot be brought to the disk, nothing is published', async () => {
  const made = createBuckets(home, {})
  const of: Buckets['of'] = (projectId) => {
    const own = made.of(projectId)
    const openFolder: typeof own.openFolder = async (location) => {
      const opened = await own.openFolder(location)
      const below = opened.folder.bind(opened)
      opened.folder = async (name) => {
        const next = await below(name)
        if (next !== undefined && name === 'k=3') next.sync = () => Promise.reject(new Error('EIO'))
        return next
      }
      return opened
    }
    return { ...own, openFolder }
  }
  const writes = await announced(createUnfinishedWrites({ store, buckets: { of }, log, gate: createPublishingGate() }))
  await expect(writes.publish('j', 'p1', { ...publication, remove: OLD.slice(0, 1) })).rejects.toThrow('EIO')
  expect(await files()).toEqual(OLD)
})

it('files of a table that is made with them go with its job, or at the next start, unless it is made', async () => {
  const forTable = { location, moves: MOVES, remove: [], forTable: true }
  const writes = await announced()
  await writes.publish('j', 'p1', forTable)
  expect(await files()).toEqual([...NEW, ...OLD].toSorted())
  writes.release('j')
  await writes.drain()
  expect(await files()).toEqual(OLD)
  await writeAgain()
  await killedAt(3, 0, true)
  await settleFilePublications(deps())
  expect(await files()).toEqual(OLD)
  await expect(writes.publish('j', 'p1', { ...forTable, remove: OLD })).rejects.toMatchObject({ kind: 'forbidden' })
})

it('the table and its files come in one transaction', async () => {
  for (const isMade of [false, true]) {
    const writes = await announced()
    await writeAgain()
    await writes.publish('j', 'p1', { location, moves: MOVES, remove: [], forTable: true })
    const create = async (commit: (tx: Store['db']) => Promise<void>): Promise<boolean> => {
      if (isMade) await store.transaction(commit)
      return isMade
    }
    expect(await writes.withTable('j', `${location}/`, create)).toBe(isMade)
    expect(await writes.withTable('j', 'obs://files/other', async () => true)).toBe(true)
    writes.release('j')
    await writes.drain()
    await settleFilePublications(deps())
    expect(await files()).toEqual(isMade ? [...NEW, ...OLD].toSorted() : OLD)
    expect(await listFilePublications(store.db)).toEqual([])
  }
})

it('what cannot be settled is tried again by the next start, and a bucket that is gone holds up nothing', async () => {
  await killedAt(1, 0)
  await insertFilePublication(store.db, {
    id: 'two',
    projectId: 'p1',
    location: 'obs://gone/t',
    added: ['a'],
    removed: [],
    isForTable: false,
  })
  await rm(join(folder, 'k=2'), { recursive: true })
  await writeFile(join(folder, 'k=2'), 'no folder')
  await settleFilePublications(deps())
  expect((await listFilePublications(store.db)).map(({ id }) => id)).toEqual(['one'])
  await rm(join(folder, 'k=2'))
  await settleFilePublications(deps())
  expect(await files()).toEqual(OLD)
  expect(await listFilePublications(store.db)).toEqual([])
})

it('only what the job has announced is published, and under names that nothing has', async () => {
  const writes = await announced()
  await writeFile(join(folder, 'k=2/old'), 'rows')
  const before = await files()
  const [move] = MOVES
  for (const moves of [
    [{ from: 'k=1/old', to: 'k=2/new' }],
    [{ from: '.unfinished-2/k=1', to: 'k=2/new' }],
    [{ from: '.unfinished-1/k=1', to: 'k=2/old' }],
    [move, { from: '.unfinished-1/k=2', to: move?.to ?? '' }],
    // What is not there makes what was published be taken back.
    [{ from: '.unfinished-1/gone', to: 'k=2/old' }, ...MOVES],
  ])
    for (const forTable of [false, true])
      await expect(
        writes.publish('j', 'p1', { location, moves: moves.filter((one) => one !== undefined), remove: [], forTable }),
      ).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(writes.publish('other', 'p1', { ...publication, remove: [] })).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(writes.publish('j', 'p1', { ...publication, location: 'obs://files', remove: [] })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  expect(await files()).toEqual(before)
  expect(await listFilePublications(store.db)).toEqual([])
})
