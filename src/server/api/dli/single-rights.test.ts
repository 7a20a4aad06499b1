import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hideFile, type RightsLab, startRightsLab } from '../fixtures/rights-lab.ts'

let rights: RightsLab
beforeAll(async () => {
  rights = await startRightsLab()
  await hideFile(rights.lab, 'hidden-4711\n')
})
afterAll(() => rights?.[Symbol.asyncDispose]())

describe('a user who has no role', () => {
  const tables = '/v1.0/{p}/databases/own/tables'
  beforeAll(async () => {
    for (const sql of [
      "CREATE TABLE shop.t AS SELECT 'hidden-4712' x",
      'CREATE VIEW own.over AS SELECT * FROM shop.t',
      'CREATE TABLE own.mine (x STRING)',
      'CREATE VIEW own.theirs AS SELECT 1 x',
      'CREATE FUNCTION own.f(a INT) RETURNS INT RETURN a + 1',
    ]) {
      expect(await rights.run(sql)).toMatchObject({ status: 'FINISHED' })
    }
  })

  it('makes tables, and none of what is in buckets', async () => {
    await rights.grant('databases.own', 'CREATE_TABLE')
    const columns = [{ column_name: 'a', type: 'string' }]
    const place = { data_location: 'OBS', data_path: 'obs://vault/f', data_type: 'csv' }
    const refused = await rights.asBob('POST', tables, { table_name: 'peek', ...place, columns })
    expect(refused.status, refused.text).toBe(403)
    expect(refused.text).toContain('bob may not make tables of what is in buckets')
    const { status, message } = await rights.run("CREATE TABLE own.peek (a STRING) USING csv LOCATION 'obs://vault/f'", rights.bob)
    expect(status).toBe('DLI.0003')
    expect(message).toMatch(/bob may not (make tables of what is in|read) buckets/)
    expect(await rights.run('SELECT * FROM own.peek', rights.bob)).toMatchObject({ rows: '' })
    expect(await rights.run('CREATE TABLE own.managed (a STRING)', rights.bob)).toMatchObject({ status: 'FINISHED' })
  })

  it('points no table that is its own at other files, and changes a database by the right to all of it alone', async () => {
    expect(await rights.run("CREATE TABLE own.at (a STRING) USING csv LOCATION 'obs://vault/g'")).toMatchObject({ status: 'FINISHED' })
    await rights.grant('databases.own', 'SELECT', 'ALTER_TABLE_SET_LOCATION', 'ALTER_TABLE_SET_PROPERTIES', 'DROP_DATABASE')
    const moved = await rights.run("ALTER TABLE own.at SET LOCATION 'obs://vault/f'", rights.bob)
    expect(moved.status).toBe('DLI.0003')
    expect(moved.message).toContain('bob may not make tables of what is in buckets')
    const changes = ["COMMENT ON DATABASE own IS 'bobs'", "ALTER DATABASE own SET DBPROPERTIES ('of' = 'bob')"]
    for (const sql of changes) {
      const { status, message } = await rights.run(sql, rights.bob)
      expect(status, sql).toBe('DLI.0003')
      expect(message).toContain('bob may not change the database own')
    }
    await rights.grant('databases.own', 'ALL')
    for (const sql of changes) expect(await rights.run(sql, rights.bob), sql).toMatchObject({ status: 'FINISHED' })
    expect((await rights.run('DESCRIBE DATABASE EXTENDED own', rights.bob)).rows).toContain('((of,bob))')
    expect((await rights.run("ALTER TABLE own.at SET LOCATION 'obs://vault/f'", rights.bob)).status).toBe('DLI.0003')
    expect(await rights.run("ALTER TABLE own.at SET LOCATION 'obs://vault/f'")).toMatchObject({ status: 'FINISHED' })
    expect((await rights.run('SELECT * FROM own.at')).rows).toContain('hidden-4711')
    expect(await rights.run('DROP TABLE own.at')).toMatchObject({ status: 'FINISHED' })
  })

  it('reads no table through a view that it may only insert into', async () => {
    await rights.grant('databases.own', 'SELECT', 'INSERT_INTO_TABLE')
    await rights.grant('databases.shop.tables.t', 'INSERT_INTO_TABLE')
    for (const sql of [
      'FROM own.over INSERT INTO shop.t SELECT x INSERT INTO own.mine SELECT x',
      "INSERT INTO shop.t SELECT 'a' FROM own.over WHERE x LIKE 'hid%'",
    ]) {
      const { status, message } = await rights.run(sql, rights.bob)
      expect([sql, status]).toEqual([sql, 'FAILED'])
      expect(message).toContain('bob may not read the table shop.t')
    }
    expect((await rights.run('SELECT * FROM own.mine', rights.bob)).rows).not.toContain('hidden')
    expect(await rights.run('INSERT INTO shop.t SELECT CAST(x AS STRING) FROM own.theirs', rights.bob)).toMatchObject({
      status: 'FINISHED',
    })
  })

  it('is not told the columns of a table that it may not read by a check', async () => {
    await rights.grant('databases.own', 'SELECT')
    await rights.grant('databases.shop.tables.t', 'INSERT_INTO_TABLE')
    const check = async () => (await rights.asBob('POST', '/v1.0/{p}/jobs/check-sql', { sql: 'SELECT nosuch FROM shop.t' })).text
    expect(await check()).toContain('bob may not read the table shop.t')
    await rights.grant('databases.shop.tables.t', 'SELECT')
    expect(await check()).toContain('There are: x')
  })

  it('puts nothing in the place of views and functions of others by the right to make some', async () => {
    await rights.grant('databases.own', 'CREATE_VIEW', 'CREATE_FUNCTION')
    for (const [sql, what] of [
      ['CREATE OR REPLACE VIEW own.theirs AS SELECT 2 x', 'change the view own.theirs'],
      ['ALTER VIEW own.theirs AS SELECT 3 x', 'change the view own.theirs'],
      ['CREATE OR REPLACE FUNCTION own.f(a INT) RETURNS INT RETURN a + 2', 'replace or drop functions of the database own'],
      ['DROP FUNCTION own.f', 'replace or drop functions of the database own'],
    ] as const) {
      const { status, message } = await rights.run(sql, rights.bob)
      expect([sql, status]).toEqual([sql, sql.includes('REPLACE VIEW') ? 'FAILED' : 'DLI.0003'])
      expect(message).toContain(`bob may not ${what}`)
    }
    for (const sql of ['CREATE VIEW own.bobs AS SELECT 1 x', 'CREATE FUNCTION own.g(a INT) RETURNS INT RETURN a']) {
      expect(await rights.run(sql, rights.bob), sql).toMatchObject({ status: 'FINISHED' })
    }
    expect(await rights.run('CREATE OR REPLACE VIEW own.bobs AS SELECT 2 x', rights.bob)).toMatchObject({ status: 'FINISHED' })
    await rights.grant('databases.own', 'ALTER_VIEW', 'DROP_FUNCTION')
    for (const sql of ['ALTER VIEW own.theirs AS SELECT 3 x', 'DROP FUNCTION own.f']) {
      expect(await rights.run(sql, rights.bob), sql).toMatchObject({ status: 'FINISHED' })
    }
  })
})

