import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CausewayError } from '../../../base/errors.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import { deletePrivilege, deletePrivilegesOf } from '../../store/accounts/privileges.ts'
import { findCredential } from '../../store/network/credentials.ts'
import type { Database } from '../../store/schema.ts'
import { useKey } from '../credentials/credential-use.ts'
import { type AddedUser, addUser } from '../fixtures/added-user.ts'
import { jobOf } from '../fixtures/job-of.ts'
import { newQueue, newSubnet, remedyText, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { createWorkerRights } from '../jobs/rights/worker-rights.ts'
import type { Caller } from '../shared/caller.ts'
import { type Authorizer, createAuthorizer } from './authorizer.ts'

let server: StartedServer
let user: AddedUser
let bob: Caller
let authorizer: Authorizer
const script = [{ do: 'finish', rows: [] }]
const OBJECTS = ['queues.own', 'datasourceauth.own', 'variable.own']
beforeAll(async () => {
  server = await startServerRooms()
  const { store, caller, control } = server
  authorizer = createAuthorizer({ store, remedyText })
  user = await addUser(server)
  bob = user.caller
  const locations = { certificate: '', truststore: '', keystore: '', krb5Conf: '', keytab: '' }
  for (const name of ['own', 'other']) {
    await control.queues.create(caller, newQueue(name, { tags: [{ key: 'of', value: name }] }))
    await control.credentials.create(caller, { name, type: 'passwd', userName: 'u', locations, secrets: { password: `secret of ${name}` } })
    await control.variables.create(caller, { name, value: JSON.stringify(script), isSensitive: false })
  }
})
afterAll(() => server?.remove())

const grant = (object: string, name: string): Promise<void> => user.grant(object, name)
type SwappedTable = 'queue' | 'credential' | 'globalVariable'
const swapRows = async (tx: Database, table: SwappedTable) => {
  for (const [from, to] of [
    ['own', 'between'],
    ['other', 'own'],
    ['between', 'other'],
  ] as const) {
    await tx.updateTable(table).set({ name: to }).where('name', '=', from).execute()
  }
}
/** The act is asked for while the change is open. */
async function during(change: (tx: Database) => Promise<unknown>, act: () => Promise<unknown>) {
  const [opened, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const changed = server.store.transaction(async (tx) => {
    opened.resolve()
    await asked.promise
    await change(tx)
  })
  await opened.promise
  const done = Promise.allSettled([act()])
  for (let turn = 0; turn < 3; turn += 1) await nextTurn()
  asked.resolve()
  await changed
  return (await done)[0]
}
/** As where one is deleted and another made: nothing is granted on the new one. */
const swapped = (table: SwappedTable) => async (tx: Database) => {
  for (const object of OBJECTS) await deletePrivilege(tx, { projectId: bob.projectId, grantee: user.grantee, object, name: 'ALL' })
  await swapRows(tx, table)
}
beforeEach(async () => {
  await user.revokeAll()
  for (const object of [...OBJECTS, 'queues.default']) await grant(object, 'ALL')
  await authorizer.rightsOf(bob)
  // What is remembered of rights decides in the same turn.
  await server.control.queues.get(bob, 'own')
})
const forbidden = { status: 'rejected', reason: { kind: expect.stringMatching(/^(forbidden|sql-permission|not-found)$/) } }

const context = () =>
  jobOf(bob, {
    authNames: async () => new Set(['own']),
    tableUses: async () => new Set([useKey({ host: 'h', port: 1, authName: 'own' })]),
  })

const statement = (over: object = {}) => ({
  sql: JSON.stringify(script),
  currentDatabase: '',
  queueName: 'own',
  conf: {},
  tags: [],
  ...over,
})
const emptyList = async (list: Promise<{ readonly items: readonly { readonly name: string }[] }>) => {
  const { items } = await list
  if (items.every(({ name }) => name === 'default')) throw new CausewayError('forbidden', 'Nothing is shown')
  return items
}
it.each<readonly [string, SwappedTable, () => Promise<unknown>]>([
  ['tying an authentication to hosts', 'credential', () => server.control.credentials.setHosts(bob, 'own', ['evil'])],
  ['hosts of an authentication', 'credential', () => server.control.credentials.hosts(bob, 'own')],
  ['listing authentications', 'credential', () => emptyList(server.control.credentials.list(bob))],
  [
    'a password, by a job',
    'credential',
    () => {
      const rights = createWorkerRights(authorizer)
      const call = { kind: 'get-credential' as const, authName: 'own', host: 'h', port: 1 }
      return rights.answering(context(), call, async () => await findCredential(server.store.db, bob.projectId, 'own'))
    },
  ],
  ['submitting a job', 'queue', () => server.control.jobs.submit(bob, statement())],
  ['submitting a script', 'queue', () => server.control.scripts.submit(bob, { ...statement(), sql: 'SELECT 1', stopsOnError: false })],
  ['filling in a variable', 'globalVariable', () => server.control.jobs.submit(bob, statement({ sql: '{{own}}', queueName: '' }))],
  ['listing variables', 'globalVariable', () => emptyList(server.control.variables.list(bob, {}))],
  ['tags', 'queue', () => server.control.resourceTags.read(bob, 'queue', 'own')],
  ['explaining', 'queue', () => server.control.explain.address(bob, 'own', { address: '10.0.0.1:80' })],
  ['doors', 'queue', () => server.control.doors.list(bob, 'own')],
  ['listing queues', 'queue', () => emptyList(server.control.queues.list(bob))],
])('%s: nothing is done to, or told of, another thing that has got the name meanwhile', async (_name, table, act) => {
  expect(await during(swapped(table), act)).toMatchObject(forbidden)
})

it('a password that is another since the right to use it was taken away is not told', async () => {
  const call = { kind: 'get-credential' as const, authName: 'own', host: 'h', port: 1 }
  const change = async (tx: Database) => {
    await deletePrivilege(tx, { projectId: bob.projectId, grantee: user.grantee, object: 'datasourceauth.own', name: 'ALL' })
    await tx.updateTable('credential').set({ userName: 'new' }).where('name', '=', 'own').execute()
  }
  const told = async () => await findCredential(server.store.db, bob.projectId, 'own')
  expect(await during(change, () => createWorkerRights(authorizer).answering(context(), call, told))).toMatchObject(forbidden)
})

describe('a right that is taken away meanwhile does nothing any more', () => {
  const revoked = (tx: Database) => deletePrivilegesOf(tx, user.grantee)

  it('of cancelling the jobs and scripts of others', async () => {
    const { control, caller } = server
    const long = statement({ sql: JSON.stringify([{ do: 'wait', ms: 600_000 }]), queueName: 'cancelled' })
    await control.queues.create(caller, newQueue('cancelled'))
    await grant('queues.cancelled', 'CANCEL_JOB')
    const { id } = await control.jobs.submit(caller, long)
    await control.queues.get(bob, 'cancelled')
    expect(await during(revoked, () => control.jobs.cancel(bob, id))).toMatchObject(forbidden)
    await control.jobs.cancel(caller, id)
  })

  it('of unbinding', async () => {
    const { control, caller } = server
    const { vpc, subnet } = await newSubnet(server)
    const connection = await control.connections.create(caller, {
      name: 'c',
      vpcId: vpc.id,
      subnetId: subnet.id,
      queues: ['own'],
      hosts: [],
      tags: [],
    })
    await grant(`edsconnections.${connection.id}`, 'BIND_QUEUE')
    await control.connections.get(bob, connection.id)
    expect(await during(revoked, () => control.connections.unbind(bob, connection.id, ['own']))).toMatchObject(forbidden)
    expect((await control.connections.get(caller, connection.id)).bindings).toHaveLength(1)
  })
})
