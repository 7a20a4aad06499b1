import { expect, it } from 'vitest'
import { createEvents } from '../../control/events/events.ts'
import { LIMITS } from '../../control/shared/limits.ts'
import { eventStream, LASTS_MS } from './event-stream.ts'

const CALLER = { projectId: 'p', userId: 'u', userName: 'u' }
const HEARTBEAT = ':\n\n'
const LONG_MS = 3_000_000

/** A stream over real events, with a clock that the test sets. */
function start({ heartbeatMs = LONG_MS } = {}) {
  const events = createEvents({ epoch: 7, clock: () => 0 })
  const stopping = new AbortController()
  let now = 5
  const listening = events.listen(CALLER, undefined)
  const stream = eventStream({ listening, signal: stopping.signal, monotonic: () => now, heartbeatMs })
  return {
    next: async () => (await stream.next()).value,
    happen: (vpcId: string) => events.publish('p', { kind: 'vpc', vpcId, change: 'created' }),
    pass: (ms: number) => {
      now += ms
    },
    stop: () => stopping.abort(),
    leave: () => stream.return(undefined),
    /** How many more may listen to the project. */
    freePlaces: () => {
      const taken: { close(): void }[] = []
      try {
        for (;;) taken.push(events.listen(CALLER, undefined))
      } catch {
        for (const one of taken) one.close()
        return taken.length
      }
    },
  }
}

it('sends a comment where nothing happens, again and again, and then what happens', async () => {
  const stream = start({ heartbeatMs: 1 })
  expect(await stream.next()).toBe('retry: 2000\nid: 7-0\n\n')
  for (let beat = 0; beat < 3; beat += 1) expect(await stream.next()).toBe(HEARTBEAT)
  stream.happen('v')
  let text = await stream.next()
  while (text === HEARTBEAT) text = await stream.next()
  expect(text).toBe('id: 7-1\nevent: vpc\ndata: {"time":0,"vpc_id":"v","change":"created"}\n\n')
  expect(await stream.next()).toBe(HEARTBEAT)
  await stream.leave()
})

it('ends after an hour, and not before: who comes back shows credentials anew; nothing is lost of what came before', async () => {
  const stream = start()
  await stream.next()
  stream.happen('early')
  expect(await stream.next()).toContain('"early"')
  stream.pass(LASTS_MS - 1)
  stream.happen('in time')
  expect(await stream.next()).toContain('"in time"')
  stream.pass(1)
  expect(stream.freePlaces()).toBe(LIMITS.listenersOfProject - 1)
  expect(await stream.next()).toBe('event: end\ndata: {"reason":"come-back"}\n\n')
  expect(await stream.next()).toBeUndefined()
  expect(stream.freePlaces()).toBe(LIMITS.listenersOfProject)
  expect(LASTS_MS).toBe(60 * 60 * 1_000)
})

it('where nothing happens in that hour it ends with the heartbeat that comes behind it', async () => {
  const stream = start({ heartbeatMs: 1 })
  await stream.next()
  expect(await stream.next()).toBe(HEARTBEAT)
  stream.pass(LASTS_MS)
  let text = await stream.next()
  while (text === HEARTBEAT) text = await stream.next()
  expect(text).toContain('"come-back"')
})

it('ends with its reason when the server stops, without a wait for the heartbeat', async () => {
  const stream = start()
  await stream.next()
  const waiting = stream.next()
  stream.stop()
  let text = await waiting
  while (text === HEARTBEAT) text = await stream.next()
  expect(text).toBe('event: end\ndata: {"reason":"server-stops"}\n\n')
  expect(await stream.next()).toBeUndefined()
})

it('ends with its reason when the client is too slow, and frees its place when the client leaves', async () => {
  const slow = start()
  await slow.next()
  for (let n = 0; n <= 2 * LIMITS.eventsKept; n += 1) slow.happen(String(n))
  expect(await slow.next()).toBe('event: end\ndata: {"reason":"fallen-behind"}\n\n')
  expect(await slow.next()).toBeUndefined()
  const left = start()
  await left.next()
  await left.leave()
  expect(left.freePlaces()).toBe(LIMITS.listenersOfProject)
})
