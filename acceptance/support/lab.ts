import pg from 'pg'
import { expect } from 'vitest'
import { type Postgres, startPostgres } from '../../testing/postgres.ts'
import { Api } from './api.ts'
import { TestServer } from './server.ts'

export const databaseAddress = '192.168.0.10'
export const databaseName = 'pg-orders'

/**
 * Starts a server for a test file. Close it in afterAll.
 *
 * @param settings what stands in causeway.yaml, where it is not what most tests have (TestServer)
 */
export async function openServer(settings?: string): Promise<Api> {
  return new Api(await TestServer.start({}, settings))
}

export interface Network {
  readonly postgres: Postgres
  readonly vpcId: string
  readonly subnetId: string
}

/** A VPC with a subnet and no attachment. */
export async function makeVpc(api: Api, name: string): Promise<{ vpcId: string; subnetId: string }> {
  const vpc = await api.post('/v1/{p}/vpcs', { vpc: { name, cidr: '192.168.0.0/16' } })
  expect(vpc, vpc.text).toMatchObject({ status: 200, body: { vpc: { id: expect.any(String) } } })
  const vpcId = idIn(vpc.body['vpc'])
  const subnet = await api.post('/v1/{p}/subnets', {
    subnet: { name: `${name}_subnet`, cidr: '192.168.0.0/24', gateway_ip: '192.168.0.1', vpc_id: vpcId },
  })
  expect(subnet, subnet.text).toMatchObject({ status: 200, body: { subnet: { id: expect.any(String) } } })
  return { vpcId, subnetId: idIn(subnet.body['subnet']) }
}

/**
 * A PostgreSQL in a VPC: tables made by `sql`, reached at 192.168.0.10:5432 through a forward attachment, its password stored as pg_login.
 *
 * @param settings of PostgreSQL
 */
export async function makeNetwork(api: Api, sql: string, settings: Readonly<Record<string, string>> = {}): Promise<Network> {
  const postgres = await startPostgres({ settings })
  await inPostgres(postgres, sql)
  const ids = await makeVpc(api, 'vpc_orders')
  await attach(api, ids.vpcId, [{ from: `${databaseAddress}:5432`, to: `127.0.0.1:${postgres.port}` }])
  const stored = await api.post('/v2.0/{p}/datasource/auth-infos', {
    auth_info_name: 'pg_login',
    datasource_type: 'passwd',
    user_name: postgres.user,
    password: postgres.password,
  })
  expect(stored, stored.text).toMatchObject({ status: 201, body: { is_success: true } })
  return { postgres, ...ids }
}

export async function attach(api: Api, vpcId: string, forwards: readonly { from: string; to: string }[]): Promise<void> {
  const answer = await api.put(`/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { kind: 'forward', forwards })
  expect(answer.status, answer.text).toBe(200)
}

/** A connection with the host entry pg-orders, bound to these queues; waits until no binding is CREATING. @returns its id */
export async function connect(
  api: Api,
  name: string,
  network: { vpcId: string; subnetId: string },
  queues: readonly string[],
): Promise<string> {
  const answer = await api.post('/v2.0/{p}/datasource/enhanced-connections', {
    name,
    dest_vpc_id: network.vpcId,
    dest_network_id: network.subnetId,
    queues,
    hosts: [{ ip: databaseAddress, name: databaseName }],
  })
  expect(answer, answer.text).toMatchObject({ status: 201, body: { is_success: true, connection_id: expect.any(String) } })
  const connectionId = String(answer.body['connection_id'])
  for (const queue of queues) expect(await api.waitForPeer(connectionId, queue)).toBe('ACTIVE')
  return connectionId
}

/** CREATE TABLE … USING JDBC of a table of the network's PostgreSQL. */
export function jdbcTable(name: string, remote: string, host = `${databaseName}:5432`): string {
  return `CREATE TABLE ${name} USING JDBC OPTIONS ('url'='jdbc:postgresql://${host}/postgres','driver'='org.postgresql.Driver',
    'dbtable'='${remote}','passwdauth'='pg_login','encryption'='true')`
}

/** Runs SQL in the PostgreSQL itself. @returns the rows of the last statement */
export async function inPostgres(postgres: Postgres, sql: string): Promise<readonly unknown[]> {
  const { host, port, user, password, database } = postgres
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  try {
    const result: unknown = await client.query(sql)
    const last: unknown = Array.isArray(result) ? result.at(-1) : result
    return typeof last === 'object' && last !== null && 'rows' in last && Array.isArray(last.rows) ? last.rows : []
  } finally {
    await client.end()
  }
}

/** The id in { id } of an answer. */
export function idIn(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string') return value.id
  throw new Error(`there is no id in ${JSON.stringify(value)}`)
}
