import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../testing/patience.ts'
import { type Api, isRecord } from './support/api.ts'
import { openServer } from './support/lab.ts'
import { AS_DELIVERED } from './support/server.ts'
import { authorization, sdkDate } from './support/signer.ts'

/** Rows while the query runs: POST /causeway/v1/{project_id}/queries. */
let api: Api
beforeAll(async () => {
  api = await openServer(AS_DELIVERED)
  await api.createQueue('q1')
})
afterAll(() => api?.server.close())

const MIB = 1 << 20
const endless = 'SELECT id, id * 2 AS twice FROM range(1000000000000)'

/** The answer as it comes: nothing of it is read yet. */
async function open(sql: string, queue = 'q1'): Promise<IncomingMessage> {
  const target = `/causeway/v1/${api.projectId}/queries`
  const { hostname, port, host } = new URL(api.server.endpoint)
  const body = JSON.stringify({ sql, queue_name: queue })
  const headers = { host, 'content-type': 'application/json', 'x-sdk-date': sdkDate(new Date()) }
  const signature = authorization(api.server.identity, { method: 'POST', target, headers, body }, Object.keys(headers))
  const request = httpRequest({ hostname, port, method: 'POST', path: target, headers: { ...headers, authorization: signature } })
  request.end(body)
  const [answer]: IncomingMessage[] = await once(request, 'response')
  if (answer === undefined) throw new Error('no answer')
  expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': expect.stringContaining('application/x-ndjson') } })
  return answer
}

/** Reads line by line, without keeping them; stops reading where `take` says so. `undefined` at the end: the connection was cut. */
class Lines {
  readonly answer: IncomingMessage
  readonly #chunks: AsyncIterator<Buffer>
  #rest: string[] = []
  #partial = ''
  bytes = 0

  constructor(answer: IncomingMessage) {
    this.answer = answer
    answer.setEncoding('utf8')
    this.#chunks = answer[Symbol.asyncIterator]()
  }

  static async open(sql: string, queue?: string): Promise<Lines> {
    return new Lines(await open(sql, queue))
  }

  async next(): Promise<string | undefined> {
    while (this.#rest.length === 0) {
      const chunk = await this.#chunks.next()
      if (chunk.done === true) return undefined
      this.bytes += chunk.value.length
      this.#rest = (this.#partial + String(chunk.value)).split('\n').reverse()
      this.#partial = this.#rest.shift() ?? ''
    }
    return this.#rest.pop()
  }

  async json(): Promise<Readonly<Record<string, unknown>>> {
    const value: unknown = JSON.parse((await this.next()) ?? 'null')
    return isRecord(value) ? value : {}
  }

  /** The last line; an error when the connection is cut. */
  async last(): Promise<unknown> {
    let last: string | undefined
    for (let line = await this.next(); line !== undefined; line = await this.next()) last = line
    return JSON.parse(last ?? 'null')
  }
}

