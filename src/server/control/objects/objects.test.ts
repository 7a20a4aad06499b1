import { mkdir, mkdtemp, open, readdir, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createBuckets } from '../catalog/buckets.ts'
import type { Caller } from '../shared/caller.ts'
import { createObjects } from './objects.ts'

const caller: Caller = { projectId: 'p', userId: 'u', userName: 'u' }

/** For each folder below, what it had when it was last brought to the disk. Of folders the system shows that by the descriptor. */
async function watchSyncs(root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  await using handle = await open(root)
  const prototype: { sync(this: { readonly fd: number }): Promise<void> } = Object.getPrototypeOf(handle)
  const { sync } = prototype
  const synced = new Map<string, readonly string[]>()
  prototype.sync = async function () {
    const path = await readlink(`/proc/self/fd/${this.fd}`)
    const names = await readdir(path).catch(() => undefined)
    if (names !== undefined) synced.set(relative(root, path), names)
    await sync.call(this)
  }
  onTestFinished(() => {
    prototype.sync = sync
  })
  return synced
}

it.runIf(process.platform === 'linux')(
  'an object that was answered for is on the disk by its name, and so are the folders that were made for it',
  async () => {
    const home = await mkdtemp(join(tmpdir(), 'causeway-objects-'))
    onTestFinished(() => rm(home, { recursive: true, force: true }))
    const bucket = join(home, 'buckets', 'files')
    await mkdir(bucket, { recursive: true })
    const synced = await watchSyncs(bucket)
    async function* content(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('text')
    }
    const objects = createObjects(createBuckets(home, {}))
    expect(await objects.put(caller, 'files', 'new/below/a.txt', { content: content(), sha256: undefined })).toBe(4)
    expect(synced.get('')).toContain('new')
    expect(synced.get('new')).toEqual(['below'])
    expect(synced.get('new/below')).toEqual(['a.txt'])
  },
)
