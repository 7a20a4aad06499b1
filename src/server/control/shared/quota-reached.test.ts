import { afterAll, beforeAll, expect, it } from 'vitest'
import { newQueue, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms({ quotas: { queues: 2, databases: 1 } })
})
afterAll(() => server?.remove())

it('a quota that is reached says what counts, and where it is set', async () => {
  const { control, caller } = server
  await control.queues.create(caller, newQueue('one'))
  await expect(control.queues.create(caller, newQueue('two'))).rejects.toMatchObject({
    kind: 'limit-exceeded',
    message: 'The project has 2 queues, the preset one among them, and more are not allowed',
    hint: 'Delete a queue that is not needed, or raise quotas.queues in causeway.yaml.',
  })
  const database = (name: string) =>
    control.catalog.createDatabase(caller, { name, description: '', enterpriseProjectId: '0', ifNotExists: false })
  await database('one')
  await expect(database('two')).rejects.toMatchObject({
    kind: 'limit-exceeded',
    message: 'The project has 1 databases besides the preset one, and more are not allowed',
  })
})