/** What a process has at most had in memory; 0 when it is gone. Linux only. */
function peakBytes(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

const jobStatus = async (jobId: string) => (await api.get(`/v1.0/{p}/jobs/${jobId}/status`)).body

describe('rows while a query runs', () => {
  it('rows come exact, and in the order that the query asks for', async () => {
    const rows = 50_000
    const lines = await Lines.open(
      `SELECT id, CAST(id AS DECIMAL(38,3)) + 12345678901234567890 AS d, concat('text ', id) AS t FROM range(${rows}) ORDER BY id DESC`,
    )
    const head = await lines.json()
    expect(head['columns']).toEqual([
      { name: 'id', type: 'bigint' },
      { name: 'd', type: expect.stringMatching(/^decimal/) },
      { name: 't', type: 'string' },
    ])
    for (let id = rows - 1; id >= 0; id -= 1) {
      const line = await lines.next()
      const expected = `[${id},${12345678901234567890n + BigInt(id)}.000,"text ${id}"]`
      if (line !== expected) expect(line).toBe(expected)
    }
    expect(await lines.json()).toEqual({ state: 'FINISHED', row_count: rows })
    expect(await lines.next()).toBeUndefined()
    expect(await jobStatus(String(head['job_id']))).toMatchObject({ status: 'FINISHED', result_count: rows })
  })

  it.runIf(process.platform === 'linux')('a result of 600 MiB comes whole, in the memory that one of 45 MiB takes', async () => {
    const text = 'text '.repeat(480)
    // The largest of the workers runs it: the others have only been started. Looked at while rows come, for a worker that has grown too large is ended after its job.
    const largest = async (): Promise<number> => Math.max(...(await api.server.children()).map(peakBytes))
    // Nothing in the statement needs all rows at once, as a sort would: what grows with them is what we keep.
    const read = async (rows: number): Promise<{ readonly bytes: number; readonly peak: number }> => {
      const lines = await Lines.open(`SELECT concat(repeat('text ', 480), id) AS t FROM range(${rows})`)
      await lines.json()
      let peak = 0
      for (let id = 0; id < rows; id += 1) {
        const line = await lines.next()
        const expected = `["${text}${id}"]`
        if (line !== expected) expect(line).toBe(expected)
        if (id % 2_000 === 0) peak = Math.max(peak, await largest())
      }
      expect(await lines.json()).toEqual({ state: 'FINISHED', row_count: rows })
      return { bytes: lines.bytes, peak }
    }
    const short = await read(20_000)
    const serverBefore = peakBytes(api.server.pid)
    const long = await read(300_000)
    expect(long.bytes).toBeGreaterThan(600 * MIB)
    expect(long.peak - short.peak).toBeLessThan(long.bytes / 3)
    expect(peakBytes(api.server.pid) - serverBefore).toBeLessThan(long.bytes / 3)
  })

  it('a client that stops reading holds the worker, not the memory of anybody; when it reads again the rows go on', async () => {
    const lines = await Lines.open(endless)
    const jobId = String((await lines.json())['job_id'])
    const progress = async (): Promise<number> => Number((await jobStatus(jobId))['result_count'])
    // Whatever the kernel and the pieces hold is filled when the number stands still over several reports of the worker.
    let stood = 0
    let last = -1
    await waitPatiently({
      meanwhile: 'The rows still go on',
      look: async () => {
        const now = await progress()
        stood = now > 0 && now === last ? stood + 1 : 0
        last = now
        return stood >= 6 ? true : undefined
      },
      pauseMs: 500,
    })
    for (let id = 0; id < last + 10_000; id += 1) {
      const line = await lines.next()
      if (line !== `[${id},${id * 2}]`) expect(line).toBe(`[${id},${id * 2}]`)
    }
    await waitPatiently({
      meanwhile: 'The rows stand still',
      look: async () => ((await progress()) > last ? true : undefined),
      pauseMs: 100,
    })
    lines.answer.destroy()
    expect(await api.waitForJob(jobId)).toMatchObject({ status: 'CANCELLED' })
  })

  it('a client that goes away cancels its job, and the queue runs the next', async () => {
    const lines = await Lines.open(endless)
    const jobId = String((await lines.json())['job_id'])
    for (let n = 0; n < 1_000; n += 1) await lines.next()
    lines.answer.destroy()
    expect(await api.waitForJob(jobId)).toMatchObject({ status: 'CANCELLED', message: expect.stringContaining('client') })
    expect(await api.rows('SELECT 1', { queue: 'q1' })).toEqual([[1]])
  })

  it('two at once on one queue get their own rows', async () => {
    const [one, other] = await Promise.all([
      Lines.open('SELECT id AS one FROM range(300000)'),
      Lines.open('SELECT -id AS other FROM range(300000)'),
    ])
    for (const [lines, sign] of [
      [one, ''],
      [other, '-'],
    ] as const) {
      await lines.json()
      for (let id = 0; id < 300_000; id += 1) {
        const line = await lines.next()
        const expected = id === 0 ? '[0]' : `[${sign}${id}]`
        if (line !== expected) expect(line).toBe(expected)
      }
      expect(await lines.json()).toEqual({ state: 'FINISHED', row_count: 300_000 })
    }
  })

  it.runIf(process.platform === 'linux')(
    'a worker that is killed between the rows: the last line says FAILED, and so does the job',
    async () => {
      const lines = await Lines.open(endless)
      const jobId = String((await lines.json())['job_id'])
      // Whichever of them has the job: all go.
      for (const pid of await api.server.children()) {
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // It went with another.
        }
      }
      expect(await lines.last()).toMatchObject({ state: 'FAILED', error_code: expect.any(String), error_msg: expect.stringMatching(/\S/) })
      expect(await jobStatus(jobId)).toMatchObject({ status: 'FAILED' })
      expect(await api.rows('SELECT 2', { queue: 'q1' })).toEqual([[2]])
    },
  )
})

describe('a server that ends between the rows', () => {
  it('in order: the last line says CANCELLED, and after the next start the job says so too', async () => {
    const lines = await Lines.open(endless)
    const jobId = String((await lines.json())['job_id'])
    const stopped = api.server.end('SIGTERM')
    expect(await lines.last()).toMatchObject({ state: 'CANCELLED', error_msg: expect.stringContaining('stop') })
    await stopped
    await api.server.start()
    expect(await jobStatus(jobId)).toMatchObject({ status: 'CANCELLED' })
  })

  it('by SIGKILL: the rows end without a last line, and after the next start the job has failed', async () => {
    const lines = await Lines.open(endless)
    const jobId = String((await lines.json())['job_id'])
    await api.waitForStatus(jobId, ['RUNNING'])
    const killed = api.server.end('SIGKILL')
    await expect(lines.last()).rejects.toThrow(/aborted|hang up|ECONNRESET/)
    await killed
    await api.server.start()
    expect(await jobStatus(jobId)).toMatchObject({ status: 'FAILED', message: expect.stringContaining('restarted') })
  })
})
