import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectionWithBindings } from '../../store/network/connections.ts'
import { type BoundLab, startBoundLab } from './fixtures/bound-lab.ts'
import { keptConnections } from './kept-connections.ts'

let lab: BoundLab
let read: (id: string) => Promise<ConnectionWithBindings | undefined>
beforeAll(async () => {
  lab = await startBoundLab()
  const { store, caller } = lab.server()
  const kept = keptConnections(store)
  read = async (id) => await kept(caller.projectId, id)
})
afterAll(() => lab?.stop())

/** What binds and checks has come to rest: nothing changes by itself. */
async function settled(id: string): Promise<ConnectionWithBindings> {
  const { control, caller, store } = lab.server()
  await expect.poll(async () => (await control.connections.get(caller, id)).bindings.map(({ state }) => state)).toEqual(['active'])
  let version = -1
  await expect
    .poll(async () => {
      const before = version
      version = store.connectionsVersion()
      return version === before
    })
    .toBe(true)
  const found = await read(id)
  if (found === undefined) throw new Error('it is not there')
  return found
}

it('is the one that was read before, until any is changed, or what it is bound to: then it is as it has become', async () => {
  const { connection, queue } = await lab.bound()
  const { control, caller, store } = lab.server()
  const { id } = connection
  const changes: readonly (readonly [() => Promise<unknown>, Partial<ConnectionWithBindings['connection']>])[] = [
    [
      () => control.connections.setHosts(caller, id, [{ name: 'late', ip: '192.168.0.11' }]),
      { hosts: [{ name: 'late', ip: '192.168.0.11' }] },
    ],
    [() => control.connections.setPorts(caller, id, ['5432']), { ports: [{ from: 5432, to: 5432 }] }],
    [() => store.db.updateTable('queue').set({ description: 'another' }).where('name', '=', queue).execute(), {}],
    [() => store.db.updateTable('pool').set({ description: 'another' }).execute(), {}],
    [() => store.db.updateTable('binding').set({ failure: 'x' }).where('connectionId', '=', id).execute(), {}],
  ]
  for (const [change, told] of changes) {
    const before = await settled(id)
    expect(await read(id)).toBe(before)
    await change()
    const after = await settled(id)
    if (Object.keys(told).length > 0) expect(after.connection).toMatchObject(told)
  }
  expect((await settled(id)).bindings).toMatchObject([{ failure: 'x' }])
  const before = await settled(id)
  await store.db.updateTable('queue').set({ description: 'a third' }).where('name', '=', queue).execute()
  expect(await settled(id)).not.toBe(before)
  await control.connections.delete(caller, id)
  expect(await read(id)).toMatchObject({ connection: { state: 'deleted' }, bindings: [] })
})

it('what a transaction has changed is waited for, and is not kept where it is undone', async () => {
  const { connection } = await lab.bound()
  const { store } = lab.server()
  const before = await settled(connection.id)
  const change = (name: string, end: () => void) =>
    store.transaction(async (tx) => {
      await tx.updateTable('connection').set({ name }).where('id', '=', connection.id).execute()
      end()
    })
  const seen: Promise<ConnectionWithBindings | undefined>[] = []
  const look = () => void seen.push(read(connection.id))
  await expect(
    change('undone', () => {
      look()
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  look()
  await change('done', look)
  look()
  const named = (await Promise.all(seen)).map((found) => found?.connection.name)
  expect(named).toEqual([before.connection.name, before.connection.name, 'done', 'done'])
})

it('is of its own project alone, and what is not there, or has very many entries, is not kept', async () => {
  const { connection } = await lab.bound()
  const { control, caller, store } = lab.server()
  const kept = keptConnections(store)
  const of = async (projectId: string, id = connection.id) => await kept(projectId, id)
  await settled(connection.id)
  expect(await of(caller.projectId)).toBe(await of(caller.projectId))
  expect(await of('f'.repeat(32))).toBeUndefined()
  expect(await of(caller.projectId, 'nowhere')).toBeUndefined()
  const hosts = Array.from({ length: 101 }, (_, at) => ({ name: `h${at}`, ip: '192.168.0.11' }))
  await control.connections.setHosts(caller, connection.id, hosts)
  await settled(connection.id)
  const large = await of(caller.projectId)
  expect(large?.connection.hosts).toHaveLength(101)
  expect(await of(caller.projectId)).not.toBe(large)
})
