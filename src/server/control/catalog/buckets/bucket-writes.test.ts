import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { createLog } from '../../../../base/log.ts'
import type { FolderReplacement, FolderReplacements } from '../../../store/catalog/folder-replacements.ts'
import { watchSyncs } from '../../fixtures/watch-syncs.ts'
import { giveNames, removeReplaced } from './bucket-writes.ts'
import { createBuckets } from './buckets.ts'
import { replaceFolder, settleFolderReplacements } from './folder-replacements.ts'
import { OpenFolder } from './open-folder.ts'

let home: string
let bucket: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'causeway-writes-'))
  bucket = join(home, 'project-buckets', 'p1', 'files')
  await mkdir(bucket, { recursive: true })
  return () => rm(home, { recursive: true, force: true })
})

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(bucket, path)), { recursive: true })
  await writeFile(join(bucket, path), text)
}

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(join(bucket, folder), { recursive: true, withFileTypes: true }))
    .filter((one) => one.isFile())
    .map(({ name }) => name)
    .toSorted()

class Records implements FolderReplacements {
  readonly #records = new Map<string, FolderReplacement>()
  list = async (): Promise<readonly FolderReplacement[]> => [...this.#records.values()]
  insert = async (record: FolderReplacement): Promise<void> => void this.#records.set(record.id, record)
  delete = async (id: string): Promise<void> => void this.#records.delete(id)
}

/** Folders of the bucket that this process has open. */
async function openFolders(): Promise<readonly string[]> {
  const links = await Promise.all((await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
  return links.filter((path) => path.startsWith(bucket))
}

describe('published files', () => {
  it.runIf(process.platform === 'linux')('leave no folder open where one on the way is not there, or is none', async () => {
    await put('t/k=1/rows', 'rows')
    const buckets = createBuckets(home, {}).of('p1')
    for (const location of ['obs://files/gone', 'obs://files/t/gone', 'obs://files/t/k=1/rows'])
      await expect(buckets.openFolder(location)).rejects.toThrow()
    for (const from of ['gone/rows', 'k=1/gone/rows', 'k=1/rows/rows'])
      await expect(giveNames(buckets, { location: 'obs://files/t', moves: [{ from, to: 'rows' }] })).rejects.toThrow()
    expect(await openFolders()).toEqual([])
  })

  it.runIf(process.platform === 'linux')('are on the disk by their names, and what they replace is gone from it', async () => {
    await put('t/.unfinished-1', 'new')
    await put('t/k=1/old', 'old')
    await mkdir(join(bucket, 't/k=2'))
    const synced = await watchSyncs(bucket)
    const buckets = createBuckets(home, {}).of('p1')
    await giveNames(buckets, { location: 'obs://files/t', moves: [{ from: '.unfinished-1', to: 'k=2/new' }] })
    expect(synced.has('t/.unfinished-1')).toBe(true)
    expect(synced.get('')).toEqual(['t'])
    expect(synced.get('t')).toContain('k=2')
    expect(synced.get('t/k=2')).toEqual(['new'])
    expect(await removeReplaced(buckets, { location: 'obs://files/t/', remove: ['k=1/old', 'k=1/gone'] })).toBe(0)
    expect(synced.get('t/k=1')).toEqual([])
    expect(await filesIn('')).toEqual(['new'])
  })

  it.runIf(process.platform === 'linux')(
    'of many folders have a few of these open at a time, and each is brought to the disk once',
    async () => {
      const days = Array.from({ length: 60 }, (_, day) => `k=${day}`)
      for (const day of days) {
        await put(`t/.unfinished-1/${day}/new`, 'new')
        await put(`t/${day}/old`, 'old')
      }
      const synced: string[] = []
      let open = 0
      await watchSyncs(bucket, async (path) => {
        synced.push(path)
        open = Math.max(open, (await openFolders()).length)
      })
      const buckets = createBuckets(home, {}).of('p1')
      const moves = days.map((day) => ({ from: `.unfinished-1/${day}/new`, to: `${day}/new` }))
      await giveNames(buckets, { location: 'obs://files/t', moves })
      const files = days.map((day) => `t/.unfinished-1/${day}/new`)
      expect(synced.toSorted()).toEqual(['', 't', ...days.map((day) => `t/${day}`), ...files].toSorted())
      expect(await removeReplaced(buckets, { location: 'obs://files/t', remove: days.map((day) => `${day}/old`) })).toBe(0)
      expect(synced).toHaveLength(2 + 3 * days.length + 1)
      expect(open).toBeLessThan(30)
      expect(await openFolders()).toEqual([])
      expect(await filesIn('t')).toEqual(days.map(() => 'new'))
    },
  )

  it.runIf(process.platform === 'linux')('are brought to the disk several at a time, which takes it as long as one', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    for (const name of names) await put(`t/.unfinished-1/k=${name}/new`, 'new')
    await mkdir(join(bucket, 't/k=a'))
    let waiting: (() => void)[] = []
    // None ends before two others have begun.
    await watchSyncs(bucket, async (path) => {
      if (!path.endsWith('/new')) return
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        if (waiting.length < 3) return
        for (const go of waiting) go()
        waiting = []
      })
    })
    const moves = names.map((name) => ({ from: `.unfinished-1/k=${name}/new`, to: `k=a/${name}` }))
    await giveNames(createBuckets(home, {}).of('p1'), { location: 'obs://files/t', moves })
    expect(await filesIn('t')).toEqual(names)
  })

  it('go through a link to another folder of the bucket, and not to one outside', async () => {
    await put('t/a', 'a')
    await put('t/b', 'b')
    await mkdir(join(bucket, 'other'))
    await mkdir(join(home, 'outside'))
    await symlink(join(bucket, 'other'), join(bucket, 't/k=1'))
    await symlink(join(home, 'outside'), join(bucket, 't/k=2'))
    const buckets = createBuckets(home, {}).of('p1')
    await giveNames(buckets, { location: 'obs://files/t', moves: [{ from: 'a', to: 'k=1/a' }] })
    expect(await filesIn('other')).toEqual(['a'])
    for (const moves of [[{ from: 'b', to: 'k=2/b' }], [{ from: 'b', to: '../b' }], [{ from: '../../x', to: 'b2' }]])
      await expect(giveNames(buckets, { location: 'obs://files/t', moves })).rejects.toMatchObject({
        kind: expect.stringMatching(/forbidden|invalid-parameter/),
      })
    expect(await removeReplaced(buckets, { location: 'obs://files/t', remove: ['k=1'] })).toBe(0)
    expect(await filesIn('other')).toEqual(['a'])
  })
})

