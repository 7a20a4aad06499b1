import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { CausewayError } from '../../base/errors.ts'
import { Interrupted } from '../connect/interrupted.ts'
import { runStatement, waitForJob } from './run-statement.ts'
import type { SqlTarget } from './sql-target.ts'

const CANCELLED = new Interrupted('Cancelled')

/** A server whose job is in these states one after the other once it has been cancelled, and then does not answer. It is cancelled as soon as it runs. */
function serverOf(states: readonly string[], reason: CausewayError = CANCELLED) {
  const interrupt = new AbortController()
  const left = [...states]
  const unused = () => Promise.reject(new Error('not asked here'))
  const target: SqlTarget = {
    project: 'p',
    queue: 'q1',
    database: '',
    server: {
      async ask() {
        if (!interrupt.signal.aborted) {
          interrupt.abort(reason)
          return { status: 'RUNNING' }
        }
        const status = left.shift()
        if (status === undefined) throw new CausewayError('unavailable', 'gone')
        return status === 'none' ? { jobs: [] } : { status, jobs: [{ status }] }
      },
      async send(method) {
        if (method === 'DELETE') return new IncomingMessage(new Socket())
        interrupt.abort(reason)
        throw reason
      },
      projectId: unused,
      again: unused,
      told: { endpoint: '', user: '', context: '', queue: undefined },
    },
  }
  return { target, left, signal: interrupt.signal }
}

const query = ({ target, signal }: ReturnType<typeof serverOf>) =>
  runStatement(target, 'SELECT 1', { columns: async () => {}, rows: async () => {} }, () => {}, signal)
const job = ({ target, signal }: ReturnType<typeof serverOf>) => waitForJob(target, 'j', signal)

it.each([
  ['a query', query],
  ['a job', job],
])('%s that somebody cancels is over when its job has ended, and says how', async (_, run) => {
  const cancelled = serverOf(['RUNNING', 'RUNNING', 'CANCELLED'])
  await expect(run(cancelled)).rejects.toBe(CANCELLED)
  expect(cancelled.left).toEqual([])
  await expect(run(serverOf(['RUNNING', 'FINISHED']))).rejects.toThrow('Cancelled too late: the job is FINISHED')
  const unknown = run(serverOf(['RUNNING']))
  await expect(unknown).rejects.toThrow('Cancelled, and the server does not say whether the job has ended')
  await expect(unknown).rejects.toBeInstanceOf(Interrupted)
})

it.each([
  ['a query', query],
  ['a job', job],
])('%s that nobody sits at is not waited for', async (_, run) => {
  const late = new CausewayError('timed-out', 'late')
  const server = serverOf(['RUNNING', 'CANCELLED'], late)
  await expect(run(server)).rejects.toBe(late)
  expect(server.left).toHaveLength(2)
})

it('a query that was cancelled before it had a job is over at once', async () => {
  await expect(query(serverOf(['none']))).rejects.toBe(CANCELLED)
})

it('nothing is begun of what was cancelled before', async () => {
  const server = serverOf([])
  await expect(
    runStatement(server.target, 'DROP TABLE a', { columns: async () => {}, rows: async () => {} }, () => {}, AbortSignal.abort(CANCELLED)),
  ).rejects.toBe(CANCELLED)
  expect(server.signal.aborted).toBe(false)
})
