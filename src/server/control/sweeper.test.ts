import { afterAll, beforeAll, expect, it } from 'vitest'
import { newQueue, newSubnet, type StartedServer, startServerRooms } from './fixtures/started-control.ts'
import { sweep } from './sweeper.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server.remove())

const DAY_MS = 24 * 3_600_000
const passDays = async (days: number): Promise<void> => {
  server.time.aheadMs += days * DAY_MS
  await sweep(server.store, Date.now() + server.time.aheadMs)
}
const stored = async (table: 'queue' | 'connection' | 'binding' | 'privilege'): Promise<number> =>
  (
    await server.store.db
      .selectFrom(table)
      .select((e) => e.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
  ).count

it('C2: deleted queues and connections and removed bindings are forgotten after 30 days, what is there never', async () => {
  const { control, caller } = server
  const { vpc, subnet } = await newSubnet(server)
  const target = { vpcId: vpc.id, subnetId: subnet.id, hosts: [], tags: [] }
  for (const name of ['kept', 'gone', 'loose']) await control.queues.create(caller, newQueue(name))
  const kept = await control.connections.create(caller, { ...target, name: 'kept', queues: ['kept', 'gone', 'loose'] })
  const gone = await control.connections.create(caller, { ...target, name: 'gone', queues: ['kept', 'gone'] })
  await control.connections.unbind(caller, kept.id, ['loose'])
  await control.permissions.change(caller, {
    grantee: { projectId: 'elsewhere' },
    action: 'grant',
    privileges: [kept, gone].map(({ id }) => ({ object: `edsconnections.${id}`, privileges: ['BIND_QUEUE'] })),
  })
  await control.connections.delete(caller, gone.id)
  await control.queues.delete(caller, 'gone')

  await passDays(29)
  expect((await control.connections.get(caller, gone.id)).state).toBe('deleted')
  expect([await stored('queue'), await stored('connection'), await stored('binding')]).toEqual([4, 2, 5])
  expect(await stored('privilege')).toBe(2)
  await passDays(2)
  await expect(control.connections.get(caller, gone.id)).rejects.toMatchObject({ kind: 'not-found' })
  expect([await stored('queue'), await stored('connection'), await stored('binding')]).toEqual([3, 1, 1])
  expect(await stored('privilege')).toBe(1)
  expect((await control.connections.get(caller, kept.id)).bindings.map((binding) => binding.holder.name)).toEqual(['kept'])
})
