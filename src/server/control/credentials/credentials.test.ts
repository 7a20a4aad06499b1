import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLog } from '../../../base/log.ts'
import { createBroker } from '../../network/broker.ts'
import { createAuthorizer } from '../authorization/authorizer.ts'
import { shownRemedies } from '../authorization/shown-remedies.ts'
import { createBuckets } from '../catalog/buckets/buckets.ts'
import { createPublishingGate } from '../catalog/buckets/publishing-gate.ts'
import { createUnfinishedWrites } from '../catalog/buckets/unfinished-writes.ts'
import { createFoundTables } from '../catalog/found-tables.ts'
import { createCatalogFunctions } from '../catalog/functions.ts'
import { createCatalogViews } from '../catalog/views.ts'
import { createDialler } from '../dialling/dialler.ts'
import { createGrants } from '../dialling/grants.ts'
import { createNetworkViews } from '../dialling/network-views.ts'
import { createEvents } from '../events/events.ts'
import { NO_STORES } from '../fixtures/no-stores.ts'
import { inAnotherProject, remedyText, type StartedServer, startServerRooms } from '../fixtures/started-control.ts'
import { testTableVersions } from '../fixtures/test-table-versions.ts'
import { createComputePorts } from '../jobs/compute-ports.ts'
import { createContexts } from '../jobs/contexts.ts'
import { createJobRecorder } from '../jobs/job-recorder.ts'
import { createResultFiles } from '../jobs/result-files.ts'
import { createObjectUploads } from '../object-stores/object-uploads.ts'
import { createSessions, EMPTY_SESSION } from '../sessions/sessions.ts'
import { QUOTAS } from '../shared/limits.ts'
import type { NewCredential } from './credentials.ts'

let server: StartedServer
beforeAll(async () => {
  server = await startServerRooms()
})
afterAll(() => server.remove())

const locations = { certificate: '', krb5Conf: '', keytab: '', truststore: '', keystore: '' }
const passwd = (change: Partial<NewCredential> = {}): NewCredential => ({
  name: 'rds_auth',
  type: 'passwd',
  userName: 'root',
  locations,
  secrets: { password: 'Pa55word-on-disk?' },
  ...change,
})

/** What a worker is told that asks for the credential in a job, or in a check, of the project. */
async function asked(
  authName: string,
  kind: 'job' | 'analysis' = 'job',
  projectId = server.caller.projectId,
  target = { host: 'pg', port: 5432 },
): Promise<unknown> {
  const authNames = async () => new Set([authName])
  const { store, control } = server
  const contexts = createContexts()
  const caller = { ...server.caller, projectId }
  const session = async () => EMPTY_SESSION
  contexts.open(
    'context',
    kind === 'job'
      ? {
          kind,
          caller,
          queueId: 'q',
          secrets: [],
          direct: new Set<string>(),
          notRead: new Set<string>(),
          onlyWritten: new Set<string>(),
          tablesOf: async () => [],
          held: new Map(),
          session,
          authNames,
          tableUses: async () => new Set<string>(),
          authNamesOf: authNames,
        }
      : { kind, caller, session },
  )
  const log = createLog('silent')
  const broker = createBroker({ dialTimeoutMs: 1_000, ownPorts: () => [] })
  const events = createEvents({ epoch: 1, clock: Date.now })
  const recorder = createJobRecorder({ store, clock: Date.now, log, events })
  const ports = createComputePorts({
    store,
    authorizer: createAuthorizer({ store, remedyText }),
    clock: Date.now,
    results: createResultFiles({ home: server.home, store, clock: Date.now, log }),
    buckets: createBuckets(server.home, {}),
    unfinished: createUnfinishedWrites({ store, buckets: createBuckets(server.home, {}), log, gate: createPublishingGate() }),
    catalog: control.catalog,
    catalogViews: createCatalogViews({ store, clock: Date.now, quotas: QUOTAS }),
    catalogFunctions: createCatalogFunctions({ store, clock: Date.now }),
    foundTables: createFoundTables({ store, clock: Date.now }),
    sessions: createSessions(store),
    contexts,
    recorder,
    events,
    versions: testTableVersions(server),
    stores: NO_STORES,
    uploads: createObjectUploads({ store, stores: NO_STORES, log: createLog('silent') }),
    queueLoadChanged: () => undefined,
    dialler: createDialler({
      views: createNetworkViews(store),
      broker,
      grants: createGrants(),
      shownRemedies: shownRemedies(createAuthorizer({ store, remedyText })),
      remedyText,
    }),
  })
  return await ports.call('context', { kind: 'get-credential', authName, ...target })
}

