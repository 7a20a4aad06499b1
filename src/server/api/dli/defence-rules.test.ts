import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type Answer, type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
const RULES = '/v1/{p}/sql-defend-rules'
const create = (rule_id: string, spark: number, more: object = {}) =>
  lab.call('POST', RULES, { body: { rule_name: `of ${rule_id}`, rule_id, engine_rules: { spark }, queue_names: ['default'], ...more } })
const submit = (sql: string, body: object = {}): Promise<Answer> =>
  lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql, ...body } })

async function run(sql: string, more: object = {}): Promise<Readonly<Record<string, unknown>>> {
  const submitted = await submit(sql, more)
  expect(submitted.status, submitted.text).toBe(200)
  return await waitPatiently({
    meanwhile: `${sql} has not ended`,
    look: async () => {
      const { body } = await lab.call('GET', `/v1.0/{p}/jobs/${String(submitted.body['job_id'])}/status`)
      return /FINISHED|FAILED|CANCELLED/.test(String(body['status'])) ? body : undefined
    },
    processes: () => [process.pid],
  })
}

beforeAll(async () => {
  lab = await startLab()
  await run('CREATE TABLE parts (id int, day int) PARTITIONED BY (day)')
  await run('INSERT INTO parts SELECT id, id % 4 FROM range(40)')
})
afterAll(() => lab?.[Symbol.asyncDispose]())
beforeEach(async () => {
  for (const { rule_uuid } of listOf((await lab.call('GET', RULES)).body['rules']))
    await lab.call('DELETE', `${RULES}/${String(rule_uuid)}`)
})

