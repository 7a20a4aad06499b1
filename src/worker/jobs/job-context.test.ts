import { EventEmitter } from 'node:events'
import { beforeAll, expect, test } from 'vitest'
import type { WorkerCall } from '../../protocol/worker-calls.ts'
import type { WorkerMessage } from '../../protocol/worker-channel.ts'
import { ServerChannel } from '../channel/server-channel.ts'
import { Engine } from '../engine/engine.ts'
import { JobCounters } from '../engine/job-counters.ts'
import { ENGINE_MACROS } from '../sql/render/duckdb/engine-macros.ts'
import { ENGINE_SETTINGS } from '../sql/render/duckdb/engine-settings.ts'
import { JobContext } from './job-context.ts'

let engine: Engine
beforeAll(async () => {
  engine = await Engine.start(new URL('../engine-main.ts', import.meta.url), { settings: ENGINE_SETTINGS, macros: ENGINE_MACROS })
})

/** A call that the server answers after the job was stopped. */
function askedBeforeStop(call: WorkerCall): Promise<unknown> {
  const emitter = new EventEmitter()
  const stop = new AbortController()
  const send = (message: WorkerMessage): boolean => {
    if (message.kind !== 'call') return true
    const { callId } = message
    queueMicrotask(() => {
      stop.abort()
      setImmediate(() => emitter.emit('message', { kind: 'answer', callId, value: { done: true } }, undefined))
    })
    return true
  }
  const channel = new ServerChannel({ send, dial: send, confirm: () => {}, on: (event, listener) => emitter.on(event, listener) }, () => {})
  const { signal } = stop
  return new JobContext({
    jobId: 'j',
    engine,
    channel,
    signal,
    dataFolders: [],
    scratchFolder: '',
    scratchBytesMax: 0,
    counters: new JobCounters(),
    threads: 1,
  }).call(call)
}

const T = { database: 'default', table: 't' }
const VIEW = { database: 'default', view: 'v' }

test.each<WorkerCall>([
  { kind: 'commit-table', ...T, operation: 'INSERT INTO', add: [], remove: 'none' },
  { kind: 'annotate-table', ...T, change: { kind: 'comment', comment: 'c' } },
  { kind: 'drop-catalog-view', ...VIEW, ifExists: false },
  { kind: 'rename-catalog-view', ...VIEW, newName: 'w' },
  { kind: 'change-view-properties', ...VIEW, change: { set: {}, unset: [], ifExists: true } },
])('a stopped job waits for the answer to $kind, and tells what became of it', async (call) => {
  expect(await askedBeforeStop(call)).toEqual({ done: true })
})

test.each<WorkerCall>([
  { kind: 'get-table', ...T },
  { kind: 'open-table', ...T },
])('a stopped job gives up $kind at once', async (call) => {
  await expect(askedBeforeStop(call)).rejects.toMatchObject({ kind: 'cancelled' })
})