it('hands on who signs certificates, by a file of a bucket of the project, and nothing else of a file', async () => {
  const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'
  const folder = join(server.home, 'buckets', 'keys-of-databases')
  mkdirSync(folder, { recursive: true })
  const location = 'obs://keys-of-databases/ca.pem'
  const given = (certificates: string) => ({ userName: 'root', password: 'Pa55word-on-disk?', authority: { location, certificates } })
  await server.control.credentials.create(server.caller, passwd({ name: 'signed', locations: { ...locations, certificate: location } }))
  expect(await asked('signed')).toEqual(given(''))
  writeFileSync(join(folder, 'ca.pem'), `-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n# one\n${pem}\r\ntext ${pem}\n`)
  expect(await asked('signed')).toEqual(given(`${pem}\n${pem}`))
  writeFileSync(join(folder, 'ca.pem'), `${pem}${'\n'.repeat(300_000)}`)
  expect(await asked('signed')).toEqual(given(''))
  rmSync(join(folder, 'ca.pem'))
  symlinkSync('/etc/hostname', join(folder, 'ca.pem'))
  expect(await asked('signed')).toEqual(given(''))
  await server.control.credentials.create(server.caller, passwd({ name: 'odd', locations: { ...locations, certificate: 'ca.pem' } }))
  expect(await asked('odd')).toMatchObject({ authority: { location: 'ca.pem', certificates: '' } })
  for (const name of ['signed', 'odd']) await server.control.credentials.delete(server.caller, name)
})

it('is stored, listed without its secrets, changed and deleted', async () => {
  const { credentials } = server.control
  await credentials.create(server.caller, passwd())
  await expect(credentials.create(server.caller, passwd())).rejects.toMatchObject({ kind: 'already-exists' })
  await credentials.create(server.caller, passwd({ name: 'RDS_auth', secrets: { password: 'other' } }))
  const listed = (await credentials.list(server.caller)).items
  expect(listed.map((c) => c.name)).toEqual(['rds_auth', 'RDS_auth'])
  expect(JSON.stringify(listed)).not.toContain('Pa55word')
  expect(await asked('rds_auth')).toEqual({ userName: 'root', password: 'Pa55word-on-disk?' })
  await credentials.update(server.caller, 'rds_auth', { secrets: { password: 'rotated' } })
  await credentials.update(server.caller, 'rds_auth', { userName: 'reader' })
  expect(await asked('rds_auth')).toEqual({ userName: 'reader', password: 'rotated' })
  server = await server.restart()
  expect(await asked('rds_auth')).toEqual({ userName: 'reader', password: 'rotated' })
  await server.control.credentials.delete(server.caller, 'rds_auth')
  await expect(server.control.credentials.delete(server.caller, 'rds_auth')).rejects.toMatchObject({ kind: 'not-found' })
  await expect(asked('rds_auth')).rejects.toMatchObject({ kind: 'not-found' })
})

it('is not readable on the disk', async () => {
  await server.control.credentials.create(server.caller, passwd({ name: 'disk' }))
  for (const name of ['causeway.db', 'causeway.db-wal'])
    expect(readFileSync(join(server.home, name)).includes('Pa55word-on-disk?')).toBe(false)
})

it('J10: is given to a job of its project only, never to a check', async () => {
  await server.control.credentials.create(server.caller, passwd({ name: 'scoped' }))
  await expect(asked('scoped', 'analysis')).rejects.toMatchObject({ kind: 'forbidden' })
  const { projectId } = await inAnotherProject(server)
  await expect(asked('scoped', 'job', projectId)).rejects.toMatchObject({ kind: 'not-found' })
})

it('does not open for another record: sealed secrets cannot be moved', async () => {
  await server.control.credentials.create(server.caller, passwd({ name: 'victim' }))
  await server.control.credentials.create(server.caller, passwd({ name: 'thief', secrets: { password: 'x' } }))
  const { sealedSecrets } = await server.store.db
    .selectFrom('credential')
    .selectAll()
    .where('name', '=', 'victim')
    .executeTakeFirstOrThrow()
  await server.store.db.updateTable('credential').set({ sealedSecrets }).where('name', '=', 'thief').execute()
  await expect(asked('thief')).rejects.toMatchObject({ kind: 'internal' })
})

