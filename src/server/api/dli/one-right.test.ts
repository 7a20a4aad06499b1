/** Each privilege of the vendor's is granted alone: it allows what it names, and whatever another one allows is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AddedUser, type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let bob: AddedUser
let subnet: { readonly vpcId: string; readonly subnetId: string }
beforeAll(async () => {
  lab = await startLab()
  bob = await lab.addUser({ name: 'bob', isAdmin: false })
  subnet = await lab.makeNetwork('net')
  await lab.made('POST', '/v1.0/{p}/queues', { queue_name: 'bobs', cu_count: 16, resource_mode: 1 })
  expect(await run('CREATE DATABASE own')).toBe('')
  await update('queues.bobs', 'SUBMIT_JOB')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
/** In place of what he had on the object. */
const update = (object: string, ...privileges: readonly string[]) => lab.grant('bob', object, ...privileges)

/** Why it was refused or has failed; '' when it is done. */
async function run(sql: string, keys?: AddedUser): Promise<string> {
  const { status, message } = await lab.run(sql, { queueName: 'bobs', keys })
  return status === 'FINISHED' ? '' : message
}
const bySql = (sql: (name: string) => string) => (name: string) => run(sql(name), bob)
const byCall = (method: Method, target: (name: string) => string, body?: (name: string) => unknown) => async (name: string) => {
  const answer = await lab.call(method, target(name), { keys: bob, ...(body === undefined ? {} : { body: body(name) }) })
  return answer.status < 300 ? '' : answer.text
}
const changing = (object: (name: string) => string, action: string, privilege: string) =>
  byCall(
    'PUT',
    () => '/v1.0/{p}/authorization',
    (name) => ({ user_name: 'bob', action, privileges: [{ object: object(name), privileges: [privilege] }] }),
  )
const granting = (object: (name: string) => string, privilege: string) => ({
  GRANT_PRIVILEGE: changing(object, 'grant', privilege),
  REVOKE_PRIVILEGE: changing(object, 'revoke', privilege),
  SHOW_PRIVILEGES: byCall('GET', (name) => `/v1.0/{p}/authorization/privileges?object=${object(name)}`),
})

interface Kind {
  readonly kind: string
  /** Makes another one; its name or id. */
  readonly make: (number: number) => Promise<string>
  readonly object: (name: string) => string
  /** What each privilege allows, done by bob; what is said when it is refused. */
  readonly allowed: Readonly<Record<string, (name: string) => Promise<string>>>
  /** What comes with one. */
  readonly also?: Readonly<Record<string, readonly string[]>>
  /** Those that allow nothing but to see that it is there, for nothing of theirs is served. */
  readonly shownOnly: readonly string[]
}

const table: Kind = {
  kind: 'table',
  make: async (number) => {
    expect(await run(`CREATE TABLE own.t${number} PARTITIONED BY (d) AS SELECT 1 AS x, 'a' AS d`)).toBe('')
    return `t${number}`
  },
  object: (name) => `databases.own.tables.${name}`,
  allowed: {
    SELECT: bySql((name) => `SELECT * FROM own.${name}`),
    DESCRIBE_TABLE: bySql((name) => `DESCRIBE own.${name}`),
    SHOW_CREATE_TABLE: bySql((name) => `SHOW CREATE TABLE own.${name}`),
    SHOW_PARTITIONS: bySql((name) => `SHOW PARTITIONS own.${name}`),
    INSERT_INTO_TABLE: bySql((name) => `INSERT INTO own.${name} VALUES (2, 'b')`),
    INSERT_OVERWRITE_TABLE: bySql((name) => `INSERT OVERWRITE own.${name} VALUES (3, 'c')`),
    ALTER_TABLE_ADD_COLUMNS: bySql((name) => `ALTER TABLE own.${name} ADD COLUMNS (y INT)`),
    ALTER_TABLE_CHANGE_COLUMN: bySql((name) => `ALTER TABLE own.${name} CHANGE COLUMN x x INT COMMENT 'c'`),
    ALTER_TABLE_SET_PROPERTIES: bySql((name) => `ALTER TABLE own.${name} SET TBLPROPERTIES ('a' = 'b')`),
    ALTER_TABLE_ADD_PARTITION: bySql((name) => `ALTER TABLE own.${name} ADD PARTITION (d = 'n')`),
    ALTER_TABLE_DROP_PARTITION: bySql((name) => `ALTER TABLE own.${name} DROP PARTITION (d = 'a')`),
    ALTER_TABLE_RENAME_PARTITION: bySql((name) => `ALTER TABLE own.${name} PARTITION (d = 'a') RENAME TO PARTITION (d = 'z')`),
    ALTER_TABLE_RECOVER_PARTITION: bySql((name) => `ALTER TABLE own.${name} RECOVER PARTITIONS`),
    ALTER_TABLE_RENAME: bySql((name) => `ALTER TABLE own.${name} RENAME TO own.${name}_renamed`),
    DROP_TABLE: byCall('DELETE', (name) => `/v1.0/{p}/databases/own/tables/${name}?async=false`),
    ...granting((name) => table.object(name), 'SELECT'),
  },
  also: { SELECT: ['DESCRIBE_TABLE', 'SHOW_CREATE_TABLE', 'SHOW_PARTITIONS'] },
  // That of a view is in told-grants.test.ts.
  shownOnly: ['ALTER_VIEW', 'DISPLAY_TABLE', 'ALTER_TABLE_SET_LOCATION'],
}

