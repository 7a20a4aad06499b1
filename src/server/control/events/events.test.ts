import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inAnotherProject, newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import type { GuardedListening, RightsTold } from '../guards/event-guard.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import type { EventId } from './event-log.ts'
import { createEvents } from './events.ts'
import type { Told } from './listening.ts'

type Heard = Told | RightsTold
const WAIT_MS = 60_000
const never = new AbortController().signal
/** What it was let in by. */
const stays = async (): Promise<void> => {}
const somebody: Caller = { projectId: 'p', userId: 'u', userName: 'u' }

/** Asks until something is so that the test waits for; gives back all that was told. */
async function until(listening: Pick<GuardedListening, 'next'>, isIt: (told: Heard) => boolean): Promise<readonly Heard[]> {
  const all: Heard[] = []
  // A change of somebody's rights ends a wait with nothing to tell.
  let woken = 0
  while (!all.some(isIt)) {
    const told = await listening.next(WAIT_MS, never)
    woken += told?.length === 0 ? 1 : 0
    if (told === undefined || woken > 10) throw new Error(`It did not come, only ${JSON.stringify(all)}`)
    all.push(...told)
  }
  return all
}

const eventsOf = (told: readonly Heard[]) => told.map((one) => (one.kind === 'reset' || one.kind === 'rights' ? one : one.event))

describe('the events of a project', () => {
  let server: StartedServer
  beforeAll(async () => {
    server = await startServerRooms()
  })
  afterAll(() => server.remove())

  it('tell each change of queues, bindings, connections, VPCs and jobs, in order, and of no other project', async () => {
    const { control, caller } = server
    const listening = await control.events.listen(caller, undefined, stays)
    const foreign = await control.events.listen(await inAnotherProject(server), undefined, stays)
    const { vpc, subnet } = await newSubnet(server, 'v1')
    await control.vpcs.setAttachment(caller, vpc.id, { kind: 'host' })
    await control.queues.create(caller, newQueue('q1'))
    const input = { name: 'c1', vpcId: vpc.id, subnetId: subnet.id, queues: ['q1'], hosts: [], tags: [] }
    const { id: connectionId } = await control.connections.create(caller, input)
    await control.connections.unbind(caller, connectionId, ['q1'])
    await control.connections.delete(caller, connectionId)
    const sql = JSON.stringify([{ do: 'progress', progress: { inputRowCount: 1, inputBytes: 2, outputRowCount: 0 } }, { do: 'finish' }])
    const { id: jobId } = await control.jobs.submit(caller, { sql, currentDatabase: '', queueName: 'q1', conf: {}, tags: [] })
    const isEnd = (told: Heard) => told.kind === 'event' && told.event.kind === 'job' && told.event.state === 'finished'
    const told = await until(listening, isEnd)
    expect(eventsOf(told).filter(({ kind }) => kind !== 'job-progress')).toMatchObject([
      { kind: 'vpc', vpcId: vpc.id, change: 'created' },
      { kind: 'vpc', vpcId: vpc.id, change: 'subnets' },
      { kind: 'vpc', vpcId: vpc.id, change: 'attachment' },
      { kind: 'queue', queueName: 'q1', state: 'creating' },
      { kind: 'queue', queueName: 'q1', state: 'available' },
      { kind: 'connection', connectionId, name: 'c1', state: 'active' },
      { kind: 'binding', connectionId, holder: { kind: 'queue', name: 'q1' }, state: 'creating', failure: '' },
      { kind: 'binding', connectionId, holder: { kind: 'queue', name: 'q1' }, state: 'active' },
      { kind: 'binding', connectionId, holder: { kind: 'queue', name: 'q1' }, state: 'removed' },
      { kind: 'connection', connectionId, state: 'deleted' },
      { kind: 'job', jobId, queueName: 'q1', state: 'launching' },
      { kind: 'job', jobId, state: 'running' },
      { kind: 'job', jobId, state: 'finished' },
    ])
    expect(eventsOf(told)).toContainEqual({ kind: 'job-progress', jobId, progress: { inputRowCount: 1, inputBytes: 2, outputRowCount: 0 } })
    await control.queues.delete(caller, 'q1')
    const isGone = (one: Heard) => one.kind === 'event' && one.event.kind === 'queue' && one.event.state === 'deleted'
    expect(eventsOf(await until(listening, isGone))).toMatchObject([{ state: 'deleting' }, { state: 'deleted' }])
    listening.close()
    expect(await foreign.next(0, never)).toEqual([])
    foreign.close()
  })

  it('go on behind an id, and after a restart with greater ids and a word that something may be missing', async () => {
    const { caller } = server
    const before = await server.control.events.listen(caller, undefined, stays)
    await server.control.queues.create(caller, newQueue('q2'))
    const seen = await until(before, (told) => told.kind === 'event' && told.event.kind === 'queue' && told.event.state === 'available')
    before.close()
    const [first, last] = [seen[0], seen.at(-1)]
    if (first?.kind !== 'event' || last?.kind !== 'event') throw new Error('no events')
    const again = await server.control.events.listen(caller, first.id, stays)
    expect(again.from).toEqual(first.id)
    expect(await again.next(0, never)).toEqual(seen.slice(1))
    again.close()

    server = await server.restart()
    const after = await server.control.events.listen(caller, last.id, stays)
    const [reset] = (await after.next(0, never)) ?? []
    expect(reset).toMatchObject({ kind: 'reset', reason: 'server-restarted' })
    expect(after.from?.epoch).toBeGreaterThan(last.id.epoch)
    await server.control.queues.delete(caller, 'q2')
    const told = await until(after, (one) => one.kind === 'event' && one.event.kind === 'queue' && one.event.state === 'deleted')
    expect(told.every((one) => one.kind === 'event' && one.id.epoch === after.from?.epoch)).toBe(true)
    after.close()
  })
})

