import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Exceeded } from './exceeded.ts'
import { type Watched, type WatchOptions, watchWorkers } from './worker-watch.ts'

const MIB = 1024 ** 2
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'causeway-watch-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const LARGE = { memoryBytes: 1024 ** 4, threads: 10_000, cores: undefined, scratchBytes: 1024 ** 4 }

/** What the watch says of this process, as if it were a worker's. */
function verdict(
  allowance: Partial<Watched['allowance']>,
  options: Partial<WatchOptions> & { readonly scratchMib?: number; readonly beside?: readonly Watched[] } = {},
): Promise<Exceeded> {
  const scratchFolder = join(folder, `scratch-${randomUUID()}`)
  mkdirSync(join(scratchFolder, 'below'), { recursive: true })
  writeFileSync(join(scratchFolder, 'below', 'file'), Buffer.alloc((options.scratchMib ?? 0) * MIB, 1))
  return new Promise((resolve) => {
    const watch = watchWorkers({
      watched: new Set(['memory', 'threads']),
      folder,
      everyMs: 5,
      ...options,
      workers: () => [
        ...(options.beside ?? []),
        {
          alive: true,
          busy: true,
          pid: process.pid,
          scratchFolder,
          allowance: { ...LARGE, ...allowance },
          exceed(exceeded) {
            watch[Symbol.dispose]()
            resolve(exceeded)
          },
        },
      ],
    })
  })
}

describe.runIf(process.platform === 'linux')('a worker is ended that has', () => {
  test('more memory than it may', async () => {
    expect(await verdict({ memoryBytes: MIB })).toEqual({ kind: 'memory', bytes: MIB })
  })

  test('more threads', async () => {
    expect(await verdict({ threads: 1 })).toEqual({ kind: 'threads', threads: 1 })
  })

  test('more on the disk, in whatever folder', async () => {
    expect(await verdict({ scratchBytes: MIB }, { scratchMib: 80 })).toEqual({ kind: 'scratch', bytes: MIB })
  })

  test('most of what is temporary on a disk that is about to be full', async () => {
    const disk = async () => ({ bavail: 100, blocks: 1e9, bsize: 4096 })
    const other = { alive: true, busy: true, pid: undefined, scratchFolder: join(folder, 'none'), allowance: LARGE } as const
    const beside = [{ ...other, exceed: () => expect.unreachable() }]
    expect(await verdict({}, { disk, scratchMib: 80, beside })).toEqual({ kind: 'disk' })
  })

  test('nothing of that: it goes on', async () => {
    let looks = 0
    const disk = async () => {
      looks += 1
      return { bavail: 1e9, blocks: 1e9, bsize: 4096 }
    }
    const told: Exceeded[] = []
    void verdict({}, { disk, scratchMib: 80 }).then((exceeded) => told.push(exceeded))
    while (looks < 5) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(told).toEqual([])
  })
})
