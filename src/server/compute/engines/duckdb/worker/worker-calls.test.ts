import { expect, it } from 'vitest'
import type { ServerMessage } from '../../../../../protocol/worker-channel.ts'
import { type CallRequest, WorkerCalls } from './worker-calls.ts'

const request = (callId: number): CallRequest => ({ callId, contextId: 'job', call: { kind: 'list-databases' } })
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) await turn()
}

it('a worker that takes no answers is given no more of them', async () => {
  const sent: ServerMessage[] = []
  const written: (() => void)[] = []
  let answered = 0
  const answer = async (): Promise<unknown> => {
    answered += 1
    return 'x'
  }
  const calls = new WorkerCalls(answer, (message, done) => {
    sent.push(message)
    written.push(done)
  })
  for (let i = 0; i < 1000; i += 1) expect(calls.request(request(i))).toBe(true)
  await turns(2000)
  expect(answered).toBe(16)
  // It waits for nobody but itself: whoever watches it may give it up.
  expect(calls.isAnswering).toBe(false)
  written.splice(0, 3).forEach((done) => {
    done()
  })
  await turns(10)
  expect(answered).toBe(19)
  while (sent.length < 1000) {
    for (const done of written.splice(0)) done()
    await turn()
  }
  expect(sent).toMatchObject(Array.from({ length: 1000 }, (_, callId) => ({ kind: 'answer', callId })))
})

it('calls that are answered at once leave turns to others', async () => {
  let answered = 0
  const calls = new WorkerCalls(
    async () => {
      answered += 1
    },
    (_message, done) => done(),
  )
  for (let i = 0; i < 10; i += 1) calls.request(request(i))
  expect(answered).toBe(1)
  for (let count = 1; count < 10; count += 1) {
    expect(answered).toBeLessThanOrEqual(count)
    await turn()
  }
  await turns(2)
  expect(answered).toBe(10)
})
