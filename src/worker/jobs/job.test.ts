import { EventEmitter } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test, vi } from 'vitest'
import { endlessSql } from '../../../testing/endless-sql.ts'
import { ERROR_LIMITS } from '../../protocol/error-limits.ts'
import type { ServerMessage, WorkerMessage } from '../../protocol/worker-channel.ts'
import { ServerChannel } from '../channel/server-channel.ts'
import { Engine } from '../engine/engine.ts'
import { JobCounters } from '../engine/job-counters.ts'
import { ENGINE_MACROS } from '../sql/render/duckdb/engine-macros.ts'
import { ENGINE_SETTINGS } from '../sql/render/duckdb/engine-settings.ts'
import { Job } from './job.ts'
import { JobContext } from './job-context.ts'

let engine: Engine
beforeAll(async () => {
  engine = await Engine.start(new URL('../engine-main.ts', import.meta.url), { settings: ENGINE_SETTINGS, macros: ENGINE_MACROS })
})

type Answer = Extract<ServerMessage, { kind: 'answer' | 'call-refused' }>

/** The server's end: whatever is called is answered so, but for the session, in which nothing was done, and for lists, which are empty. */
function channel(
  answer: (callId: number) => Promise<Answer> | Answer = (callId) => ({ kind: 'answer', callId, value: null }),
): ServerChannel {
  const emitter = new EventEmitter()
  const empty: Readonly<Record<string, unknown>> = {
    'get-session': { settings: {}, views: [], functions: [] },
    'list-databases': { databases: [] },
    'list-tables': { tables: [] },
  }
  const reply = async (callId: number, ask: typeof answer): Promise<void> => void emitter.emit('message', await ask(callId), undefined)
  const send = (message: WorkerMessage): boolean => {
    if (message.kind !== 'call') return true
    const value = empty[message.call.kind]
    void reply(message.callId, value === undefined ? answer : (callId) => ({ kind: 'answer', callId, value }))
    return true
  }
  return new ServerChannel({ send, dial: send, confirm: () => {}, on: (event, listener) => emitter.on(event, listener) }, () => {})
}

const order = (sql: string) => ({ jobId: 'j', sql, currentDatabase: 'default', conf: {} })
const beginJob = () => engine.request({ kind: 'begin-job', cancelFlag: new SharedArrayBuffer(4), counters: new JobCounters().buffer })

test('an engine that cannot open the job fails it, and its worker gets no other one', async () => {
  await beginJob()
  expect(
    await new Job(order('SELECT 1'), engine, channel(), { dataFolders: [], scratchFolder: '', scratchBytesMax: 0, threads: 1 }).run(),
  ).toMatchObject({
    kind: 'job-failed',
    jobId: 'j',
    isSpent: true,
  })
  await engine.request({ kind: 'end-job' })
})

test('an engine that cannot close the job leaves its end as it is, and its worker gets no other one', async () => {
  let isOpen = true
  const closing = channel(async (callId) => {
    if (isOpen) await engine.request({ kind: 'end-job' })
    isOpen = false
    return { kind: 'answer', callId, value: null }
  })
  const failed = await new Job(order('SELECT x FROM default.t'), engine, closing, {
    dataFolders: [],
    scratchFolder: '',
    scratchBytesMax: 0,
    threads: 1,
  }).run()
  expect(failed).toMatchObject({ kind: 'job-failed', error: { kind: 'sql-semantics' }, isSpent: true })
  const sound = await new Job(order('SELECT 1 AS one'), engine, channel(), {
    dataFolders: [],
    scratchFolder: '',
    scratchBytesMax: 0,
    threads: 1,
  }).run()
  expect(sound).toMatchObject({ kind: 'job-finished', result: { rowsJson: ['[1]'] } })
  expect(sound).not.toHaveProperty('isSpent')
})

test('a cancel that comes while the job is being closed interrupts no later one', async () => {
  const claim = { dataFolders: [], scratchFolder: '', scratchBytesMax: 0, threads: 1 }
  const job = new Job(order('SELECT 1 AS one'), engine, channel(), claim)
  const ask = engine.request.bind(engine)
  const closing = vi.spyOn(engine, 'request').mockImplementation((request) => {
    if (request.kind === 'end-job') job.cancel()
    return ask(request)
  })
  expect(await job.run()).toMatchObject({ kind: 'job-finished' })
  closing.mockRestore()
  const next = new Job(order('SELECT count(*) FROM range(300000000) WHERE id % 7 = 3'), engine, channel(), claim)
  expect(await next.run()).toMatchObject({ kind: 'job-finished', result: { rowsJson: ['[42857143]'] } })
})

