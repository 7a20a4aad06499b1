import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listOf } from '../fixtures/api-lab.ts'
import { hideFile, type RightsLab, startRightsLab } from '../fixtures/rights-lab.ts'

let rights: RightsLab
beforeAll(async () => {
  rights = await startRightsLab()
  await hideFile(rights.lab, 'hidden-4711\n')
})
afterAll(() => rights?.[Symbol.asyncDispose]())

describe('lists, of who has single rights', () => {
  it('have what was granted, whole or in part, and what is their own, by pages, and count no more', async () => {
    await rights.lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'another', cu_count: 16, resource_mode: 1 })
    for (const auth_info_name of ['Mixed', 'other', 'Last'])
      await rights.lab.made('POST', '/v2.0/{p}/datasource/auth-infos', {
        auth_info_name,
        datasource_type: 'passwd',
        user_name: 'u',
        password: 'p',
      })
    expect(await rights.run('CREATE TABLE shop.listed (a INT)')).toMatchObject({ status: 'FINISHED' })
    await rights.grant('databases.shop.tables.listed', 'SELECT')
    await rights.grant('datasourceauth.Mixed', 'USE_AUTH')
    await rights.grant('datasourceauth.Last', 'USE_AUTH')
    const listed = async (target: string, field: string, name: string) =>
      listOf((await rights.asBob('GET', target)).body[field]).map((one) => one[name])
    expect(await listed('/v1.0/{p}/queues', 'queues', 'queue_name')).toEqual(['bobs'])
    expect((await rights.asBob('GET', '/v1.0/{p}/databases')).body).toMatchObject({
      database_count: 1,
      databases: [{ database_name: 'shop' }],
    })
    expect(await listed('/v2.0/{p}/datasource/auth-infos', 'auth_infos', 'auth_info_name')).toEqual(['Mixed', 'Last'])
    const page = await rights.asBob('GET', '/v2.0/{p}/datasource/auth-infos?limit=1&offset=1')
    expect(page.body).toMatchObject({ count: 2, auth_infos: [{ auth_info_name: 'Last' }] })
    for (const object of ['databases.shop.tables.listed', 'datasourceauth.Mixed', 'datasourceauth.Last'])
      await rights.lab.call('PUT', '/v1.0/{p}/authorization', {
        body: {
          user_name: 'bob',
          action: 'revoke',
          privileges: [{ object, privileges: [object.includes('tables') ? 'SELECT' : 'USE_AUTH'] }],
        },
      })
    expect(await listed('/v1.0/{p}/databases', 'databases', 'database_name')).toEqual([])
    await rights.lab.call('DELETE', '/v1.0/{p}/queues/another')
    expect(await rights.run('DROP TABLE shop.listed')).toMatchObject({ status: 'FINISHED' })
  })
})

describe('lists of tables, variables and packages, of who has single rights', () => {
  it('have what was granted by name, by what holds it, and what is their own, by pages', async () => {
    const files = { paths: ['obs://vault/f/a.csv'], kind: 'file' }
    for (const name of ['t1', 't2', 't3'])
      expect(await rights.run(`CREATE TABLE own.${name} (a INT, b INT)`)).toMatchObject({ status: 'FINISHED' })
    for (const var_name of ['v1', 'v2', 'v3']) await rights.lab.made('POST', '/v1.0/{p}/variables', { var_name, var_value: 'x' })
    for (const group of ['', 'g1', 'g2']) await rights.lab.made('POST', '/v2.0/{p}/resources', { ...files, group })
    const tables = async (query = '') => {
      const { body } = await rights.asBob('GET', `/v1.0/{p}/databases/own/tables${query}`)
      return [body['table_count'], listOf(body['tables'] ?? []).map((one) => one['table_name'])]
    }
    const variables = async (query = '') => {
      const { body } = await rights.asBob('GET', `/v1.0/{p}/variables${query}`)
      return [body['count'], listOf(body['global_vars']).map((one) => one['var_name'])]
    }
    const packages = async () => {
      const { body } = await rights.asBob('GET', '/v2.0/{p}/resources')
      return [body['total'], listOf(body['groups']).map((one) => one['group_name'])]
    }
    await rights.grant('databases.own.tables.t1.columns.a', 'SELECT')
    await rights.grant('databases.own.tables.t3', 'SELECT')
    await rights.grant('variable.v2', 'UPDATE')
    await rights.grant('resources.g1/a.csv', 'GET_RESOURCE')
    expect(await tables()).toEqual([2, ['t1', 't3']])
    expect(await tables('?page-size=1&current-page=2')).toEqual([2, ['t3']])
    expect(await tables('?keyword=T1')).toEqual([1, ['t1']])
    expect(await variables()).toEqual([1, ['v2']])
    expect(await packages()).toEqual([1, ['g1']])
    // What is his own, though a role that he had is gone.
    await rights.lab.call('PUT', '/causeway/v1/projects/{p}/roles', { body: { user_name: 'bob', role: 'writer' } })
    expect(await rights.run('CREATE TABLE own.t4 (a INT)', rights.bob)).toMatchObject({ status: 'FINISHED' })
    expect((await rights.asBob('POST', '/v1.0/{p}/variables', { var_name: 'v4', var_value: 'x' })).status).toBe(200)
    expect((await rights.asBob('POST', '/v2.0/{p}/resources', { ...files, group: 'g4' })).status).toBe(201)
    expect((await rights.lab.call('DELETE', '/causeway/v1/projects/{p}/roles?user_name=bob')).status).toBeLessThan(300)
    expect(await tables()).toEqual([3, ['t1', 't3', 't4']])
    expect(await variables('?limit=1&offset=1')).toEqual([2, ['v4']])
    expect(await packages()).toEqual([2, ['g1', 'g4']])
    await rights.grant('databases.own', 'SELECT')
    await rights.grant('groups.g2', 'GET_GROUP')
    expect(await tables()).toEqual([4, ['t1', 't2', 't3', 't4']])
    expect(await packages()).toEqual([3, ['g1', 'g2', 'g4']])
    for (const object of ['databases.own', 'databases.own.tables.t1.columns.a', 'databases.own.tables.t3', 'variable.v2', 'groups.g2'])
      await rights.grant(object)
    for (const name of ['t1', 't2', 't3', 't4']) expect(await rights.run(`DROP TABLE own.${name}`)).toMatchObject({ status: 'FINISHED' })
    for (const name of ['v1', 'v2', 'v3', 'v4'])
      expect((await rights.lab.call('DELETE', `/v1.0/{p}/variables/${name}`)).status, name).toBe(200)
    for (const group of ['', '?group=g1', '?group=g2', '?group=g4'])
      expect((await rights.lab.call('DELETE', `/v2.0/{p}/resources/a.csv${group}`)).status, group).toBe(200)
  })
})