const database: Kind = {
  kind: 'database',
  make: async (number) => {
    for (const sql of [
      `CREATE DATABASE d${number}`,
      `CREATE VIEW d${number}.v AS SELECT 1 AS x`,
      `CREATE FUNCTION d${number}.f(a INT) RETURNS INT RETURN a`,
    ])
      expect(await run(sql)).toBe('')
    return `d${number}`
  },
  object: (name) => `databases.${name}`,
  allowed: {
    CREATE_TABLE: bySql((name) => `CREATE TABLE ${name}.made (x INT)`),
    CREATE_VIEW: bySql((name) => `CREATE VIEW ${name}.w AS SELECT 2 AS x`),
    CREATE_FUNCTION: bySql((name) => `CREATE FUNCTION ${name}.g(a INT) RETURNS INT RETURN a`),
    ALTER_VIEW: bySql((name) => `ALTER VIEW ${name}.v AS SELECT 3 AS x`),
    DROP_FUNCTION: bySql((name) => `DROP FUNCTION ${name}.f`),
    DROP_DATABASE: byCall('DELETE', (name) => `/v1.0/{p}/databases/${name}?cascade=true`),
    ...granting((name) => database.object(name), 'CREATE_VIEW'),
  },
  shownOnly: [
    ...Object.keys(table.allowed).filter((name) => !/^(GRANT|REVOKE|SHOW)_PRIVILEGES?$/.test(name)),
    ...['ALTER_TABLE_SET_LOCATION', 'CREATE_ROLE', 'DISPLAY_ALL_TABLES', 'DISPLAY_DATABASE', 'DROP_ROLE', 'EXPLAIN', 'GRANT_ROLE'],
    ...['REVOKE_ROLE', 'SHOW_ROLES'],
  ],
}

const queue: Kind = {
  kind: 'queue',
  make: async (number) => {
    await lab.made('POST', '/v1.0/{p}/queues', { queue_name: `q${number}`, cu_count: 16, resource_mode: 1 })
    return `q${number}`
  },
  object: (name) => `queues.${name}`,
  allowed: {
    RESTART: byCall(
      'PUT',
      (name) => `/v1.0/{p}/queues/${name}/action`,
      () => ({ action: 'restart' }),
    ),
    SUBMIT_JOB: byCall(
      'POST',
      () => '/v1.0/{p}/jobs/submit-job',
      (name) => ({ sql: 'SELECT 1', queue_name: name }),
    ),
    SCALE_QUEUE: byCall(
      'PUT',
      (name) => `/v1.0/{p}/queues/${name}`,
      () => ({ cidr_in_vpc: '10.7.0.0/16' }),
    ),
    DROP_QUEUE: byCall('DELETE', (name) => `/v1.0/{p}/queues/${name}`),
    ...granting((name) => queue.object(name), 'RESTART'),
  },
  // That of jobs of others is in owner-jobs.test.ts.
  shownOnly: ['CANCEL_JOB'],
}

