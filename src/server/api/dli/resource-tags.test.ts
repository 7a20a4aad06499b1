import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
/** Kind, the id of one, and its name. */
let resources: readonly (readonly [type: string, id: string, name: string])[] = []
const made = async (target: string, body: unknown) => {
  const answer = await lab.call('POST', target, { body })
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}
beforeAll(async () => {
  lab = await startLab()
  await made('/v1.0/{p}/queues', { queue_name: 'tagged_queue', cu_count: 16, resource_mode: 1 })
  await made('/v1.0/{p}/queues', { queue_name: 'bare_queue', cu_count: 16 })
  await made('/v3/{p}/elastic-resource-pools', { elastic_resource_pool_name: 'tagged_pool', min_cu: 64, max_cu: 64 })
  const { vpcId, subnetId } = await lab.makeNetwork('net')
  const network = { dest_vpc_id: vpcId, dest_network_id: subnetId }
  const connection = await made('/v2.0/{p}/datasource/enhanced-connections', { name: 'Tagged', ...network })
  await made('/v1.0/{p}/databases', { database_name: 'tagged_database' })
  const queue = await lab.call('GET', '/v1.0/{p}/queues/tagged_queue')
  resources = [
    ['dli_queue', String(queue.body['resource_id']), 'tagged_queue'],
    ['dli_elastic_resource_pool', 'TAGGED_POOL', 'tagged_pool'],
    ['dli_enhanced_datasource_connection', String(connection['connection_id']), 'Tagged'],
    ['dli_database', 'tagged_database', 'tagged_database'],
  ]
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const TAGS = [
  { key: 'team', value: 'blue' },
  { key: 'stage', value: 'test' },
]

describe('tags of resources', () => {
  it('are given, replaced, listed, summed up, searched by and taken away, of every kind', async () => {
    for (const [type, id, name] of resources) {
      const of = (path: string) => `/v3/{p}/${type}/${id}/tags${path}`
      expect(await lab.call('POST', of('/create'), { body: { tags: TAGS } }), type).toMatchObject({ status: 204, text: '' })
      expect((await lab.call('POST', of('/create'), { body: { tags: [{ key: 'team', value: 'red' }] } })).status).toBe(204)
      expect((await lab.call('GET', of(''))).body).toEqual({ tags: [TAGS[1], { key: 'team', value: 'red' }], count: 2 })
      expect((await lab.call('GET', `/v3/{p}/${type}/tags`)).body).toEqual({
        tags: [
          { key: 'stage', values: ['test'] },
          { key: 'team', values: ['red'] },
        ],
        count: 2,
      })
      const search = async (body: object) => {
        const { body: found } = await lab.call('POST', `/v3/{p}/${type}/resource-instances/filter`, { body })
        const { body: counted } = await lab.call('POST', `/v3/{p}/${type}/resource-instances/count`, { body })
        expect(counted).toEqual({ total_count: found['total_count'] })
        return listOf(found['resources']).map((resource) => resource['resource_name'])
      }
      expect(await search({ tags: [{ key: 'team', values: ['green', 'red'] }, { key: 'stage' }] })).toEqual([name])
      expect(await search({ tags: [{ key: 'team', values: ['blue'] }] })).toEqual([])
      expect(await search({ not_tags: [{ key: 'team', values: [] }] })).not.toContain(name)
      expect(await search({ matches: [{ key: 'resource_name', value: 'AGGED' }], limit: 1 })).toEqual([name])
      expect((await lab.call('POST', of('/delete'), { body: { tags: [{ key: 'team' }, { key: 'nobody' }] } })).status).toBe(204)
      expect((await lab.call('GET', of(''))).body).toEqual({ tags: [TAGS[1]], count: 1 })
    }
  })

  it('are those that lists are filtered by', async () => {
    const listed = async (target: string, key: string) => listOf((await lab.call('GET', `${target}?tags=stage%3Dtest`)).body[key])
    expect(await listed('/v1.0/{p}/queues', 'queues')).toMatchObject([{ queue_name: 'tagged_queue' }])
    expect(await listed('/v3/{p}/elastic-resource-pools', 'elastic_resource_pools')).toHaveLength(1)
    expect(await listed('/v2.0/{p}/datasource/enhanced-connections', 'connections')).toHaveLength(1)
    expect(await listed('/v1.0/{p}/databases', 'databases')).toHaveLength(1)
  })

  it("hold to the vendor's limits, and are of nothing that is not there", async () => {
    const give = (id: string, tags: unknown) => lab.call('POST', `/v3/{p}/dli_queue/${id}/tags/create`, { body: { tags } })
    const many = Array.from({ length: 21 }, (_, i) => ({ key: `k${i}`, value: '' }))
    for (const tags of [many, [{ key: '_sys_x', value: '' }], [{ key: '', value: 'x' }]]) {
      expect(await give('tagged_queue', tags)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
    }
    expect(await give('nobody', TAGS)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
  })
})
