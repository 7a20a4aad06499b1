import { randomUUID } from 'node:crypto'
import { makeFirstIdentity } from '../src/server/control/identity/first-identity.ts'
import { accessKeyPurpose } from '../src/server/domain/secret-purpose.ts'
import { insertAccessKey } from '../src/server/store/accounts/access-keys.ts'
import { findDomain, findUser, insertUser } from '../src/server/store/accounts/accounts.ts'
import { insertPrivilege } from '../src/server/store/accounts/privileges.ts'
import { addMember, insertGroup } from '../src/server/store/accounts/roles.ts'
import { insertDatabase } from '../src/server/store/catalog/databases.ts'
import { putPackage } from '../src/server/store/catalog/packages.ts'
import { insertTable } from '../src/server/store/catalog/tables.ts'
import { insertGlobalVariable } from '../src/server/store/jobs/global-variables.ts'
import { insertJob } from '../src/server/store/jobs/jobs.ts'
import { insertBinding } from '../src/server/store/network/bindings.ts'
import { insertConnection } from '../src/server/store/network/connections.ts'
import { insertSubnet } from '../src/server/store/network/subnets.ts'
import { insertVpc } from '../src/server/store/network/vpcs.ts'
import { insertPool } from '../src/server/store/queues/pools.ts'
import { insertQueue } from '../src/server/store/queues/queues.ts'
import { nextNumber } from '../src/server/store/sqlite/sequences.ts'
import { openStore } from '../src/server/store/store.ts'
import type { Identity } from '../testing/local-server.ts'

/** Of how much of everything there is. */
export interface Size {
  readonly connections: number
  readonly hosts: number
  readonly queues: number
  readonly jobs: number
  readonly users: number
  readonly pools: number
  readonly tables: number
  /** Bindings of one queue, each to a connection of its own; absent: none. */
  readonly wide?: number
  /** Ended so long ago that the server forgets them; absent: none. */
  readonly oldJobs?: number
}
export const FEW: Size = { connections: 10, hosts: 10, queues: 10, jobs: 10, users: 10, pools: 10, tables: 10 }
export const MANY: Size = { connections: 10_000, hosts: 20_000, queues: 1_000, jobs: 100_000, users: 1_000, pools: 100, tables: 5_000 }

const WIDE = 7
/** The queue that is bound to many connections. */
export const WIDE_QUEUE = `filled_${WIDE}`
/** Of the jobs that ended long ago. */
export const OLD_QUEUE = 'old'

/** Of the user with single rights. */
export const SINGLE = { accessKey: 'SINGLERIGHTSKEY00001', secretKey: 'singleRightsSecretKey0000000000000000001' }

const numbers = (length: number): readonly number[] => Array.from({ length }, (_, n) => n)