describe('who may replace the rows of a table', () => {
  it('puts back an earlier version of it, but none that had other columns', async () => {
    for (const sql of [
      'CREATE TABLE shop.back AS SELECT 1 a',
      'ALTER TABLE shop.back ADD COLUMNS (b INT)',
      'INSERT INTO shop.back VALUES (2, 2)',
    ])
      expect(await rights.run(sql)).toMatchObject({ status: 'FINISHED' })
    await rights.grant('databases.shop.tables.back', 'INSERT_OVERWRITE_TABLE')
    expect(await rights.run('RESTORE TABLE shop.back TO VERSION AS OF 1', rights.bob)).toMatchObject({ status: 'FINISHED' })
    const refused = await rights.run('RESTORE TABLE shop.back TO VERSION AS OF 0', rights.bob)
    expect(refused).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('bob may not change the columns of the table shop.back'),
    })
    expect(refused.message).toContain('ALTER_TABLE_CHANGE_COLUMN')
    await rights.grant('databases.shop.tables.back', 'INSERT_OVERWRITE_TABLE', 'ALTER_TABLE_CHANGE_COLUMN')
    expect(await rights.run('RESTORE TABLE shop.back TO VERSION AS OF 0', rights.bob)).toMatchObject({ status: 'FINISHED' })
    expect((await rights.run('SELECT * FROM shop.back')).rows).toContain('[[1]]')
  })
})

describe('the database that statements begin in', () => {
  it('is used again by whoever may submit them, and shows no more than before', async () => {
    expect(await rights.run("CREATE TABLE IF NOT EXISTS default.hidden AS SELECT 'hidden-4718' x")).toMatchObject({ status: 'FINISHED' })
    for (const sql of ['USE default', 'SHOW TABLES IN default', 'DESCRIBE DATABASE default']) {
      const { status, rows } = await rights.run(sql, rights.bob)
      expect([sql, status, rows.includes('hidden')]).toEqual([sql, 'FINISHED', false])
    }
    expect((await rights.run('SELECT * FROM default.hidden', rights.bob)).message).toContain('bob may not read the table default.hidden')
  })
})

describe('whoever has no right', () => {
  it('in a database sees and calls none of its functions', async () => {
    for (const sql of ['CREATE DATABASE closed', 'CREATE FUNCTION closed.f(a INT) RETURNS INT RETURN a + 4711']) {
      expect(await rights.run(sql)).toMatchObject({ status: 'FINISHED' })
    }
    const attempts = ['SELECT closed.f(1)', 'DESCRIBE FUNCTION EXTENDED closed.f']
    for (const sql of attempts) {
      const { status, message, rows } = await rights.run(sql, rights.bob)
      expect([sql, status, `${message}${rows}`.includes('47')]).toEqual([sql, sql.startsWith('SELECT') ? 'FAILED' : 'DLI.0003', false])
    }
    await rights.grant('databases.closed', 'DISPLAY_DATABASE')
    for (const sql of attempts) expect(await rights.run(sql, rights.bob), sql).toMatchObject({ status: 'FINISHED' })
  })

  it('in the project is not told which variables there are', async () => {
    await rights.lab.made('POST', '/v1.0/{p}/variables', { var_name: 'there', var_value: '1', is_sensitive: false })
    for (const name of ['there', 'nowhere']) {
      expect((await rights.run(`SELECT {{${name}}}`, rights.bob)).message).toContain(`bob may not use the global variable ${name}`)
    }
  })
})