test('a statement that takes more of the disk than it may is stopped by the name of the limit, and its worker takes the next', async () => {
  const scratchFolder = await mkdtemp(join(tmpdir(), 'causeway-job-'))
  await writeFile(join(scratchFolder, 'spilled'), Buffer.alloc(2 * 1024 ** 2, 1))
  const claim = { dataFolders: [], scratchFolder, scratchBytesMax: 0, threads: 1 }
  const limitOf = (mib: number) => [{ what: 'scratch', limit: mib * 1024 ** 2, by: 'causeway.sql.maxScratchBytes of the queue' }] as const
  try {
    const endless = { ...order(endlessSql), limits: [...limitOf(1)] }
    expect(await new Job(endless, engine, channel(), claim).run()).toMatchObject({
      kind: 'job-failed',
      error: {
        kind: 'limit-exceeded',
        message: expect.stringMatching(
          /^causeway\.sql\.maxScratchBytes of the queue refuses the statement: it takes [\d.]+ MB of the disk .*, and 1 are allowed$/,
        ),
      },
    })
    const next = { ...order('SELECT count(*) FROM range(100000000) WHERE id % 7 = 3'), limits: [...limitOf(100)] }
    expect(await new Job(next, engine, channel(), claim).run()).toMatchObject({ kind: 'job-finished' })
  } finally {
    await rm(scratchFolder, { recursive: true })
  }
})

test('a message is cut once, by the limit of the channel', async () => {
  const message = 'x'.repeat(ERROR_LIMITS.message)
  const refusing = channel((callId) => ({ kind: 'call-refused', callId, error: { kind: 'unavailable', message } }))
  const failed = await new Job(order('SELECT x FROM default.t'), engine, refusing, {
    dataFolders: [],
    scratchFolder: '',
    scratchBytesMax: 0,
    threads: 1,
  }).run()
  expect(failed).toMatchObject({ kind: 'job-failed', error: { message } })
})

test('a job keeps what it sent to remote databases as its page says: the first thousand, whole', () => {
  const { signal } = new AbortController()
  const context = new JobContext({
    jobId: 'j',
    engine,
    channel: channel(),
    signal,
    dataFolders: [],
    scratchFolder: '',
    scratchBytesMax: 0,
    counters: new JobCounters(),
    threads: 1,
  })
  const sql = 'x'.repeat(30_000)
  context.recordStatement('s', sql)
  for (let i = 0; i < 1_500; i += 1) context.recordStatement('s', `SELECT ${i}`)
  expect(context.notes.remoteStatements).toHaveLength(1_000)
  expect(context.notes.remoteStatements[0]?.sql).toBe(sql)
})

/** An engine that opens each job, and has only these words for whatever else it is asked. */
const engineThatSays = (message: string): Promise<Engine> => {
  const thread = `
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', ({ kind, requestId, request }) => {
      if (kind !== 'request') return
      const isOpening = request.kind === 'begin-job' || request.kind === 'end-job'
      parentPort.postMessage(
        isOpening
          ? { kind: 'answer', requestId, value: null }
          : { kind: 'failed', requestId, failure: { kind: 'engine', message: ${JSON.stringify(message)} } },
      )
    })
    parentPort.postMessage({ kind: 'opened' })`
  return Engine.start(new URL(`data:text/javascript,${encodeURIComponent(thread)}`), { settings: [], macros: [] })
}

test.each([
  'INTERNAL Error: Attempted to access index 3 within vector of size 3\n\nStack Trace:\n\n0 x.node(+0x1) [0x7f]',
  'FATAL Error: Failed to commit: out of pages',
  'Invalid Error: Failed: database has been invalidated because of a previous fatal error. The database must be restarted prior to being used again.',
])('a fault of the engine’s own ends with its job: in our words, and its worker gets no other one', async (said) => {
  const claim = { dataFolders: [], scratchFolder: '', scratchBytesMax: 0, threads: 1 }
  const end = await new Job(order('SELECT 1 AS one'), await engineThatSays(said), channel(), claim).run()
  expect(end).toMatchObject({ kind: 'job-failed', isSpent: true })
  expect(JSON.stringify(end)).not.toMatch(/vector|Stack|out of pages|invalidated/)
})

test('a refusal of the engine ends no worker', async () => {
  const claim = { dataFolders: [], scratchFolder: '', scratchBytesMax: 0, threads: 1 }
  const end = await new Job(order('SELECT 1 AS one'), await engineThatSays('Invalid Input Error: bad'), channel(), claim).run()
  expect(end).toMatchObject({ kind: 'job-failed' })
  expect(end).not.toHaveProperty('isSpent')
})
