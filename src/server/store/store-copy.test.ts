import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { insertDomain } from './accounts/accounts.ts'
import { insertObjectUpload, listObjectUploads } from './catalog/object-writes.ts'
import { insertUnfinishedWrite, listUnfinishedWrites } from './catalog/unfinished-writes.ts'
import { findSetting, insertSetting } from './settings.ts'
import { openStore, type Store } from './store.ts'

const INSIDE = { isElsewhere: () => false, signal: new AbortController().signal }
let top = ''
let store: Store
beforeEach(async () => {
  top = mkdtempSync(join(tmpdir(), 'causeway-store-copy-'))
  store = await openStore({ home: join(top, 'data') })
  mkdirSync(join(top, 'copy'))
})
afterEach(async () => {
  await store.close()
  rmSync(top, { recursive: true, force: true })
})

const copied = async (work: (copy: Store) => Promise<void>): Promise<void> => {
  const copy = await openStore({ home: join(top, 'copy') })
  try {
    await work(copy)
  } finally {
    await copy.close()
  }
}

it('is of one moment, though others write all the time, and holds all that was committed before it began', async () => {
  // Of several thousand pages, so that it takes several steps.
  await store.transaction(async (tx) => {
    for (let at = 0; at < 200; at += 1) await insertSetting(tx, `before ${at}`, 'x'.repeat(100_000))
  })
  let isOver = false
  let pairs = 0
  const write = async (): Promise<void> => {
    while (!isOver) {
      pairs += 1
      const at = pairs
      await store.transaction(async (tx) => {
        await insertSetting(tx, `left ${at}`, String(at))
        await insertSetting(tx, `right ${at}`, String(at))
      })
      // One that has been committed goes on at once: without this nothing else would have its turn.
      await nextTurn()
    }
  }
  const writing = write()
  await store.copyInto(join(top, 'copy'), INSIDE)
  isOver = true
  await writing
  expect(pairs).toBeGreaterThan(1)
  expect((statSync(join(top, 'copy', 'causeway.db')).mode & 0o777).toString(8)).toBe('600')
  await copied(async ({ db }) => {
    expect(await findSetting(db, 'before 199')).toHaveLength(100_000)
    let last = true
    for (let at = 1; at <= pairs; at += 1) {
      const [left, right] = [await findSetting(db, `left ${at}`), await findSetting(db, `right ${at}`)]
      expect(left).toBe(right)
      // None is missing before one that is there.
      if (left !== undefined) expect(last).toBe(true)
      last = left !== undefined
    }
  })
})

it('has the key that fits, whenever the key is changed', async () => {
  await insertDomain(store.db, { id: 'd1', name: 'lab' })
  const sealed = Buffer.from(store.secrets.seal('secret', 'purpose')).toString('base64')
  const change = store.changeMasterKey()
  const copy = store.copyInto(join(top, 'copy'), INSIDE)
  const again = store.changeMasterKey()
  await Promise.all([change, copy, again])
  const key = readFileSync(join(top, 'copy', 'master.key'))
  expect(key).not.toEqual(readFileSync(join(top, 'data', 'master.key')))
  // It opens: its check was sealed by the same key.
  await copied(async ({ secrets }) => {
    expect(() => secrets.open(Buffer.from(sealed, 'base64'), 'purpose')).toThrow()
    expect(secrets.open(secrets.seal('new', 'purpose'), 'purpose')).toBe('new')
  })
})

it('ends nothing that the first server has under way elsewhere', async () => {
  await insertObjectUpload(store.db, { id: 'u1', projectId: 'p1', bucket: 'store', key: 'a/b' })
  await insertUnfinishedWrite(store.db, { projectId: 'p1', folder: 'obs://mapped/t', name: '.unfinished-1' })
  await insertUnfinishedWrite(store.db, { projectId: 'p1', folder: 'obs://own/t', name: '.unfinished-2' })
  await store.copyInto(join(top, 'copy'), { ...INSIDE, isElsewhere: (location) => location.startsWith('obs://mapped/') })
  await copied(async ({ db }) => {
    expect(await listObjectUploads(db)).toEqual([])
    expect((await listUnfinishedWrites(db)).map(({ folder }) => folder)).toEqual(['obs://own/t'])
  })
  expect([(await listObjectUploads(store.db)).length, (await listUnfinishedWrites(store.db)).length]).toEqual([1, 2])
})

it('ends between two of its steps when it is given up', async () => {
  await store.transaction(async (tx) => {
    for (let at = 0; at < 200; at += 1) await insertSetting(tx, `large ${at}`, 'x'.repeat(100_000))
  })
  const { signal } = new AbortController()
  let asked = 0
  // Asked twice before the first step.
  vi.spyOn(signal, 'throwIfAborted').mockImplementation(() => {
    asked += 1
    if (asked > 4) throw new Error('gone')
  })
  await expect(store.copyInto(join(top, 'copy'), { ...INSIDE, signal })).rejects.toThrow('gone')
  // And the next is made.
  rmSync(join(top, 'copy'), { recursive: true })
  mkdirSync(join(top, 'copy'))
  await store.copyInto(join(top, 'copy'), INSIDE)
  await copied(async ({ db }) => expect(await findSetting(db, 'large 199')).toHaveLength(100_000))
})
