import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { WorkerMessage } from '../../../../../protocol/worker-channel.ts'
import { isWorkerMessage } from './is-worker-message.ts'

const whole = Compile(WorkerMessage)

test.each<unknown>([
  { kind: 'ready' },
  { kind: 'dial', dialId: 1, contextId: 'job', host: 'pg', port: 5432 },
  { kind: 'dial', dialId: 1, contextId: 'job', host: 'pg', port: 5432, bucket: 'b' },
  { kind: 'sockets-taken', dialIds: [1, 2] },
  { kind: 'job-cancelled', jobId: 'job', residentBytes: 1, isSpent: true },
])('what the protocol has is a message: %j', (message) => {
  expect(whole.Check(message)).toBe(true)
  expect(isWorkerMessage(message)).toBe(true)
})

test.each<unknown>([
  undefined,
  null,
  'dial',
  [],
  {},
  { kind: 'constructor' },
  { kind: ['dial'] },
  { kind: 'dial', dialId: 1, contextId: 'job', host: 'pg', port: 0 },
  { kind: 'dial', dialId: 1, contextId: 'job', host: 'p\u0000g', port: 1 },
  // Of another kind, though one of them has this shape.
  { kind: 'ready-', dialId: 1 },
  { kind: 'sockets-taken', dialIds: [1.5] },
  { kind: 'sockets-taken', dialIds: [] },
  // More than a worker can have.
  { kind: 'sockets-taken', dialIds: Array.from({ length: 33 }, (_, dialId) => dialId) },
  { kind: 'dialed', dialId: 1 },
])('what it has not is none: %j', (message) => {
  expect(whole.Check(message)).toBe(false)
  expect(isWorkerMessage(message)).toBe(false)
})