describe('SQL defence rules', () => {
  it('are made, listed by name and queue, changed and deleted; engine_rules is a map of an engine to an integer', async () => {
    const made = await create('static_0001', 3, { desc: 'd', category: 'static' })
    expect(made).toMatchObject({ status: 201, body: { is_success: true, message: '', rule_uuid: expect.any(String) } })
    const path = `${RULES}/${String(made.body['rule_uuid'])}`
    const rule = {
      rule_uuid: made.body['rule_uuid'],
      project_id: lab.projectId,
      rule_name: 'of static_0001',
      rule_id: 'static_0001',
      category: 'static',
      engine_rules: { spark: 3 },
      queue_names: ['default'],
      desc: 'd',
      sys_desc: expect.stringContaining('COUNT(DISTINCT)'),
      action: 'block',
      create_time: expect.any(Number),
      update_time: expect.any(Number),
    }
    expect((await lab.call('GET', path)).body).toEqual(rule)
    await create('static_0002', 1)
    const found = async (query: string) => (await lab.call('GET', `${RULES}?${query}`)).body
    expect(await found('rule_name=of%20static_0001&limit=1000&offset=0')).toEqual({ rules: [rule], total_count: 1 })
    expect(await found('rule_name=non-exist-rule-name')).toEqual({ rules: [], total_count: 0 })
    const types = async (query: string) => listOf((await found(query))['rules']).map((one) => `${one['rule_name']}`)
    expect(await types('queue_name=DEFAULT')).toEqual(['of static_0002', 'of static_0001', 'default dynamic_0001', 'default dynamic_0002'])
    expect(await types('queue_name=other')).toEqual(['default dynamic_0001', 'default dynamic_0002', 'default static_0001'])
    expect(listOf((await found('limit=1&offset=1'))['rules'])).toHaveLength(1)
    expect((await lab.call('PUT', path, { body: { engine_rules: { spark: 5 }, desc: '' } })).status).toBe(200)
    expect((await lab.call('GET', path)).body).toMatchObject({ engine_rules: { spark: 5 }, desc: '', rule_name: 'of static_0001' })
    expect((await lab.call('DELETE', path)).status).toBe(200)
    expect(await lab.call('GET', path)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
  })

  it('are there by default where a queue has none of the type, are not changed, and give way to one of its own', async () => {
    const distinct = (count: number): string =>
      `SELECT ${Array.from({ length: count }, (_, index) => `count(DISTINCT id + ${index})`).join(', ')} FROM parts`
    expect((await submit(distinct(10))).status).toBe(200)
    expect(await submit(distinct(11))).toMatchObject({
      status: 400,
      body: {
        error_code: 'DLI.0003',
        error_msg: expect.stringMatching(
          /The rule default static_0001 \(static_0001\) refuses .* 11, and 10 are allowed.*"rule_id": "static_0001"/s,
        ),
      },
    })
    const path = `${RULES}/default_static_0001`
    expect((await lab.call('GET', path)).body).toMatchObject({ rule_id: 'static_0001', engine_rules: { spark: 10 }, queue_names: [] })
    for (const method of ['PUT', 'DELETE'] as const)
      expect(await lab.call(method, path, { body: method === 'PUT' ? { engine_rules: { spark: 5 } } : undefined })).toMatchObject({
        status: 400,
        body: { error_code: 'DLI.0007', error_msg: expect.stringContaining('takes its place') },
      })
    await create('static_0001', 11)
    expect((await submit(distinct(11))).status).toBe(200)
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'beside', cu_count: 16, resource_mode: 1 } })
    expect((await submit(distinct(11), { queue_name: 'beside' })).status).toBe(400)
  })

  it.each([
    ['a rule that there is not', 'static_0099', 1, {}, 'DLI.0002'],
    ['a threshold below its range', 'static_0001', 0, {}, 'DLI.0001'],
    ['a threshold above its range', 'dynamic_0001', 2_000_001, {}, 'DLI.0001'],
    ['an engine that is not here', 'static_0001', 1, { engine_rules: { trino: 1 } }, 'DLI.0007'],
    ['another category', 'static_0001', 1, { category: 'running' }, 'DLI.0001'],
    ['a queue that is not there', 'static_0001', 1, { queue_names: ['nothing'] }, 'DLI.0002'],
    ['the action hint of what runs', 'running_0001', 1, { action: 'hint' }, 'DLI.0001'],
    ['an action that the type has not', 'static_0001', 1, { action: 'circuitBreaker' }, 'DLI.0001'],
    ['an action that there is not', 'static_0001', 1, { action: 'shout' }, 'DLI.0001'],
    ['a name that is too long', 'static_0001', 1, { rule_name: 'a'.repeat(33) }, 'DLI.0001'],
    // As the reference has it: a map of an engine to an integer.
    ['no number', 'static_0001', 1, { engine_rules: { spark: null } }, 'DLI.0001'],
    ['an object for a number', 'static_0001', 1, { engine_rules: { spark: { actions: ['block'], param: 5 } } }, 'DLI.0001'],
  ])('are refused with %s', async (_what, type, threshold, more, code) => {
    expect(await create(type, threshold, more)).toMatchObject({ status: 400, body: { error_code: code } })
  })

  it('are one of a kind for a queue', async () => {
    await create('static_0001', 3)
    expect(await create('static_0001', 4, { rule_name: 'other' })).toMatchObject({ status: 400, body: { error_code: 'DLI.0006' } })
    expect(await create('static_0002', 1, { rule_name: 'of static_0001' })).toMatchObject({ status: 400, body: { error_code: 'DLI.0006' } })
  })

  it('may be about these things', async () => {
    const { body } = await lab.call('GET', '/v1/{p}/sql-defend-sys-rules')
    const ids = listOf(body['rules']).map((each) => String(each['rule_id']))
    expect(ids).toEqual(
      expect.arrayContaining([
        'static_0001',
        'static_0007',
        'dynamic_0001',
        'dynamic_0002',
        'running_0001',
        'running_0002',
        'running_0003',
        'running_0004',
      ]),
    )
    expect(body['total_count']).toBe(ids.length)
    for (const id of ids) expect((await lab.call('GET', `/v1/{p}/sql-defend-sys-rules/${id}`)).body).toMatchObject({ rule_id: id })
    expect((await lab.call('GET', '/v1/{p}/sql-defend-sys-rules/dynamic_0001')).body).toEqual({
      rule_id: 'dynamic_0001',
      category: 'dynamic',
      actions: ['hint', 'block'],
      engines: ['spark'],
      no_limit: false,
      desc: expect.any(String),
      param: { max: 2_000_000, min: 1, default_value: 200_000, defaultValue: 200_000, desc: '' },
    })
    expect((await lab.call('GET', '/v1/{p}/sql-defend-sys-rules/running_0009')).status).toBe(400)
  })
})

