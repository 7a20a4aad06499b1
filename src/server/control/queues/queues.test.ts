import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { insertQueue, updateQueueState } from '../../store/queues/queues.ts'
import { openStore } from '../../store/store.ts'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server.remove())

const running = '[{"do":"wait","ms":600000}]'

it('is available when it is answered, with a number of its own', async () => {
  const { control, caller } = server
  const a = await control.queues.create(
    caller,
    newQueue('first', { description: 'text', tags: [{ key: 'k', value: 'v' }], labels: ['multi_az=2'] }),
  )
  const b = await control.queues.create(caller, newQueue('second'))
  expect(a).toMatchObject({
    name: 'first',
    state: 'available',
    owner: 'tester',
    preset: false,
    description: 'text',
    labels: ['multi_az=2'],
  })
  expect(b.number).toBeGreaterThan(a.number)
  expect((await control.queues.list(caller)).items.map((queue) => queue.name)).toEqual(['default', 'first', 'second'])
})

it('Q2: a name is kept in lower case, matched in any case, taken once and free after deletion', async () => {
  const { control, caller } = server
  const made = await control.queues.create(caller, newQueue('Mixed_Case'))
  expect(made.name).toBe('mixed_case')
  expect(await control.queues.get(caller, 'MIXED_case')).toEqual(made)
  await expect(control.queues.create(caller, newQueue('mixed_CASE'))).rejects.toMatchObject({ kind: 'already-exists' })
  await control.queues.delete(caller, 'MIXED_CASE')
  await expect(control.queues.get(caller, 'mixed_case')).rejects.toMatchObject({
    kind: 'not-found',
    message: 'There is no queue named mixed_case',
  })
  const again = await control.queues.create(caller, newQueue('mixed_case'))
  expect(again.id).not.toBe(made.id)
  // Q8
  expect(again.number).toBeGreaterThan(made.number)
})

it('Q3: default is there from the first start and is not deleted, made again or bound', async () => {
  const { control, caller } = server
  expect(await control.queues.get(caller, 'default')).toMatchObject({ preset: true, resourceMode: 0, type: 'sql', state: 'available' })
  await expect(control.queues.delete(caller, 'default')).rejects.toMatchObject({ kind: 'not-supported' })
  await expect(control.queues.create(caller, newQueue('default'))).rejects.toMatchObject({ kind: 'already-exists' })
  const { vpc, subnet } = await newSubnet(server, 'for-default')
  const input = { name: 'to_default', vpcId: vpc.id, subnetId: subnet.id, queues: ['default'], hosts: [], tags: [] }
  await expect(control.connections.create(caller, input)).rejects.toMatchObject({
    kind: 'not-supported',
    message: expect.stringContaining('preset'),
  })
})

it('Q4: a queue with an open job is not deleted, and is when the job has ended', async () => {
  const { control, caller } = server
  await control.queues.create(caller, newQueue('busy'))
  const job = await control.jobs.submit(caller, { sql: running, currentDatabase: '', queueName: 'busy', conf: {}, tags: [] })
  await expect(control.queues.delete(caller, 'busy')).rejects.toMatchObject({ kind: 'in-use' })
  await control.jobs.cancel(caller, job.id)
  await expect.poll(async () => (await control.jobs.get(caller, job.id)).state).toBe('cancelled')
  await control.queues.delete(caller, 'busy')
})

it('Q4: of a job and a deletion that race, exactly one is let through', async () => {
  const { control, caller } = server
  for (let i = 0; i < 12; i += 1) {
    const name = `raced_${i}`
    await control.queues.create(caller, newQueue(name))
    const submitted = control.jobs.submit(caller, { sql: running, currentDatabase: '', queueName: name, conf: {}, tags: [] })
    // The later the deletion starts, the more often the job wins.
    for (let turn = 0; turn < i; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    const [job, deletion] = await Promise.allSettled([submitted, control.queues.delete(caller, name)])
    expect([job.status, deletion.status].toSorted()).toEqual(['fulfilled', 'rejected'])
    if (job.status === 'fulfilled') await control.jobs.cancel(caller, job.value.id)
  }
})

it('Q5: its bindings go with it', async () => {
  const { control, caller } = server
  const { vpc, subnet } = await newSubnet(server, 'for-bound')
  await control.queues.create(caller, newQueue('bound'))
  const input = { name: 'bound', vpcId: vpc.id, subnetId: subnet.id, queues: ['bound'], hosts: [], tags: [] }
  const connection = await control.connections.create(caller, input)
  expect(connection.bindings).toHaveLength(1)
  await control.queues.delete(caller, 'bound')
  expect((await control.connections.get(caller, connection.id)).bindings).toEqual([])
})

it('Q7: a queue of type general takes no SQL job', async () => {
  const { control, caller } = server
  await control.queues.create(caller, newQueue('general', { type: 'general' }))
  const submitted = control.jobs.submit(caller, { sql: '[{"do":"finish"}]', currentDatabase: '', queueName: 'general', conf: {}, tags: [] })
  await expect(submitted).rejects.toMatchObject({ kind: 'not-supported' })
})

describe('a queue that is asked for wrongly', () => {
  it.each([
    [{ cuCount: 0 }, 'invalid-parameter'],
    [{ cuCount: 2 }, 'invalid-parameter'],
    [{ cuCount: 18 }, 'invalid-parameter'],
    [{ cuCount: 10_004 }, 'invalid-parameter'],
    [{ cuCount: 16.5 }, 'invalid-parameter'],
    [{ cuCount: Number.NaN }, 'invalid-parameter'],
    [{ engine: 'hetuEngine' }, 'not-supported'],
    [{ engine: 'presto' }, 'invalid-parameter'],
    [{ platform: 'sparc' }, 'invalid-parameter'],
    [{ feature: 'more' }, 'invalid-parameter'],
    [{ chargingMode: 2 }, 'not-supported'],
    [{ name: '_a' }, 'invalid-parameter'],
    [{ description: 'x'.repeat(2_000) }, 'invalid-parameter'],
    [{ tags: [{ key: '', value: '' }] }, 'invalid-parameter'],
  ])('is refused: %j', async (change, kind) => {
    const { control, caller } = server
    await expect(control.queues.create(caller, newQueue('wrong', change))).rejects.toMatchObject({ kind, hint: expect.any(String) })
    await expect(control.queues.get(caller, 'wrong')).rejects.toMatchObject({ kind: 'not-found' })
  })
})

it('Q1 Q9: a start finishes what the last server had acknowledged and not done', async () => {
  const { control, caller, home } = server
  const available = await control.queues.create(caller, newQueue('kept'))
  const leaving = await control.queues.create(caller, newQueue('leaving'))
  await server.stop()
  const store = await openStore({ home })
  const created = { ...available, id: 'c0000000-0000-4000-8000-000000000000', number: 1_000_000, name: 'halfway', changedAt: 0 }
  await insertQueue(store.db, { ...created, state: 'creating' })
  await updateQueueState(store.db, leaving.id, 'deleting', 0)
  await store.close()
  server = await startServerRooms({ home, caller })
  const after = server.control.queues
  expect(await after.get(caller, 'kept')).toEqual(available)
  expect((await after.get(caller, 'halfway')).state).toBe('available')
  await expect(after.get(caller, 'leaving')).rejects.toMatchObject({ kind: 'not-found' })
  const job = await server.control.jobs.submit(caller, {
    sql: '[{"do":"finish"}]',
    currentDatabase: '',
    queueName: 'halfway',
    conf: {},
    tags: [],
  })
  await expect.poll(async () => (await server.control.jobs.get(caller, job.id)).state).toBe('finished')
})