/** A data folder with so much of everything. */
export async function fill(home: string, identity: Identity, size: Size): Promise<void> {
  const store = await openStore({ home })
  await makeFirstIdentity(store, () => Date.now(), identity)
  const { projectId } = identity
  const createdAt = Date.now()
  const [vpcId, subnetId] = ['a'.repeat(8), 'b'.repeat(8)]
  const tagged = (n: number) => [{ key: 'rare', value: String(n) }]
  const kept = { description: '', tags: [], createdAt, updatedAt: createdAt }
  await store.transaction(async (tx) => {
    const domain = await findDomain(tx, { name: identity.domain })
    if (domain === undefined) throw new Error('no domain')
    const ownerId = (await findUser(tx, { name: identity.user, domainId: domain.id }))?.id ?? ''
    await insertVpc(
      tx,
      { id: vpcId, projectId, name: 'vpc', cidr: '192.168.0.0/16', ...kept, enterpriseProjectId: '0', settings: {} },
      { kind: 'none' },
    )
    for (const n of numbers(size.pools)) {
      await insertVpc(
        tx,
        { id: `vpc-${n}`, projectId, name: `filled_${n}`, cidr: '192.168.0.0/16', ...kept, enterpriseProjectId: '0', settings: {} },
        { kind: 'none' },
      )
    }
    const subnet = { name: 'subnet', cidr: '192.168.0.0/24', gatewayIp: '192.168.0.1', settings: {}, ...kept }
    await insertSubnet(tx, { id: subnetId, neutronSubnetId: subnetId, projectId, vpcId, ...subnet })
    const connectionIds: string[] = []
    for (const n of numbers(size.connections)) {
      const number = await nextNumber(tx, projectId, 'connection')
      // The one with the hosts is none of those that a first page has.
      const hosts = n === 0 ? numbers(size.hosts).map((host) => ({ name: `host-${host}.example`, ip: '10.0.0.1' })) : []
      const made = {
        name: `filled_${n}`,
        vpcId,
        subnetId,
        state: 'active' as const,
        hosts,
        routes: [],
        ports: [{ from: 1, to: 65_535 }],
        tags: tagged(n),
      }
      const id = randomUUID()
      connectionIds.push(id)
      await insertConnection(tx, { id, projectId, number, ...made, createdAt, changedAt: createdAt })
    }
    const pools: string[] = []
    for (const n of numbers(size.pools)) {
      const number = await nextNumber(tx, projectId, 'pool')
      const pool = { name: `filled_${n}`, cidr: '172.16.0.0/12', minCu: 64, maxCu: 64, currentCu: 64, chargingMode: 1 }
      const id = randomUUID()
      const other = { enterpriseProjectId: '0', label: {}, ipv6: false, owner: identity.user, ownerId }
      await insertPool(tx, { id, number, projectId, ...pool, ...other, ...kept })
      pools.push(id)
    }
    let queueId = ''
    let wideId = ''
    for (const n of numbers(size.queues)) {
      const number = await nextNumber(tx, projectId, 'queue')
      queueId = randomUUID()
      if (n === WIDE) wideId = queueId
      const queue = { name: `filled_${n}`, type: 'sql' as const, description: '', cuCount: 16 + (n % 4), resourceMode: 1 as const }
      const other = {
        platform: '',
        feature: '',
        engine: 'spark',
        chargingMode: 1,
        enterpriseProjectId: '0',
        labels: [],
        poolName: '',
        cidr: '',
      }
      const state = { state: 'available' as const, preset: false, poolId: n % 2 === 0 ? pools[n % pools.length] : undefined, policies: [] }
      await insertQueue(tx, {
        id: queueId,
        number,
        projectId,
        owner: identity.user,
        ownerId,
        tags: tagged(n),
        createdAt,
        changedAt: createdAt,
        ...queue,
        ...other,
        ...state,
      })
    }
    for (const [at, connectionId] of connectionIds.slice(0, size.wide ?? 0).entries()) {
      const holder = { kind: 'queue' as const, id: wideId, name: WIDE_QUEUE }
      const binding = { id: randomUUID(), projectId, number: at + 1, connectionId, holder, state: 'active' as const, failure: '' }
      await insertBinding(tx, { ...binding, createdAt, updatedAt: createdAt })
    }
    const databaseId = randomUUID()
    const texts = {
      description: '',
      properties: {},
      tags: [],
      owner: identity.user,
      ownerId,
      enterpriseProjectId: '0',
      createdAt,
      connection: undefined,
    }
    await insertDatabase(tx, { id: databaseId, projectId, name: 'many', ...texts })
    for (const n of numbers(size.tables)) {
      const name = `filled_${n}`
      const columns = [{ name: 'a', type: 'int', comment: '' }]
      const url = `jdbc:postgresql://host-${n}.example:5432/shop`
      const remote = { kind: 'jdbc' as const, url, dbtable: name, options: {} }
      const source = n % 2 === 1 ? remote : { kind: 'managed' as const, format: 'parquet' as const }
      const definition = { database: 'many', name, columns, source }
      const table = { id: randomUUID(), databaseId, name, definition, owner: identity.user, ownerId, createdAt }
      await insertTable(tx, { ...table, version: undefined, keptFrom: undefined })
    }
    for (const n of numbers(size.users)) {
      const user = { id: randomUUID(), name: `filled_${n}`, domain, passwordHash: '', enabled: true, isAdmin: false }
      await insertUser(tx, { ...user, description: '', createdAt })
      if (n % 10 !== 0) continue
      const group = { id: randomUUID(), domainId: domain.id, name: `filled_${n}`, description: '', createdAt }
      await insertGroup(tx, group)
      await addMember(tx, group.id, user.id)
    }
    const single = { id: randomUUID(), name: 'single', domain, passwordHash: '', enabled: true, isAdmin: false, description: '', createdAt }
    await insertUser(tx, single)
    const { accessKey, secretKey } = SINGLE
    const key = { accessKey, userId: single.id, enabled: true, description: '', createdAt }
    const sealedSecretKey = store.secrets.seal(secretKey, accessKeyPurpose(accessKey))
    const lasting = { expiresAt: undefined, securityTokenHash: undefined, madeByKey: undefined, scope: undefined }
    await insertAccessKey(tx, { ...key, sealedSecretKey, ...lasting })
    for (const object of ['databases.many.tables.filled_3', 'variable.filled_3', 'resources.filled_3', 'queues.filled_3']) {
      await insertPrivilege(
        tx,
        { projectId, grantee: { kind: 'user', id: single.id }, object, name: 'ALL' },
        { grantedBy: ownerId, grantedAt: createdAt },
      )
    }
    for (const n of numbers(Math.min(size.users, 1_000))) {
      const resource = { projectId, groupName: '', name: `filled_${n}`, kind: 'file' as const, location: 'obs://b/f', tags: [] }
      await putPackage(tx, { ...resource, owner: identity.user, ownerId, createdAt, updatedAt: createdAt })
      await insertGlobalVariable(tx, {
        projectId,
        number: n + 1,
        name: `filled_${n}`,
        value: 'x',
        isSensitive: false,
        sealedValue: undefined,
        userId: ownerId,
        userName: identity.user,
        createdAt,
        updatedAt: createdAt,
      })
    }
    for (const n of numbers(size.jobs + (size.oldJobs ?? 0))) {
      const isOld = n >= size.jobs
      const job = {
        id: randomUUID(),
        projectId,
        queueName: isOld ? OLD_QUEUE : `filled_${n % size.queues}`,
        owner: identity.user,
        ownerId,
        type: 'QUERY' as const,
        mode: 'async' as const,
      }
      const sql = n === 3 ? 'SELECT * FROM needle' : `SELECT ${n}, a, b, c FROM some_table_of_mine WHERE a > ${n}`
      const state = {
        state: n % 50 === 0 ? ('failed' as const) : ('finished' as const),
        message: '',
        currentDatabase: 'default',
        tableName: '',
      }
      const at = isOld ? n : createdAt + n
      const times = { startedAt: at, endedAt: at + (n % 977), runningAt: at, cancelRequestedAt: undefined }
      const result = { resultColumns: [], rowCount: 0, inputRowCount: 0, inputBytes: 0, remoteStatements: [], transfer: undefined }
      await insertJob(tx, {
        ...job,
        sql,
        ...state,
        conf: {},
        tags: [...tagged(n), { key: 'all', value: 'yes' }],
        ...times,
        ...result,
        queueId,
      })
    }
  })
  await store.close()
}