it('of another type is refused for a password, and what is missing or fixed is said', async () => {
  const { credentials } = server.control
  await credentials.create(
    server.caller,
    passwd({ name: 'krb', type: 'KRB', secrets: {}, locations: { ...locations, keytab: 'obs://b/k' } }),
  )
  await expect(asked('krb')).rejects.toMatchObject({ kind: 'not-supported' })
  for (const wrong of [
    passwd({ name: '1' }),
    passwd({ name: 'a', userName: '' }),
    passwd({ name: 'a', secrets: {} }),
    passwd({ name: 'a', userName: 'x'.repeat(5_000) }),
  ]) {
    await expect(credentials.create(server.caller, wrong)).rejects.toMatchObject({ kind: 'invalid-parameter' })
  }
  await expect(credentials.update(server.caller, 'krb', { locations: { certificate: 'obs://b/c' } })).rejects.toMatchObject({
    kind: 'not-supported',
  })
  await expect(credentials.update(server.caller, 'krb', { secrets: { keyPassword: 'k' } })).rejects.toMatchObject({ kind: 'not-supported' })
  await expect(credentials.update(server.caller, 'nobody', {})).rejects.toMatchObject({ kind: 'not-found' })
  await credentials.update(server.caller, 'krb', { locations: { krb5Conf: 'obs://b/conf' } })
  expect((await credentials.list(server.caller)).items.find((c) => c.name === 'krb')?.locations).toMatchObject({
    keytab: 'obs://b/k',
    krb5Conf: 'obs://b/conf',
  })
})

it.each([
  ['the user name', { userName: 'root\0options\0-c' }],
  ['the user name', { userName: 'a\nb' }],
  ['the password', { secrets: { password: 'Pa55\0word' } }],
  ['a location', { locations: { ...locations, keytab: '/a\nb' } }],
])('a control character in %s is refused, when it is made and when it is changed', async (_what, change: Partial<NewCredential>) => {
  const { credentials } = server.control
  const refused = { kind: 'invalid-parameter', message: expect.stringContaining('control character') }
  await expect(credentials.create(server.caller, passwd({ name: 'controls', ...change }))).rejects.toMatchObject(refused)
  await credentials.create(server.caller, passwd({ name: 'controls' }))
  await expect(credentials.update(server.caller, 'controls', change)).rejects.toMatchObject(refused)
  await credentials.delete(server.caller, 'controls')
})

it('is tied to hosts, and given for no other one; a change by the vendor’s call leaves them', async () => {
  const { credentials } = server.control
  const { caller } = server
  const at = (host: string, port = 5432) => asked('tied', 'job', caller.projectId, { host, port })
  await credentials.create(caller, passwd({ name: 'tied' }))
  expect(await credentials.hosts(caller, 'tied')).toEqual([])
  expect(await at('anywhere')).toMatchObject({ userName: 'root' })
  await credentials.setHosts(caller, 'tied', ['pg-orders:5432', '192.168.0.10'])
  await credentials.update(caller, 'tied', { userName: 'reader' })
  server = await server.restart()
  expect(await server.control.credentials.hosts(caller, 'tied')).toEqual(['pg-orders:5432', '192.168.0.10'])
  expect(await at('PG-orders')).toMatchObject({ userName: 'reader' })
  expect(await at('192.168.0.10', 1)).toMatchObject({ userName: 'reader' })
  for (const [host, port] of [
    ['pg-orders', 5433],
    ['evil', 5432],
    ['192.168.0.100', 5432],
  ] as const) {
    await expect(at(host, port)).rejects.toMatchObject({ kind: 'forbidden', message: expect.stringContaining(`${host}:${port}`) })
  }
  await server.control.credentials.setHosts(caller, 'tied', [])
  expect(await at('anywhere')).toMatchObject({ userName: 'reader' })
  await expect(server.control.credentials.setHosts(caller, 'nobody', [])).rejects.toMatchObject({ kind: 'not-found' })
  await expect(server.control.credentials.hosts(await inAnotherProject(server), 'tied')).rejects.toMatchObject({
    kind: 'not-found',
  })
})
