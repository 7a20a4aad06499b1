import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'
import { hideFile } from '../fixtures/rights-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
  await lab.addUser({ name: 'bob', isAdmin: false })
  await hideFile(lab, 'hidden-4711\n')
  await byStatement('CREATE DATABASE shop')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

/** In place of what he has on the object. */
const grant = (object: string, ...privileges: readonly string[]) => lab.grant('bob', object, ...privileges)
const byStatement = async (sql: string): Promise<void> => {
  expect(await lab.run(sql, { queueName: 'default' })).toMatchObject({ status: 'FINISHED' })
}

describe('privileges on what is gone', () => {
  const auth = { auth_info_name: 'again', datasource_type: 'passwd', user_name: 'u', password: 'p' }
  const pool = { elastic_resource_pool_name: 'again', min_cu: 64, max_cu: 64 }
  const table = { table_name: 'again', data_location: 'DLI', columns: [{ column_name: 'a', type: 'int' }] }
  const tables = '/v1.0/{p}/databases/shop/tables'
  const packages = '/v2.0/{p}/resources'
  const csv = { paths: ['obs://vault/f/a.csv'], kind: 'file', group: 'again' }
  it.each<readonly [string, string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'datasourceauth.again',
      'USE_AUTH',
      () => lab.made('POST', '/v3/{p}/datasource/auth-infos', auth),
      () => lab.call('DELETE', '/v2.0/{p}/datasource/auth-infos/again'),
    ],
    [
      'elasticresourcepools.again',
      'UPDATE',
      () => lab.made('POST', '/v3/{p}/elastic-resource-pools', pool),
      () => lab.call('DELETE', '/v3/{p}/elastic-resource-pools/again'),
    ],
    [
      'queues.again',
      'SUBMIT_JOB',
      () => lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'again', cu_count: 16, resource_mode: 1 }),
      () => lab.call('DELETE', '/v1.0/{p}/queues/again'),
    ],
    [
      'databases.again',
      'SELECT',
      () => lab.made('POST', '/v1.0/{p}/databases', { database_name: 'again' }),
      () => lab.call('DELETE', '/v1.0/{p}/databases/again'),
    ],
    ['databases.shop.tables.again', 'SELECT', () => lab.made('POST', tables, table), () => lab.call('DELETE', `${tables}/again`)],
    ['databases.shop.tables.again.columns.a', 'SELECT', () => lab.made('POST', tables, table), () => lab.call('DELETE', `${tables}/again`)],
    [
      'databases.shop.tables.columned.columns.a',
      'SELECT',
      () => byStatement('CREATE TABLE IF NOT EXISTS shop.columned AS SELECT 1 a, 2 b'),
      async () => {
        await byStatement('ALTER TABLE shop.columned DROP COLUMN a')
        await byStatement('ALTER TABLE shop.columned ADD COLUMNS (a INT)')
      },
    ],
    [
      'variable.again',
      'UPDATE',
      () => lab.made('POST', '/v1.0/{p}/variables', { var_name: 'again', var_value: 'x' }),
      () => lab.call('DELETE', '/v1.0/{p}/variables/again'),
    ],
    [
      'resources.a.csv',
      'GET_RESOURCE',
      () => lab.made('POST', packages, { ...csv, group: '' }),
      () => lab.call('DELETE', `${packages}/a.csv`),
    ],
    ['groups.again', 'GET_GROUP', () => lab.made('POST', packages, csv), () => lab.call('DELETE', `${packages}/a.csv?group=again`)],
    ['databases.shop.tables.again', 'SELECT', () => lab.made('POST', tables, table), () => byStatement('DROP TABLE shop.again')],
    [
      'databases.shop.tables.again',
      'SELECT',
      () => byStatement('CREATE VIEW shop.again AS SELECT 1 a'),
      () => byStatement('DROP VIEW shop.again'),
    ],
    [
      'databases.shop.tables.again',
      'SELECT',
      () => lab.made('POST', tables, table),
      async () => {
        await byStatement('ALTER TABLE shop.again RENAME TO shop.renamed')
        await byStatement('DROP TABLE shop.renamed')
      },
    ],
    [
      'databases.old.tables.t',
      'SELECT',
      async () => {
        await byStatement('CREATE DATABASE old')
        await byStatement('CREATE TABLE old.t AS SELECT 1 a')
      },
      () => byStatement('DROP DATABASE old CASCADE'),
    ],
  ])('on %s are not those on the next of its name', async (object, privilege, make, remove) => {
    await make()
    await grant(object, privilege)
    const holders = async () => (await lab.call('GET', `/v1.0/{p}/authorization/privileges?object=${object}`)).text
    expect(await holders()).toContain('"bob"')
    await remove()
    expect(await holders()).not.toContain('"bob"')
    await make()
    expect(await holders()).toContain('"lab_user"')
    expect(await holders()).not.toContain('"bob"')
    await remove()
  })
})

describe('a right goes with what it is on', () => {
  const on = async (object: string) =>
    listOf((await lab.call('GET', `/v1.0/{p}/authorization/privileges?object=${object}`)).body['privileges']).filter(
      (each) => each['user_name'] === 'bob' && each['object'] === object,
    )
  it('that gets another name: a table, its columns, and a view', async () => {
    await byStatement('CREATE TABLE shop.t (a INT, b INT)')
    await byStatement('CREATE VIEW shop.v AS SELECT 1 AS x')
    await grant('databases.shop.tables.t', 'INSERT_INTO_TABLE')
    await grant('databases.shop.tables.t.columns.a', 'SELECT')
    await grant('databases.shop.tables.v', 'SELECT')
    await byStatement('ALTER TABLE shop.t RENAME TO shop.u')
    await byStatement('ALTER TABLE shop.u RENAME COLUMN a TO c')
    await byStatement('ALTER VIEW shop.v RENAME TO shop.w')
    await byStatement('CREATE TABLE shop.t (a INT)')
    expect(await on('databases.shop.tables.t')).toEqual([])
    expect(await on('databases.shop.tables.t.columns.a')).toEqual([])
    expect(await on('databases.shop.tables.u')).toMatchObject([{ privileges: ['INSERT_INTO_TABLE'] }])
    expect(await on('databases.shop.tables.u.columns.a')).toEqual([])
    expect(await on('databases.shop.tables.u.columns.c')).toMatchObject([{ privileges: ['SELECT'] }])
    expect(await on('databases.shop.tables.w')).toMatchObject([{ privileges: ['SELECT'] }])
  })
})