const connection: Kind = {
  kind: 'connection',
  make: async (number) => {
    const body = { name: `c${number}`, dest_vpc_id: subnet.vpcId, dest_network_id: subnet.subnetId }
    return String((await lab.made('POST', '/v2.0/{p}/datasource/enhanced-connections', body))['connection_id'])
  },
  object: (id) => `edsconnections.${id}`,
  allowed: {
    UPDATE: byCall(
      'PUT',
      (id) => `/v2.0/{p}/datasource/enhanced-connections/${id}`,
      () => ({ hosts: [{ name: 'a', ip: '192.168.0.10' }] }),
    ),
    DELETE: byCall('DELETE', (id) => `/v2.0/{p}/datasource/enhanced-connections/${id}`),
    ...granting((id) => connection.object(id), 'UPDATE'),
  },
  // Binding takes a right on the queue, too.
  shownOnly: ['BIND_QUEUE'],
}

const credential: Kind = {
  kind: 'datasource authentication',
  make: async (number) => {
    const body = { auth_info_name: `a${number}`, datasource_type: 'passwd', user_name: 'u', password: 'p' }
    await lab.made('POST', '/v3/{p}/datasource/auth-infos', body)
    return `a${number}`
  },
  object: (name) => `datasourceauth.${name}`,
  allowed: {
    UPDATE_AUTH: byCall(
      'PUT',
      () => '/v3/{p}/datasource/auth-infos',
      (name) => ({ auth_info_name: name, user_name: 'v', password: 'q' }),
    ),
    DROP_AUTH: byCall('DELETE', (name) => `/v3/{p}/datasource/auth-infos/${name}`),
    ...granting((name) => credential.object(name), 'UPDATE_AUTH'),
  },
  // Used by statements: named-credentials.test.ts.
  shownOnly: ['USE_AUTH'],
}

const pool: Kind = {
  kind: 'pool',
  make: async (number) => {
    await lab.made('POST', '/v3/{p}/elastic-resource-pools', { elastic_resource_pool_name: `p${number}`, min_cu: 64, max_cu: 128 })
    return `p${number}`
  },
  object: (name) => `elasticresourcepools.${name}`,
  allowed: {
    UPDATE: byCall(
      'PUT',
      (name) => `/v3/{p}/elastic-resource-pools/${name}`,
      () => ({ description: 'by bob' }),
    ),
    SCALE: byCall(
      'PUT',
      (name) => `/v3/{p}/elastic-resource-pools/${name}`,
      () => ({ max_cu: 192 }),
    ),
    DROP: byCall('DELETE', (name) => `/v3/{p}/elastic-resource-pools/${name}`),
    ...granting((name) => pool.object(name), 'UPDATE'),
  },
  also: { UPDATE: ['SCALE'] },
  shownOnly: ['RESOURCE_MANAGEMENT'],
}

const variable: Kind = {
  kind: 'variable',
  make: async (number) => {
    await lab.made('POST', '/v1.0/{p}/variables', { var_name: `v${number}`, var_value: 'x' })
    return `v${number}`
  },
  object: (name) => `variable.${name}`,
  allowed: {
    UPDATE: byCall(
      'PUT',
      (name) => `/v1.0/{p}/variables/${name}`,
      () => ({ var_value: 'y' }),
    ),
    DELETE: byCall('DELETE', (name) => `/v1.0/{p}/variables/${name}`),
    ...granting((name) => variable.object(name), 'UPDATE'),
  },
  shownOnly: [],
}

let number = 0
describe.each([table, database, queue, connection, credential, pool, variable])('a user with one right on a $kind', (kind) => {
  const privileges = Object.keys(kind.allowed)

  it('may have any of these, each of which is tried', async () => {
    const name = await kind.make(++number)
    const answer = await lab.call('PUT', '/v1.0/{p}/authorization', {
      body: { user_name: 'bob', action: 'grant', privileges: [{ object: kind.object(name), privileges: ['NONE'] }] },
    })
    const known = /Use ([A-Z_, ]+) or ALL\./.exec(String(answer.body['hint']))?.[1]?.split(', ')
    expect(known).toEqual([...privileges, ...kind.shownOnly].toSorted())
  })

  it.each(privileges)('%s: does that, and is refused all the others', async (privilege) => {
    const name = await kind.make(++number)
    await update(kind.object(name), privilege)
    for (const [other, act] of Object.entries(kind.allowed)) {
      if (other === privilege || kind.also?.[privilege]?.includes(other) === true) continue
      const said = await act(name)
      expect([other, said]).toEqual([other, expect.stringContaining('bob may not')])
    }
    for (const also of kind.also?.[privilege] ?? []) expect([also, await kind.allowed[also]?.(name)]).toEqual([also, ''])
    expect(await kind.allowed[privilege]?.(name)).toBe('')
  })
})
