import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BetweenHttp, startBetweenHttp } from '../../testing/between-http.ts'
import { waitPatiently } from '../../testing/patience.ts'
import { type S3Server, startS3Server } from '../../testing/s3-server.ts'
import { Api, type JobEnd } from './api.ts'
import { NONE_AHEAD, TestServer } from './server.ts'

const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/

/** A server with the bucket lake of a store of its own, whose requests can be held up and answered otherwise on their way. */
export interface WrittenBucket extends AsyncDisposable {
  readonly s3: S3Server
  readonly api: Api
  /** Stands before the store. */
  readonly between: BetweenHttp
  /** Waits until no upload is under way. */
  readonly nothingUnfinished: () => Promise<unknown>
  /** Waits for these objects below a folder of the bucket. */
  readonly keysBecome: (below: string, keys: readonly string[]) => Promise<unknown>
  /** Of the objects below a folder of the bucket, with ID for each id. */
  readonly names: (below: string) => Promise<readonly string[]>
  /** Runs a statement until it comes to a request, which then stands still. Answers with its job. */
  readonly until: (request: RegExp, sql: string, count?: number) => Promise<string>
  /** A statement whose first such request has come to the store, and is answered when it is to go on. */
  readonly stopped: (request: RegExp, sql: string) => Promise<{ readonly end: Promise<JobEnd>; goOn(): void }>
}

export async function startWrittenBucket(program: string): Promise<WrittenBucket> {
  await using started = new AsyncDisposableStack()
  const s3 = await startS3Server(program, { buckets: ['lake'] })
  started.defer(() => s3.stop())
  const between = await startBetweenHttp(s3.port)
  started.defer(() => between.close())
  const folder = await mkdtemp(join(tmpdir(), 'causeway-store-'))
  started.defer(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'key'), `${s3.accessKey}:${s3.secretKey}\n`, { mode: 0o600 })
  const store = `endpoint: http://127.0.0.1:${between.port}\n    region: ${s3.region}\n    keyFile: key`
  await writeFile(join(folder, 'causeway.yaml'), `${NONE_AHEAD}objectStores:\n  lake:\n    ${store}\n`)
  const api = new Api(await TestServer.start({ CAUSEWAY_CONFIG: join(folder, 'causeway.yaml') }))
  started.defer(async () => void (await api.server.close()))
  const all = started.move()

  return {
    s3,
    api,
    between,

    nothingUnfinished: () =>
      waitPatiently({
        meanwhile: 'There are unfinished uploads',
        look: async () => ((await s3.uploads('lake')).length === 0 ? true : undefined),
        processes: () => [api.server.pid],
      }),

    keysBecome: (below, keys) =>
      waitPatiently({
        meanwhile: `There are other objects below ${below} than ${keys.join(', ')}`,
        look: async () => ((await s3.keys('lake', below)).join() === keys.join() ? true : undefined),
        processes: () => [api.server.pid],
      }),

    names: async (below) => (await s3.keys('lake', below)).map((key) => key.slice(below.length + 1).replace(ID, 'ID')),

    async until(request, sql, count = 1) {
      let held = 0
      between.decide = (asked) => {
        if (!request.test(asked)) return { kind: 'pass' }
        held += 1
        return { kind: 'hold' }
      }
      const jobId = String((await api.submit(sql)).body['job_id'])
      await waitPatiently({
        meanwhile: `It has not come to ${request}`,
        look: () => (held >= count ? true : undefined),
        over: async () => {
          const { status, message } = await api.waitForStatus(jobId, ['RUNNING', 'FINISHED', 'FAILED', 'CANCELLED'])
          return status === 'RUNNING' ? undefined : `The job has ended: ${status} ${message}`
        },
      })
      return jobId
    },

    async stopped(request, sql) {
      const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      between.decide = (asked) => {
        if (!request.test(asked)) return { kind: 'pass' }
        between.decide = () => ({ kind: 'pass' })
        arrived.resolve()
        return { kind: 'pass', answerAfter: released.promise }
      }
      const end = api.run(sql)
      await arrived.promise
      return { end, goOn: () => released.resolve() }
    },

    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}