describe('a listener', () => {
  const publishMany = (events: ReturnType<typeof createEvents>, count: number): void => {
    for (let n = 0; n < count; n += 1) events.publish('p', { kind: 'vpc', vpcId: String(n), change: 'created' })
  }

  it('that does not ask for long is let go, and its place is free', async () => {
    const events = createEvents({ epoch: 1, clock: () => 0 })
    const all = Array.from({ length: LIMITS.listenersOfProject }, () => events.listen(somebody, undefined))
    expect(() => events.listen(somebody, undefined)).toThrow(expect.objectContaining({ kind: 'limit-exceeded' }))
    publishMany(events, 2 * LIMITS.eventsKept + 1)
    for (const listening of all) expect(await listening.next(0, never)).toBeUndefined()
    const next = events.listen(somebody, undefined)
    publishMany(events, 1)
    expect(await next.next(0, never)).toHaveLength(1)
  })

  it('that comes back too late is told so', async () => {
    const events = createEvents({ epoch: 1, clock: () => 0 })
    publishMany(events, 2 * LIMITS.eventsKept)
    const at = (number: number): EventId => ({ epoch: 1, number })
    expect(await events.listen(somebody, at(3)).next(0, never)).toEqual([
      { kind: 'reset', id: at(2 * LIMITS.eventsKept), reason: 'fallen-behind' },
    ])
    expect(await events.listen(somebody, at(LIMITS.eventsKept)).next(0, never)).toHaveLength(LIMITS.eventsKept)
  })

  it('gets of a job’s progress only the newest, in front of the end, and it pushes no event out', async () => {
    const events = createEvents({ epoch: 1, clock: () => 0 })
    const listening = events.listen(somebody, undefined)
    events.publish('p', { kind: 'job', jobId: 'j', queueName: 'q', state: 'running' })
    for (let rows = 1; rows <= 5 * LIMITS.eventsKept; rows += 1) {
      events.publish('p', { kind: 'job-progress', jobId: 'j', progress: { inputRowCount: rows, inputBytes: rows, outputRowCount: 0 } })
    }
    events.publish('p', { kind: 'job', jobId: 'j', queueName: 'q', state: 'finished' })
    const told = (await listening.next(0, never)) ?? []
    expect(eventsOf(told)).toMatchObject([
      { kind: 'job', state: 'running' },
      { kind: 'job-progress', progress: { inputRowCount: 5 * LIMITS.eventsKept } },
      { kind: 'job', state: 'finished' },
    ])
    const back = events.listen(somebody, { epoch: 1, number: 0 })
    expect(eventsOf((await back.next(0, never)) ?? []).map(({ kind }) => kind)).toEqual(['job', 'job'])
  })

  it('is woken by an event, by the end of its patience and by its signal', async () => {
    const events = createEvents({ epoch: 1, clock: () => 0 })
    const listening = events.listen(somebody, undefined)
    const woken = listening.next(WAIT_MS, never)
    publishMany(events, 1)
    expect(await woken).toHaveLength(1)
    expect(await listening.next(1, never)).toEqual([])
    const leaving = new AbortController()
    const waiting = listening.next(WAIT_MS, leaving.signal)
    leaving.abort()
    expect(await waiting).toEqual([])
  })
})
