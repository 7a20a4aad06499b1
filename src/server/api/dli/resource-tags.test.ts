import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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
  const columns = [{ column_name: 'a', type: 'int' }]
  await made('/v1.0/{p}/databases/tagged_database/tables', { table_name: 'Tagged_Table', data_location: 'DLI', columns })
  const folder = join(lab.home, 'buckets', 'lib')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'Tagged.jar'), '{}')
  for (const group of ['', 'g']) await made('/v2.0/{p}/resources', { paths: ['obs://lib/Tagged.jar'], kind: 'jar', group })
  const queue = await lab.call('GET', '/v1.0/{p}/queues/tagged_queue')
  resources = [
    ['dli_queue', String(queue.body['resource_id']), 'tagged_queue'],
    ['dli_elastic_resource_pool', 'TAGGED_POOL', 'tagged_pool'],
    ['dli_enhanced_datasource_connection', String(connection['connection_id']), 'Tagged'],
    ['dli_database', 'tagged_database', 'tagged_database'],
    ['dli_table', 'Tagged_Database.Tagged_Table', 'tagged_database.tagged_table'],
    // As the vendor's Terraform provider writes one of a group.
    ['dli_package_resource', 'g%23Tagged.jar', 'Tagged.jar'],
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
      // The package of no group has the same name.
      const others = type === 'dli_package_resource' ? 1 : 0
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
      expect((await search({ not_tags: [{ key: 'team', values: [] }] })).filter((each) => each === name)).toHaveLength(others)
      expect(await search({ matches: [{ key: 'resource_name', value: 'AGGED' }], limit: 1 })).toEqual([name])
      expect((await lab.call('POST', of('/delete'), { body: { tags: [{ key: 'team' }, { key: 'nobody' }] } })).status).toBe(204)
      expect((await lab.call('GET', of(''))).body).toEqual({ tags: [TAGS[1]], count: 1 })
    }
  })

  it("are told in pages, by limit and offset of the query as the vendor's SDKs send them, and those without any are found", async () => {
    for (const [type, id, name] of resources) {
      const at = `/v3/{p}/${type}`
      const keys = ['p1', 'p2', 'p3'].map((key) => ({ key, value: 'x' }))
      await lab.call('POST', `${at}/${id}/tags/create`, { body: { tags: keys } })
      for (const [target, count] of [
        [`${at}/${id}/tags`, listOf((await lab.call('GET', `${at}/${id}/tags`)).body['tags']).length],
        [`${at}/tags`, listOf((await lab.call('GET', `${at}/tags`)).body['tags']).length],
      ] as const) {
        const pages: unknown[] = []
        for (let offset = 0; offset <= count; offset += 2) {
          const { body } = await lab.call('GET', `${target}?limit=2&offset=${offset}`)
          expect([body['count'], listOf(body['tags']).length], target).toEqual([count, Math.min(2, count - offset)])
          pages.push(...listOf(body['tags']))
        }
        expect(pages).toEqual((await lab.call('GET', target)).body['tags'])
        expect((await lab.call('GET', `${target}?offset=1`)).body['tags']).toEqual(pages.slice(1))
        expect(await lab.call('GET', `${target}?limit=1&offset=-1`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
      }
      const search = async (query: string, body: object) => {
        const { body: found } = await lab.call('POST', `${at}/resource-instances/filter${query}`, { body })
        const names = listOf(found['resources']).map((resource) => resource['resource_name'])
        return { total: found['total_count'], names }
      }
      const all = await search('', {})
      expect(await search('?limit=1&offset=99', {})).toEqual({ total: all.total, names: [] })
      expect(await search('?limit=1', { offset: 0 })).toEqual({ total: all.total, names: all.names.slice(0, 1) })
      expect(await search('?offset=1', {})).toEqual({ total: all.total, names: all.names.slice(1) })

      const untagged = await search('', { without_any_tag: true, tags: [] })
      expect(untagged.total).toBe(Number(all.total) - 1)
      expect(await search('', { without_any_tag: true })).toEqual(untagged)
      expect(await search('', { without_any_tag: true, tags: [{ key: 'p1', values: ['x'] }] })).toEqual(untagged)
      expect(await search('', { without_any_tag: false, tags: [{ key: 'p1', values: ['x'] }] })).toEqual({ total: 1, names: [name] })
      expect((await lab.call('POST', `${at}/resource-instances/count`, { body: { without_any_tag: true } })).body).toEqual({
        total_count: untagged.total,
      })
      await lab.call('POST', `${at}/${id}/tags/delete`, { body: { tags: keys } })
    }
  })

  it("of a connection are those of the name of its type in the vendor's SDKs", async () => {
    const [, , [, id = ''] = []] = resources
    const sdk = '/v3/{p}/dli_enhanced_datasource'
    const other = '/v3/{p}/dli_enhanced_datasource_connection'
    expect((await lab.call('POST', `${sdk}/${id}/tags/create`, { body: { tags: [{ key: 'sdk', value: 'y' }] } })).status).toBe(204)
    expect(listOf((await lab.call('GET', `${other}/${id}/tags`)).body['tags'])).toContainEqual({ key: 'sdk', value: 'y' })
    expect((await lab.call('GET', `${sdk}/${id}/tags`)).body).toEqual((await lab.call('GET', `${other}/${id}/tags`)).body)
    expect((await lab.call('GET', `${sdk}/tags`)).body).toEqual((await lab.call('GET', `${other}/tags`)).body)
    const wanted = { body: { tags: [{ key: 'sdk', values: ['y'] }] } }
    expect((await lab.call('POST', `${sdk}/resource-instances/filter`, wanted)).body).toMatchObject({ resources: [{ resource_id: id }] })
    expect((await lab.call('POST', `${sdk}/resource-instances/count`, wanted)).body).toEqual({ total_count: 1 })
    expect((await lab.call('POST', `${sdk}/${id}/tags/delete`, { body: { tags: [{ key: 'sdk' }] } })).status).toBe(204)
  })

  it('are those that lists are filtered by', async () => {
    const listed = async (target: string, key: string) => listOf((await lab.call('GET', `${target}?tags=stage%3Dtest`)).body[key])
    expect(await listed('/v1.0/{p}/queues', 'queues')).toMatchObject([{ queue_name: 'tagged_queue' }])
    expect(await listed('/v3/{p}/elastic-resource-pools', 'elastic_resource_pools')).toHaveLength(1)
    expect(await listed('/v2.0/{p}/datasource/enhanced-connections', 'connections')).toHaveLength(1)
    expect(await listed('/v1.0/{p}/databases', 'databases')).toHaveLength(1)
    expect(await listed('/v2.0/{p}/resources', 'resources')).toMatchObject([{ resource_name: 'Tagged.jar' }])
    expect(await listed('/v2.0/{p}/resources', 'groups')).toMatchObject([{ group_name: 'g' }])
    expect(listOf((await lab.call('GET', '/v2.0/{p}/resources?tags=stage%3Dother')).body['resources'])).toEqual([])
  })

  it('of a table and a package that are made with some are kept, and go with them', async () => {
    const tags = [{ key: 'kept', value: 'yes' }]
    const tables = '/v1.0/{p}/databases/tagged_database/tables'
    const columns = [{ column_name: 'a', type: 'int' }]
    await made(tables, { table_name: 'made_tagged', data_location: 'DLI', columns, tags })
    await made(tables, { table_name: 'viewed', data_location: 'VIEW', select_statement: 'SELECT 1 AS one', tags })
    await made('/v2.0/{p}/resources', { paths: ['obs://lib/Tagged.jar'], kind: 'jar', group: 'kept', tags })
    const found = async (type: string) => {
      const { body } = await lab.call('POST', `/v3/{p}/${type}/resource-instances/filter`, { body: { tags: [{ key: 'kept' }] } })
      return listOf(body['resources'])
    }
    const names = async (type: string) => (await found(type)).map(({ resource_name }) => resource_name)
    expect(await names('dli_table')).toEqual(['tagged_database.made_tagged', 'tagged_database.viewed'])
    expect(await found('dli_package_resource')).toEqual([{ resource_id: 'kept#Tagged.jar', resource_name: 'Tagged.jar', tags }])
    // A package that gives way to the same one without tags leaves them.
    await made('/v2.0/{p}/resources/jars', { paths: ['obs://lib/Tagged.jar'], group: 'kept' })
    expect(await found('dli_package_resource')).toMatchObject([{ tags }])
    await lab.call('DELETE', `${tables}/made_tagged`)
    await lab.call('DELETE', '/v2.0/{p}/resources/Tagged.jar?group=kept')
    expect([await names('dli_table'), await names('dli_package_resource')]).toEqual([['tagged_database.viewed'], []])
    expect(
      (await lab.call('POST', tables, { body: { table_name: 't2', data_location: 'DLI', columns, tags: [...tags, ...tags] } })).status,
    ).toBe(400)
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
