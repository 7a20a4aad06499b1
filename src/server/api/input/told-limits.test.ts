import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../../../base/fields.ts'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'
import { openApiText } from '../open-api/document.ts'
import { operations } from '../operations.ts'
import { TOLD } from './told-limits.ts'

let lab: ApiLab
let network: { readonly vpcId: string; readonly subnetId: string }
beforeAll(async () => {
  lab = await startLab()
  network = await lab.makeNetwork('told')
  await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'told', cu_count: 16, resource_mode: 1 } })
  const made = await lab.call('POST', '/v2.0/{p}/datasource/enhanced-connections', {
    body: { name: 'told', dest_vpc_id: network.vpcId, dest_network_id: network.subnetId },
  })
  connectionId = String(made.body['connection_id'])
})
afterAll(() => lab?.[Symbol.asyncDispose]())
let connectionId = ''

/** Bodies that are good but for what is put into them. */
const BODIES: Readonly<Record<string, () => Readonly<Record<string, unknown>>>> = {
  'vpc.vpcs.create': () => ({ vpc: { name: 'v', cidr: '10.0.0.0/8' } }),
  'vpc.subnets.create': () => ({ subnet: { name: 's', cidr: '192.168.9.0/24', gateway_ip: '192.168.9.1', vpc_id: network.vpcId } }),
  'dli.queues.create': () => ({ queue_name: 'q', cu_count: 16, resource_mode: 1 }),
  'dli.queue-plans.create': () => ({ plan_name: 'p', target_cu: 64, start_hour: 1, start_minute: 0 }),
  'dli.elastic-resource-pools.create': () => ({ elastic_resource_pool_name: 'p', min_cu: 64, max_cu: 64 }),
  'dli.enhanced-connections.create': () => ({ name: 'c', dest_vpc_id: network.vpcId, dest_network_id: network.subnetId }),
  'dli.enhanced-connections.routes.create': () => ({ name: 'r', cidr: '10.0.0.0/8' }),
  'dli.auth-infos.create': () => ({ auth_info_name: 'a', datasource_type: 'passwd', user_name: 'u', password: 'p' }),
  'dli.databases.create': () => ({ database_name: 'd' }),
  'dli.variables.create': () => ({ var_name: 'v', var_value: 'x' }),
  'dli.sql-templates.create': () => ({ sql_name: 't', sql: 'SELECT 1' }),
  'dli.flink-templates.create': () => ({ name: 't' }),
  'dli.spark-templates.create': () => ({ name: 't', body: {} }),
  'dli.sql-defend-rules.create': () => ({ rule_name: 'r', rule_id: 'static_0001', engine_rules: { spark: 1 } }),
  'dli.tables.create': () => ({ table_name: 't', data_location: 'DLI', columns: [{ column_name: 'a', type: 'int' }] }),
}

interface Told {
  readonly operation: string
  readonly path: readonly string[]
  readonly isList: boolean
  readonly limits: Readonly<Record<string, unknown>>
}

/** Every limit of a body that the document has and the parser lets pass. */
function toldOf(operation: string, schema: unknown, path: readonly string[] = []): readonly Told[] {
  if (!isRecord(schema)) return []
  const limits = schema[TOLD]
  const own = isRecord(limits) ? [{ operation, path, isList: schema['type'] === 'array', limits }] : []
  const properties = isRecord(schema['properties']) ? Object.entries(schema['properties']) : []
  return [...own, ...properties.flatMap(([name, property]) => toldOf(operation, property, [...path, name]))]
}

const withValue = (body: unknown, [name, ...rest]: readonly string[], value: unknown): unknown => {
  if (name === undefined) return value
  const fields = isRecord(body) ? body : {}
  return { ...fields, [name]: withValue(fields[name], rest, value) }
}

const all = operations
  .flatMap(({ name, schemas }) => toldOf(name, schemas.body))
  .filter(
    ({ operation, limits }) => Object.hasOwn(BODIES, operation) && ('maxLength' in limits || 'maxItems' in limits || 'pattern' in limits),
  )

describe('what the document tells of a body is kept, though the parser lets it pass', () => {
  it('is of most calls that make something', () => {
    expect(new Set(all.map(({ operation }) => operation)).size).toBeGreaterThanOrEqual(14)
  })

  it.each(all.map((told) => [`${told.operation} ${told.path.join('.')}`, told] as const))(
    '%s',
    async (_title, { operation, path, isList, limits }) => {
      const item = operations.find(({ name }) => name === operation)
      const target = (item?.path ?? '')
        .replace('{project_id}', '{p}')
        .replace('{queue_name}', 'told')
        .replace('{connection_id}', connectionId)
        .replace('{database_name}', 'default')
      const beyond = isList
        ? Array.from({ length: Number(limits['maxItems']) + 1 }, (_, n) => listItem(path.at(-1), n))
        : 'maxLength' in limits
          ? 'a'.repeat(Number(limits['maxLength']) + 1)
          : 'not/valid name!'
      const { status, text } = await lab.call('POST', target, { body: withValue(BODIES[operation]?.(), path, beyond) })
      expect({ status, text }).toMatchObject({ status: 400 })
      expect(text).not.toMatch(/docs\/reference\/operations\.md/)
    },
  )
})

function listItem(name: string | undefined, n: number): unknown {
  if (name === 'tags') return { key: `k${n}`, value: 'v' }
  if (name === 'hosts') return { name: `h${n}`, ip: '10.0.0.1' }
  return `item_${n}`
}

it('is in the document as the limit of the schema', async () => {
  const text = await openApiText(operations, () => undefined)
  expect(text).not.toContain(TOLD)
  expect(text).toContain('"queue_name":{"type":"string","minLength":1,"pattern":"^(?!_)(?![0-9]+$)[A-Za-z0-9_]{1,128}$"}')
})
