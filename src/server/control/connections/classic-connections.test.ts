import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { newSubnet, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server?.remove())

it('a classic connection is made with what it is of by one commit: without the one there is nothing of the other', async () => {
  const { control, caller, store } = server
  const { subnet } = await newSubnet(server, 'net')
  const input = { name: 'orders', service: 'rds', networkId: subnet.id, url: '192.168.0.10:5432', tags: [] }
  await sql`create trigger no_classic before insert on classic_connection begin select raise(abort, 'a crash here'); end`.execute(store.db)
  await expect(control.classicConnections.create(caller, input)).rejects.toThrow()
  expect((await control.connections.list(caller)).total).toBe(0)
  await sql`drop trigger no_classic`.execute(store.db)
  const made = await control.classicConnections.create(caller, input)
  expect(await control.classicConnections.list(caller, [])).toMatchObject([{ id: made.id, name: 'orders', service: 'RDS' }])
})
