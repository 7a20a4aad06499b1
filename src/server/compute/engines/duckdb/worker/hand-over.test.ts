import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { type ServerMessage, UNCONFIRMED_MAX } from '../../../../../protocol/worker-channel.ts'
import type { Grant } from '../../../../domain/grant.ts'
import { HandOver } from './hand-over.ts'

const GRANT: Grant = { revokedBecause: undefined, hold() {}, release() {} }

test('what is dialled when its job is cancelled is refused at once, and what is asked for later is dialled', async () => {
  const sent: ServerMessage[] = []
  const signals: AbortSignal[] = []
  const handOver = new HandOver({
    dial: (_request, signal) =>
      new Promise((_resolve, reject) => {
        signals.push(signal)
        signal.addEventListener('abort', () => reject(new Error('given up')))
      }),
    send: (message) => void sent.push(message),
    sendAtOnce: () => false,
    revoke: async () => {},
  })
  handOver.request(DIAL)
  handOver.callOff()
  await expect.poll(() => sent).toMatchObject([{ kind: 'dial-refused', dialId: 1 }])
  handOver.request({ ...DIAL, dialId: 2 })
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false])
  expect(handOver.isDialling).toBe(true)
  handOver.close()
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true])
})

test('what waits for its turn when its job is cancelled is refused as well, and does not hold up what is asked for later', async () => {
  const sent: ServerMessage[] = []
  const dialled: number[] = []
  const handOver = new HandOver({
    dial: ({ dialId }, signal) => {
      if (signal.aborted) return Promise.reject(new Error('given up'))
      dialled.push(dialId)
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('given up'))))
    },
    send: (message) => void sent.push(message),
    sendAtOnce: () => false,
    revoke: async () => {},
  })
  for (let dialId = 1; dialId <= UNCONFIRMED_MAX + 5; dialId += 1) handOver.request({ ...DIAL, dialId })
  expect(dialled).toHaveLength(UNCONFIRMED_MAX)
  handOver.callOff()
  handOver.request({ ...DIAL, dialId: 1_000 })
  await expect.poll(() => sent.filter(({ kind }) => kind === 'dial-refused')).toHaveLength(UNCONFIRMED_MAX + 5)
  await expect.poll(() => dialled.slice(UNCONFIRMED_MAX)).toEqual([1_000])
  handOver.close()
})

function lab() {
  const sent: { readonly message: ServerMessage; readonly done: (error: Error | null) => void }[] = []
  const sockets: Socket[] = []
  const handOver = new HandOver({
    dial: async () => {
      const socket = new Socket()
      sockets.push(socket)
      return { kind: 'connected', socket, grant: GRANT }
    },
    send: (message, _socket, done = () => {}) => void sent.push({ message, done }),
    sendAtOnce: () => false,
    revoke: async () => {},
  })
  const areClosed = () => sockets.length > 0 && sockets.every(({ destroyed }) => destroyed)
  return { sent, handOver, areClosed, [Symbol.dispose]: () => handOver.close() }
}

const DIAL = { dialId: 1, contextId: 'j', host: 'pg', port: 5432 }

test('a worker that says it has a socket which has not gone to it yet breaks the protocol: it would have the server keep ever more on their way', async () => {
  using made = lab()
  const { handOver, sent } = made
  expect(handOver.request(DIAL)).toBe(true)
  await expect.poll(() => sent.length).toBe(1)
  expect(handOver.taken(1)).toBe(false)
  sent[0]?.done(null)
  expect(handOver.taken(1)).toBe(true)
  await expect.poll(made.areClosed).toBe(true)
  expect(handOver.taken(1)).toBe(false)
})

test('a socket that cannot be given to a worker which lives is refused: it would wait for it for ever', async () => {
  using made = lab()
  const { handOver, sent } = made
  handOver.request(DIAL)
  await expect.poll(() => sent.length).toBe(1)
  sent[0]?.done(new Error('sendmsg ETOOMANYREFS'))
  expect(sent.map(({ message }) => message)).toEqual([
    { kind: 'dialed', dialId: 1 },
    { kind: 'dial-refused', dialId: 1, error: expect.objectContaining({ kind: 'unreachable' }) },
  ])
  expect([handOver.isDialling, made.areClosed(), handOver.taken(1)]).toEqual([false, true, false])
})
