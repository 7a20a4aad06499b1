import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { setTimeout as nextTurn } from 'node:timers/promises'
import { expect } from 'vitest'
import { waitPatiently } from '../../testing/patience.ts'
import { type Api, listOf } from './api.ts'
import { openServer } from './lab.ts'
import { startWrittenBucket } from './written-bucket.ts'

/** A server with a bucket named lake, in which writers are killed. */
export interface KilledLake extends AsyncDisposable {
  readonly api: Api
  /** All files below a folder of the bucket, hidden ones too; of a store its objects, and what is on its way to become one. */
  files(below: string): Promise<readonly string[]>
  /** Resolves when something has come into the bucket, or gone from it, for the n-th time from now on, or when it is over. */
  change(n: number, isOver: () => boolean): Promise<void>
}

export async function lakeOfFolder(): Promise<KilledLake> {
  const api = await openServer()
  const made = await api.put('/causeway/v1/{p}/buckets/lake')
  expect(made.status, made.text).toBeLessThan(300)
  const folder = join(api.server.home, 'project-buckets', api.projectId, 'lake')
  const files = async (below: string): Promise<readonly string[]> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true, recursive: true }).catch(() => [])
    return entries
      .filter((entry) => entry.isFile() || entry.name.startsWith('.'))
      .map((entry) => relative(join(folder, below), join(entry.parentPath, entry.name)))
      .toSorted()
  }
  const whole = async (): Promise<ReadonlySet<string>> => new Set((await files('')).filter((path) => !path.includes('.unfinished-')))
  return {
    api,
    files,
    async change(n, isOver) {
      const before = await whole()
      while (!isOver()) {
        const now = await whole()
        if (now.symmetricDifference(before).size >= n) return
      }
    },
    [Symbol.asyncDispose]: () => api.server.close(),
  }
}

export async function lakeOfStore(program: string): Promise<KilledLake> {
  const lab = await startWrittenBucket(program)
  return {
    api: lab.api,
    files: async (below) => [
      ...(await lab.s3.keys('lake', below)).map((key) => relative(below, key)),
      ...(await lab.s3.uploads('lake')).filter((key) => key.startsWith(`${below}/`)).map((key) => `upload of ${key}`),
    ],
    async change(n, isOver) {
      let seen = 0
      lab.between.decide = (request) => {
        if (/^(PUT|POST|DELETE) /.test(request)) seen += 1
        return { kind: 'pass' }
      }
      while (!isOver() && seen < n) await nextTurn(1)
    },
    [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
  }
}

/** A write that was accepted and had not begun when the server was killed is run after the next start: it is over before anybody says what is there. */
export function takenUpJobsEnd(api: Api): Promise<true> {
  return waitPatiently({
    meanwhile: 'Jobs of before the restart have not ended',
    look: async () => {
      const { status: code, body, text } = await api.get('/v1.0/{p}/jobs?page-size=100&order=start_time_desc')
      expect(code, text).toBe(200)
      const open = listOf(body['jobs']).filter(({ status }) => !['FINISHED', 'FAILED', 'CANCELLED'].includes(String(status)))
      return open.length === 0 ? true : undefined
    },
    processes: () => api.server.children(),
    pauseMs: 50,
  })
}
