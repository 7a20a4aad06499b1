import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

const PATH = '/v1.0/{p}/variables'
const SECRET = 'correct-horse-77'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const make = (var_name: string, var_value: string, more: Readonly<Record<string, unknown>> = {}) =>
  lab.call('POST', PATH, { body: { var_name, var_value, ...more } })
const submit = (sql: string) => lab.call('POST', '/v1.0/{p}/jobs/submit-job', { body: { sql } })

/** The texts of all that tells of the job, without and with its rows. */
async function run(sql: string): Promise<{ readonly told: string; readonly rows: string; readonly status: string }> {
  const submitted = await submit(sql)
  expect(submitted.status, submitted.text).toBe(200)
  const id = String(submitted.body['job_id'])
  for (;;) {
    const status = await lab.call('GET', `/v1.0/{p}/jobs/${id}/status`)
    if (['LAUNCHING', 'RUNNING'].includes(String(status.body['status']))) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      continue
    }
    const detail = await lab.call('GET', `/v1.0/{p}/jobs/${id}/detail`)
    const list = await lab.call('GET', `/v1.0/{p}/jobs?job-id=${id}`)
    const preview = await lab.call('GET', `/v1.0/{p}/jobs/${id}/preview`)
    return { told: [status.text, detail.text, list.text].join('\n'), rows: preview.text, status: String(status.body['status']) }
  }
}

describe('a global variable', () => {
  it('is made, listed with every field, changed and deleted', async () => {
    expect(await make('first', 'v1')).toMatchObject({ status: 200, body: { is_success: true, message: '' } })
    const { body } = await lab.call('GET', PATH)
    expect(listOf(body['global_vars']).find(({ var_name: name }) => name === 'first')).toEqual({
      id: expect.any(Number),
      var_name: 'first',
      var_value: 'v1',
      project_id: lab.projectId,
      user_id: expect.stringMatching(/\S/),
      user_name: lab.user,
      is_sensitive: false,
      create_time: expect.any(Number),
      update_time: expect.any(Number),
    })
    expect(await lab.call('PUT', `${PATH}/first`, { body: { var_value: 'v2' } })).toMatchObject({ status: 200 })
    expect((await run("SELECT '{{first}}' AS v")).rows).toContain('v2')
    expect(await lab.call('DELETE', `${PATH}/first`)).toMatchObject({ status: 200, body: { is_success: true } })
    expect(await lab.call('DELETE', `${PATH}/first`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
    expect(await lab.call('PUT', `${PATH}/first`, { body: { var_value: 'v' } })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002' },
    })
  })

  it.each([
    ['a name of digits', { var_name: '12', var_value: 'v' }],
    ['a name with a hyphen', { var_name: 'a-b', var_value: 'v' }],
    ['no value', { var_name: 'a' }],
    ['an empty value', { var_name: 'a', var_value: '' }],
    ['a value that is too long', { var_name: 'a', var_value: 'x'.repeat(10_001) }],
  ])('is refused with %s', async (_what, body) => {
    expect(await lab.call('POST', PATH, { body })).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
  })

  it('is refused under a name that is taken', async () => {
    await make('taken', 'v')
    expect(await make('taken', 'w')).toMatchObject({ status: 400, body: { error_code: 'DLI.0006' } })
  })

  it('trap: Terraform asks with offset until a page is empty, and there is one array in each', async () => {
    for (const name of ['page_1', 'page_2']) await make(name, 'v')
    let seen = 0
    for (;;) {
      const { body } = await lab.call('GET', `${PATH}?offset=${seen}`)
      expect(Object.values(body).filter(Array.isArray)).toHaveLength(1)
      const page = listOf(body['global_vars'])
      if (page.length === 0) break
      seen += page.length
    }
    expect(seen).toBe((await lab.call('GET', `${PATH}?limit=1`)).body['count'])
  })

  it('is filled in wherever its name stands in double braces, and what it holds is not looked through again', async () => {
    await make('column_name', 'answer')
    await make('braces', '{{column_name}}')
    const { told, rows } = await run("SELECT 42 AS {{column_name}}, '{{braces}}' AS b -- {{column_name}}")
    expect(rows).toContain('42')
    expect(rows).toContain('{{column_name}}')
    expect(told).toContain('42 AS {{column_name}}')
    expect(told).toContain('answer')
  })

  it('that there is not is refused by its name, also in a check', async () => {
    const refused = { status: 400, body: { error_msg: expect.stringContaining('{{nothing}}') } }
    expect(await submit("SELECT '{{nothing}}'")).toMatchObject(refused)
    expect(await lab.call('POST', '/v1.0/{p}/jobs/check-sql', { body: { sql: "SELECT '{{nothing}}'" } })).toMatchObject(refused)
  })
})

describe('a sensitive variable', () => {
  it('is never shown: not in lists, statements, names of columns, errors and the log', async () => {
    expect(await make('pw', SECRET, { is_sensitive: true })).toMatchObject({ status: 200 })
    const texts = [(await lab.call('GET', PATH)).text]
    const good = await run("SELECT '{{pw}}', length('{{pw}}') AS n")
    expect(good.status, good.told).toBe('FINISHED')
    expect(good.rows).toContain(String(SECRET.length))
    texts.push(good.told)
    for (const sql of [
      "SELECT '{{pw}}' FROM",
      'SELECT {{pw}}',
      "SELECT CAST('a' AS `{{pw}}`)",
      'SELECT * FROM `{{pw}}`',
      "CREATE VIEW v AS SELECT '{{pw}}' AS s",
      "SET a='{{pw}}'",
    ]) {
      const submitted = await submit(sql)
      texts.push(submitted.text)
      if (submitted.status === 200) texts.push((await run(sql)).told)
      const checked = await lab.call('POST', '/v1.0/{p}/jobs/check-sql', { body: { sql } })
      texts.push(checked.text)
    }
    texts.push(lab.log())
    for (const text of texts) expect(text).not.toContain(SECRET)
    for (const text of texts) expect(text).not.toContain('correct-ho')
  })

  it('is refused in a statement that is kept with what it makes', async () => {
    await make('kept', SECRET, { is_sensitive: true })
    for (const sql of [
      "CREATE VIEW v AS SELECT '{{kept}}' AS s",
      "CREATE TABLE t AS SELECT '{{kept}}' AS s",
      "SET a='{{kept}}'",
      "EXPLAIN SELECT '{{kept}}'",
    ]) {
      expect(await submit(sql), sql).toMatchObject({
        status: 400,
        body: {
          error_code: 'DLI.0007',
          error_msg: expect.stringContaining('kept cannot be used in a statement that shows its text, as EXPLAIN, or is kept'),
        },
      })
    }
  })

  it('stays sensitive when its value changes', async () => {
    await make('rotated', SECRET, { is_sensitive: true })
    await lab.call('PUT', `${PATH}/rotated`, { body: { var_value: 'another-horse-78' } })
    expect((await run("SELECT length('{{rotated}}') AS n")).rows).toContain('16')
    expect((await lab.call('GET', PATH)).text).not.toContain('another-horse')
  })
})
