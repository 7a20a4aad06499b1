import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createBuckets } from '../catalog/buckets/buckets.ts'
import { createPublishingGate } from '../catalog/buckets/publishing-gate.ts'
import { watchSyncs } from '../fixtures/watch-syncs.ts'
import type { Caller } from '../shared/caller.ts'
import { createObjects } from './objects.ts'

const caller: Caller = { projectId: 'p', userId: 'u', userName: 'u' }

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
    const objects = createObjects(createBuckets(home, {}), createPublishingGate(), async () => [])
    expect(await objects.put(caller, 'files', 'new/below/a.txt', { content: content(), sha256: undefined })).toBe(4)
    expect(synced.get('')).toContain('new')
    expect(synced.get('new')).toEqual(['below'])
    expect(synced.get('new/below')).toEqual(['a.txt'])
  },
)