describe('a replaced folder', () => {
  const order = { location: 'obs://files/out/day', replacement: '.unfinished-1', mode: 'overwrite' } as const

  async function prepare(hasOld: boolean): Promise<void> {
    await put('out/.unfinished-1/new-1', 'new')
    await put('out/.unfinished-1/new-2', 'new')
    if (hasOld) await put('out/day/below/old', 'old')
  }

  it.runIf(process.platform === 'linux')('is on the disk, with its files, before it is told', async () => {
    await prepare(true)
    const synced = await watchSyncs(bucket)
    const begun = new Records()
    await replaceFolder({ begun, projectId: 'p1', buckets: createBuckets(home, {}).of('p1') }, order)
    expect(synced.get('')).toEqual(['out'])
    expect([...synced.keys()]).toEqual(expect.arrayContaining(['out/.unfinished-1', 'out/.unfinished-1/new-1', 'out/.unfinished-1/new-2']))
    expect(synced.get('out')).toEqual(['day'])
    expect(await filesIn('out')).toEqual(['new-1', 'new-2'])
    expect(await begun.list()).toEqual([])
  })

  it('is refused where it may not replace, and stays as it was', async () => {
    await prepare(true)
    const deps = { begun: new Records(), projectId: 'p1', buckets: createBuckets(home, {}).of('p1') }
    await expect(replaceFolder(deps, { ...order, mode: 'error-if-exists' })).rejects.toMatchObject({ kind: 'already-exists' })
    expect(await readFile(join(bucket, 'out/day/below/old'), 'utf8')).toBe('old')
    for (const wrong of [{ replacement: 'day' }, { replacement: '.unfinished-/../day' }, { location: 'obs://files' }])
      await expect(replaceFolder(deps, { ...order, ...wrong })).rejects.toMatchObject({ kind: 'forbidden' })
  })

  // What is done of it by then: nothing, the old one is away, both are moved, the old one is removed.
  it.each([true, false].flatMap((hasOld) => [0, 1, 2, 3].map((steps) => [hasOld, steps] as const)))(
    'is the old one or the new one after a crash (there was one: %s; behind %i steps)',
    async (hasOld, steps) => {
      await prepare(hasOld)
      const begun = new Records()
      const buckets = createBuckets(home, {})
      let left = steps
      const crash = (): void => {
        left -= 1
        if (left < 0) throw new Error('the power is gone')
      }
      const { move, remove } = OpenFolder.prototype
      const spies = [
        vi.spyOn(OpenFolder.prototype, 'move').mockImplementation(async function (this: OpenFolder, ...moved) {
          crash()
          await move.apply(this, moved)
        }),
        vi.spyOn(OpenFolder.prototype, 'remove').mockImplementation(async function (this: OpenFolder, name) {
          crash()
          await remove.call(this, name)
        }),
      ]
      const restore = (): void => spies.forEach((spy) => void spy.mockRestore())
      onTestFinished(restore)
      await expect(
        replaceFolder(
          {
            begun: { ...begun, list: begun.list, insert: begun.insert, delete: async () => crash() },
            projectId: 'p1',
            buckets: buckets.of('p1'),
          },
          order,
        ),
      ).rejects.toThrow('the power is gone')
      restore()
      await settleFolderReplacements({ begun, buckets, log: createLog('silent') })
      const isNew = steps > 0 || !hasOld
      expect(await filesIn('out')).toEqual(isNew ? ['new-1', 'new-2'] : ['old'])
      expect(await readdir(join(bucket, 'out'))).toEqual(['day'])
      expect(await begun.list()).toEqual([])
    },
  )
})