describe('a user with rights on single variables and packages', () => {
  const packages = '/v2.0/{p}/resources'
  beforeAll(async () => {
    for (const name of ['mine', 'others'])
      await rights.lab.made('POST', '/v1.0/{p}/variables', { var_name: name, var_value: `value-of-${name}` })
    for (const group of ['jars', 'more']) await rights.lab.made('POST', packages, { paths: ['obs://vault/f/a.csv'], kind: 'file', group })
  })

  it('changes and sees the variable, and no other', async () => {
    expect((await rights.asBob('GET', '/v1.0/{p}/variables')).body).toMatchObject({ count: 0, global_vars: [] })
    const change = (name: string) => rights.asBob('PUT', `/v1.0/{p}/variables/${name}`, { var_value: 'changed' })
    expect((await change('mine')).text).toContain('"object\\":\\"variable.mine')
    await rights.grant('variable.mine', 'UPDATE')
    expect((await change('mine')).status).toBe(200)
    for (const name of ['others', 'nothing']) expect((await change(name)).status, name).toBe(403)
    expect((await rights.asBob('DELETE', '/v1.0/{p}/variables/mine')).status).toBe(403)
    expect((await rights.run('SELECT "{{mine}}"', rights.bob)).rows).toContain('changed')
    expect((await rights.run('SELECT "{{others}}"', rights.bob)).message).toContain('bob may not use the global variable others')
    expect((await rights.asBob('GET', '/v1.0/{p}/variables')).body).toMatchObject({
      count: 1,
      global_vars: [{ var_name: 'mine', var_value: 'changed' }],
    })
    await rights.grant('variables.mine', 'DELETE')
    expect((await rights.asBob('DELETE', '/v1.0/{p}/variables/mine')).status).toBe(200)
  })

  it('sees no package whose name another one begins with, and loses no right when that one goes', async () => {
    await writeFile(join(rights.lab.home, 'buckets', 'vault', 'f', 'a'), 'x')
    for (const path of ['a', 'a.csv'])
      await rights.lab.made('POST', packages, { paths: [`obs://vault/f/${path}`], kind: 'file', group: '' })
    await rights.grant('resources.a.csv', 'GET_RESOURCE')
    expect((await rights.asBob('GET', `${packages}/a.csv`)).status).toBe(200)
    expect((await rights.asBob('GET', `${packages}/a`)).status).toBe(403)
    expect((await rights.asBob('GET', packages)).body).toMatchObject({ total: 1 })
    expect((await rights.lab.call('DELETE', `${packages}/a`)).status).toBe(200)
    expect((await rights.asBob('GET', `${packages}/a.csv`)).status).toBe(200)
    expect((await rights.lab.call('DELETE', `${packages}/a.csv`)).status).toBe(200)
  })

  it('sees and deletes the packages of a group, and no others', async () => {
    expect((await rights.asBob('GET', packages)).body).toMatchObject({ total: 0 })
    await rights.grant('groups.jars', 'GET_GROUP')
    expect((await rights.asBob('GET', packages)).body).toMatchObject({ total: 1, groups: [{ group_name: 'jars' }] })
    expect((await rights.asBob('GET', `${packages}/a.csv?group=jars`)).status).toBe(200)
    expect((await rights.asBob('GET', `${packages}/a.csv?group=more`)).status).toBe(403)
    expect((await rights.asBob('DELETE', `${packages}/a.csv?group=jars`)).status).toBe(403)
    await rights.grant('resources.jars/a.csv', 'DELETE_RESOURCE')
    expect((await rights.asBob('DELETE', `${packages}/a.csv?group=jars`)).status).toBe(200)
  })
})

it('a writer of the project makes nobody the owner of what others own', async () => {
  await rights.lab.made('POST', '/v1.0/{p}/databases/shop/tables', {
    table_name: 'owned',
    data_location: 'DLI',
    columns: [{ column_name: 'a', type: 'int' }],
  })
  await rights.lab.made('PUT', '/causeway/v1/projects/{p}/roles', { user_name: 'bob', role: 'writer' })
  for (const target of ['/v1.0/{p}/databases/shop/owner', '/v1.0/{p}/databases/shop/tables/owned/owner']) {
    expect((await rights.asBob('PUT', target, { new_owner: 'bob' })).status, target).toBe(403)
    await rights.lab.made('PUT', target, { new_owner: 'bob' })
    expect((await rights.asBob('PUT', target, { new_owner: 'lab_user' })).status, target).toBe(200)
  }
})