describe('a rule that only hints', () => {
  const hint = (type: string, threshold: number, more: object = {}) =>
    create(type, threshold, { action: 'hint', rule_name: `hint of ${type}`, ...more })
  const CROSS = 'SELECT 1 FROM parts a CROSS JOIN parts b'
  const detailOf = async (sql: string) => {
    const { job_id } = await run(sql)
    return (await lab.call('GET', `/v1.0/{p}/jobs/${String(job_id)}/detail`)).body['rule_hints']
  }

  it('lets the statement run, and tells of it where it is submitted, checked and described', async () => {
    expect(await hint('static_0007', 1)).toMatchObject({ status: 201 })
    const told = expect.stringMatching(/^The rule hint of static_0007 \(static_0007\) would refuse the statement: it has /)
    expect(await submit(CROSS)).toMatchObject({ status: 200, body: { is_success: true, message: told } })
    expect(await submit('SELECT 1 FROM parts')).toMatchObject({ status: 200, body: { message: '' } })
    expect((await lab.call('POST', '/v1.0/{p}/jobs/check-sql', { body: { sql: CROSS } })).body['message']).toMatch(
      /^the sql is ok\nThe rule hint of/,
    )
    expect(await detailOf(CROSS)).toEqual([told])
    const { body } = await lab.call('GET', '/causeway/v1/audit?action=dli.jobs.submit&limit=20')
    expect(listOf(body['events'])).toContainEqual(expect.objectContaining({ details: expect.objectContaining({ rule_hints: [told] }) }))
    expect(await detailOf('SELECT 1 FROM parts')).toEqual([])
  })

  it('stands beside one of its type that refuses, and does not lift what is there by default', async () => {
    expect(await hint('static_0001', 1)).toMatchObject({ status: 201 })
    expect(await create('static_0001', 5)).toMatchObject({ status: 201 })
    expect(await hint('static_0001', 2, { rule_name: 'again' })).toMatchObject({ status: 400, body: { error_code: 'DLI.0006' } })
    expect(await submit('SELECT count(DISTINCT id), count(DISTINCT day) FROM parts')).toMatchObject({
      status: 200,
      body: { message: expect.stringContaining('is 2, and 1 are allowed') },
    })
    const six = `SELECT ${Array.from({ length: 6 }, (_, n) => `count(DISTINCT id + ${n})`).join(', ')} FROM parts`
    expect(await submit(six)).toMatchObject({ status: 400, body: { error_code: 'DLI.0003' } })
    const { body } = await lab.call('GET', `${RULES}?queue_name=other`)
    expect(listOf(body['rules']).map(({ rule_id }) => rule_id)).toContain('static_0001')
  })

  it('becomes one that refuses when its action is changed', async () => {
    const made = await hint('static_0007', 1)
    const path = `${RULES}/${String(made.body['rule_uuid'])}`
    expect((await lab.call('GET', path)).body).toMatchObject({ action: 'hint', engine_rules: { spark: 1 } })
    expect((await lab.call('PUT', path, { body: { action: 'block' } })).status).toBe(200)
    expect((await lab.call('GET', path)).body).toMatchObject({ action: 'block' })
    expect((await submit(CROSS)).status).toBe(400)
  })

  it('tells of what is seen only while the statement runs, beside what its text says', async () => {
    await hint('dynamic_0001', 2)
    await hint('dynamic_0003', 1)
    await hint('static_0007', 1)
    expect(await detailOf('SELECT sum(id) FROM parts')).toEqual([
      'The rule hint of dynamic_0003 would refuse the statement: it reads default.parts without a condition on the columns that it is partitioned by',
      'The rule hint of dynamic_0001 would refuse the statement: it reads 4 files, and 2 are allowed',
    ])
    const { body } = await lab.call('GET', '/causeway/v1/audit?action=jobs.rule-hint&limit=20')
    expect(listOf(body['events'])).toContainEqual(
      expect.objectContaining({
        kind: 'work',
        outcome: 'succeeded',
        details: expect.objectContaining({
          rule_hints: [expect.stringContaining('dynamic_0003'), expect.stringContaining('dynamic_0001')],
        }),
      }),
    )
    expect(await detailOf('SELECT sum(a.id) FROM parts a CROSS JOIN parts b WHERE a.day = 1 AND b.day = 2')).toEqual([
      expect.stringContaining('hint of static_0007'),
    ])
  })
})

