import { expect, it } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import type { WorkerCall } from '../../../protocol/worker-calls.ts'
import type { JobOutcome } from '../../compute/compute-ports.ts'
import { WrittenByJobs } from './written-by-jobs.ts'

const KILLED: JobOutcome = {
  kind: 'failed',
  error: new CausewayError('internal', 'The worker ended unexpectedly (SIGKILL)'),
  remoteStatements: [],
}
const COMMIT = { kind: 'commit-table', database: 'shop', table: 'orders' } as WorkerCall
const location = 'obs://lake/t'
const publish = (changed: Partial<Extract<WorkerCall, { kind: 'publish-objects' }>> = {}): WorkerCall => ({
  kind: 'publish-objects',
  location,
  objects: [],
  replace: [],
  touched: [''],
  isNew: false,
  forTable: false,
  marker: false,
  ...changed,
})
const create = {
  kind: 'create-table',
  table: { database: 'shop', name: 'made', columns: [], source: { kind: 'files', location } },
} as unknown as WorkerCall
const done = () => Promise.resolve({})
const messageOf = (outcome: JobOutcome): string => (outcome.kind === 'failed' ? outcome.error.message : '')

it('a job whose worker ends right behind its commit says what it has written', async () => {
  const written = new WrittenByJobs()
  await written.during('j', COMMIT, done)
  const outcome = await written.ended('j', KILLED)
  expect(messageOf(outcome)).toBe('The worker ended unexpectedly (SIGKILL). What the job had written by then stays: shop.orders has it')
  expect(await written.ended('j', KILLED)).toBe(KILLED)
})

it('waits for a commit that is under way when the worker ends', async () => {
  const written = new WrittenByJobs()
  const { promise, resolve } = Promise.withResolvers<void>()
  const committing = written.during('j', COMMIT, () => promise)
  const ended = written.ended('j', KILLED)
  resolve()
  await committing
  expect(messageOf(await ended)).toContain('shop.orders has it')
})

it.each([
  ['was refused', COMMIT, () => Promise.reject(new Error('no'))],
  ['made nothing', create, () => Promise.resolve({ created: false })],
  ['waits for its table', publish({ isNew: true, forTable: true }), done],
  ['only reads', { kind: 'list-databases' } as WorkerCall, done],
])('says nothing of what %s', async (_, call, work) => {
  const written = new WrittenByJobs()
  await written.during('j', call, work).catch(() => undefined)
  expect(await written.ended('j', KILLED)).toBe(KILLED)
})

it('says nothing of objects that were taken back, but of those that have replaced others', async () => {
  const written = new WrittenByJobs()
  const discard: WorkerCall = { kind: 'discard-objects', location, uploads: [] }
  await written.during('added', publish(), done)
  await written.during('added', discard, done)
  expect(await written.ended('added', KILLED)).toBe(KILLED)
  await written.during('replaced', publish({ replace: [{ path: 'a', etag: 'e' }] }), done)
  await written.during('replaced', discard, done)
  expect(messageOf(await written.ended('replaced', KILLED))).toContain(`${location} has it`)
})

it('a job that has finished, or was cancelled behind its commit', async () => {
  const written = new WrittenByJobs()
  await written.during('f', COMMIT, done)
  const finished = { kind: 'finished' } as JobOutcome
  expect(await written.ended('f', finished)).toBe(finished)
  await written.during('c', COMMIT, done)
  expect(await written.ended('c', { kind: 'cancelled', reason: 'Cancelled by admin' })).toEqual({
    kind: 'cancelled',
    reason: 'Cancelled by admin. What the job had written by then stays: shop.orders has it',
  })
})