describe('a table with partitions', () => {
  const whole = (name: string) =>
    expect.stringContaining(`it reads default.${name} without a condition on the columns that it is partitioned by`)
  beforeAll(async () => {
    await run('CREATE TABLE lone (id int, day int) PARTITIONED BY (day)')
    await run('INSERT INTO lone VALUES (1, 1)')
    await run('CREATE TABLE flat (id int, day int)')
    await run('INSERT INTO flat VALUES (1, 1)')
    await run('CREATE TABLE changed (id int, day int) PARTITIONED BY (day)')
    await run('INSERT INTO changed SELECT id, id % 4 FROM range(8)')
  })

  it.each([
    'SELECT * FROM parts WHERE day = 1',
    'SELECT * FROM parts WHERE day > 1 AND id > 3',
    'SELECT * FROM parts WHERE day IN (1, 2)',
    'SELECT * FROM parts WHERE day IS NULL',
    'SELECT * FROM (SELECT id, day AS d FROM parts) WHERE d BETWEEN 1 AND 2',
    'SELECT * FROM parts a JOIN parts b ON a.id = b.id WHERE a.day = 1 AND b.day = 1',
    'SELECT * FROM flat WHERE id = 1',
    'SELECT * FROM lone WHERE day = 1',
    'SELECT 1',
    'EXPLAIN SELECT * FROM parts',
    'DELETE FROM changed WHERE day = 3 AND id > 100',
    'OPTIMIZE changed',
    'INSERT INTO changed VALUES (9, 9)',
  ])('is read with a condition that dynamic_0003 asks for: %s', async (sql) => {
    await create('dynamic_0003', 1)
    expect(await run(sql)).toMatchObject({ status: 'FINISHED' })
  })

  it.each([
    ['parts', 'SELECT * FROM parts'],
    ['parts', 'SELECT * FROM parts WHERE id = 1'],
    ['parts', 'SELECT * FROM parts WHERE day = 1 OR id = 1'],
    ['parts', 'SELECT * FROM parts WHERE day IS NOT NULL'],
    ['parts', 'SELECT * FROM parts a JOIN parts b ON a.id = b.id WHERE a.day = 1'],
    ['parts', 'SELECT count(*) FROM flat WHERE id IN (SELECT id FROM parts)'],
    ['lone', 'SELECT * FROM lone'],
    ['parts', 'INSERT INTO flat SELECT id, day FROM parts'],
    ['changed', 'DELETE FROM changed WHERE id = 100'],
  ])('is refused by dynamic_0003 without one: %s, %s', async (name, sql) => {
    await create('dynamic_0003', 1)
    expect(await run(sql)).toMatchObject({ status: 'FAILED', message: whole(name) })
  })

  it('is read whole where the rule is switched off, or of another queue', async () => {
    await create('dynamic_0003', 0)
    expect(await run('SELECT count(*) FROM parts')).toMatchObject({ status: 'FINISHED' })
  })
})

describe('a statement that is submitted', () => {
  it.each([
    ['static_0001', 1, 'SELECT count(DISTINCT id) FROM parts', 'SELECT count(DISTINCT id), count(DISTINCT day) FROM parts'],
    ['static_0002', 1, 'SELECT * FROM parts WHERE id NOT IN (1)', 'SELECT * FROM parts WHERE id NOT IN (SELECT day FROM parts)'],
    [
      'static_0003',
      1,
      'SELECT 1 FROM parts a JOIN parts b ON a.id = b.id',
      'SELECT 1 FROM parts a JOIN parts b ON a.id = b.id JOIN parts c ON a.id = c.id',
    ],
    ['static_0004', 1, 'SELECT 1 UNION ALL SELECT 2', 'SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3'],
    ['static_0005', 1, 'SELECT * FROM (SELECT 1)', 'SELECT * FROM (SELECT * FROM (SELECT 1))'],
    ['static_0006', 1, 'SELECT 1', `SELECT '${'a'.repeat(1024)}'`],
    ['static_0007', 1, 'SELECT 1 FROM parts a, parts b WHERE a.id = b.id', 'SELECT 1 FROM parts a CROSS JOIN parts b'],
  ])('is refused by %s, at once, and another is not', async (type, threshold, allowed, refused) => {
    await create(type, threshold)
    expect(await submit(refused)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0003', error_msg: expect.stringContaining(`The rule of ${type} (${type}) refuses the statement`) },
    })
    const check = (sql: string) => lab.call('POST', '/v1.0/{p}/jobs/check-sql', { body: { sql } })
    expect(await check(refused)).toMatchObject({ status: 400, body: { error_code: 'DLI.0003' } })
    expect((await check(allowed)).status).toBe(200)
    expect((await run(allowed))['status']).toBe('FINISHED')
  })

  it('is not refused on a queue without the rule, nor by one that is switched off', async () => {
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'free', cu_count: 16, resource_mode: 1 } })
    await create('static_0007', 1, { queue_names: ['free'] })
    const sql = 'SELECT 1 FROM parts a CROSS JOIN parts b'
    expect((await submit(sql, { queue_name: 'free' })).status).toBe(400)
    expect((await submit(sql)).status).toBe(200)
    const [rule] = listOf((await lab.call('GET', RULES)).body['rules'])
    await lab.call('PUT', `${RULES}/${String(rule?.['rule_uuid'])}`, { body: { engine_rules: { spark: 0 } } })
    expect((await submit(sql, { queue_name: 'free' })).status).toBe(200)
  })

  it('is refused on every queue by a rule that names none', async () => {
    await create('static_0004', 1, { queue_names: [] })
    expect((await submit('SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3')).status).toBe(400)
  })
})

describe('a statement that runs', () => {
  it.each([
    ['dynamic_0001', 2, 'SELECT sum(id) FROM parts WHERE day = 1', 'SELECT sum(id) FROM parts', 'it reads 4 files, and 2 are allowed'],
    [
      'dynamic_0002',
      1,
      'SELECT sum(id) FROM parts WHERE day = 1',
      'SELECT sum(id) FROM parts WHERE id > 3',
      'it reads 4 partitions of a table, and 1 are allowed',
    ],
    ['running_0001', 10, 'SELECT id FROM parts LIMIT 10', 'SELECT id FROM parts', 'it gives more than 10 rows'],
  ])('fails by %s, and another does not', async (type, threshold, allowed, refused, why) => {
    await create(type, threshold)
    expect(await run(refused)).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining(`The rule of ${type} refuses the statement: ${why}`),
    })
    expect(await run(allowed)).toMatchObject({ status: 'FINISHED' })
  })

  it('is held to the number of files where it changes rows, too', async () => {
    await create('dynamic_0001', 2)
    expect(await run('DELETE FROM parts WHERE id % 39 = 38')).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('refuses the statement'),
    })
  })

  it('is ended by running_0002 when it holds more memory', async () => {
    await create('running_0002', 1)
    expect(await run('SELECT count(*) FROM (SELECT DISTINCT a.id, b.id FROM range(1000000) a CROSS JOIN range(1000000) b)')).toMatchObject({
      status: 'FAILED',
      message: expect.stringMatching(/^The rule of running_0002 refuses the statement: it holds [\d.]+ MB of memory, and 1 are allowed/),
    })
  })

  it('is held to the limits of its conf and of its queue’s properties', async () => {
    await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'guarded', cu_count: 16, resource_mode: 1 } })
    const properties = '/v3/{p}/queues/guarded/properties'
    const guarded = (...conf: string[]) => ({ queue_name: 'guarded', conf })
    expect(await run('SELECT id FROM parts', guarded('causeway.sql.maxResultRows=39'))).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('causeway.sql.maxResultRows of the job refuses the statement: it gives more than 39 rows'),
    })
    expect(await run('SELECT id FROM parts', guarded('causeway.sql.maxResultRows=40'))).toMatchObject({ status: 'FINISHED' })
    await lab.call('PUT', properties, { body: { properties: { 'causeway.sql.maxResultRows': 10 } } })
    expect(await run('SELECT id FROM parts', guarded('causeway.sql.maxResultRows=40'))).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('causeway.sql.maxResultRows of the queue refuses'),
    })
    // Of rows that never end the first are enough to know.
    expect(await run('SELECT id FROM range(9000000000000000000)', guarded())).toMatchObject({ status: 'FAILED' })
    // Not before: on a busy machine any job takes longer than a second.
    await lab.call('PUT', properties, { body: { properties: { 'dli.sql.job.timeout': 1 } } })
    const endless = 'SELECT count(*) FROM range(1000000000) a JOIN range(1000000000) b ON a.id <> b.id'
    expect(await run(endless, guarded('dli.sql.job.timeout=1000'))).toMatchObject({
      status: 'CANCELLED',
      message: expect.stringContaining('1000 ms (dli.sql.job.timeout of the queue)'),
    })
    await lab.call('DELETE', properties, { body: { keys: ['causeway.sql.maxResultRows', 'dli.sql.job.timeout'] } })
    expect(await run('SELECT id FROM parts', guarded())).toMatchObject({ status: 'FINISHED' })
  })

  it('is ended by running_0003 when its time is over', async () => {
    await create('running_0003', 1)
    const endless = 'SELECT count(*) FROM range(1000000000) a JOIN range(1000000000) b ON a.id <> b.id'
    expect(await run(endless)).toMatchObject({ status: 'CANCELLED', message: expect.stringContaining('the rule of running_0003') })
  })
})
