import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endlessSql } from '../../../../testing/endless-sql.ts'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AddedUser, type ApiLab, listOf, objectOf, startLab } from '../fixtures/api-lab.ts'

/** Who may do what with scripts, and what is told of them. */
let lab: ApiLab
let bob: AddedUser
let eve: AddedUser
beforeAll(async () => {
  lab = await startLab()
  bob = await lab.addUser({ name: 'bob', isAdmin: false })
  eve = await lab.addUser({ name: 'eve', isAdmin: false })
  await done('POST', '/v1.0/{p}/queues', { body: { queue_name: 'bobs', cu_count: 16, resource_mode: 1 } })
  await done('POST', '/v1.0/{p}/databases', { body: { database_name: 'shop' } })
  await grant('bob', 'queues.bobs', 'SUBMIT_JOB')
  const made = await ended(await submit('CREATE TABLE shop.t AS SELECT 1 AS a; CREATE TABLE shop.closed AS SELECT 2 AS a'))
  expect(made).toMatchObject({ status: 'FINISHED' })
  for (const user of ['bob', 'eve']) await grant(user, 'databases.shop.tables.t', 'SELECT')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const SCRIPTS = '/causeway/v1/{p}/scripts'

async function done(...call: Parameters<ApiLab['call']>): Promise<Readonly<Record<string, unknown>>> {
  const answer = await lab.call(...call)
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}
const grant = (user_name: string, object: string, ...privileges: readonly string[]) =>
  done('PUT', '/v1.0/{p}/authorization', { body: { user_name, action: 'update', privileges: [{ object, privileges }] } })

async function submit(sql: string, keys?: AddedUser): Promise<string> {
  const body = { sql, queue_name: 'bobs' }
  return String((await done('POST', SCRIPTS, keys === undefined ? { body } : { body, keys }))['script_id'])
}
async function until(id: string, isSo: (script: Readonly<Record<string, unknown>>) => boolean): Promise<Readonly<Record<string, unknown>>> {
  return await waitPatiently({
    meanwhile: `The script ${id} has not come so far`,
    look: async () => {
      const script = objectOf((await lab.call('GET', `${SCRIPTS}/${id}`)).text)
      return isSo(script) ? script : undefined
    },
    processes: () => [process.pid],
    pauseMs: 30,
  })
}
const ended = (id: string) => until(id, ({ status }) => status !== 'RUNNING')
const running = (id: string, at: number) => until(id, (script) => listOf(script['statements'])[at]?.['status'] === 'RUNNING')

describe('rights', () => {
  it('of each statement are asked when it is its turn: one that is missing ends the script there', async () => {
    const script = await ended(await submit('SELECT * FROM shop.t; SELECT * FROM shop.closed; SELECT * FROM shop.t', bob))
    expect(script).toMatchObject({ status: 'FAILED', message: expect.stringContaining('Statement 2 of 3 (line 1) failed: ') })
    const [first, second, third] = listOf(script['statements'])
    expect([first?.['status'], third?.['status']]).toEqual(['FINISHED', 'SKIPPED'])
    expect(second).toMatchObject({ status: 'FAILED', error_code: 'sql-permission', message: expect.stringContaining('bob may not') })
    expect(second?.['job_id']).toBeUndefined()
  })

  it('to submit to the queue are asked first', async () => {
    const answer = await lab.call('POST', SCRIPTS, { body: { sql: 'SELECT 1', queue_name: 'bobs' }, keys: eve })
    expect(answer).toMatchObject({ status: 403, body: { error_msg: expect.stringContaining('eve may not submit jobs to the queue bobs') } })
  })

  it('that are taken away in the middle end the script, with the statement that runs', async () => {
    const id = await submit(`SELECT 1; ${endlessSql}; SELECT 3`, bob)
    await running(id, 1)
    await grant('bob', 'queues.bobs')
    const script = await ended(id)
    expect(script).toMatchObject({
      status: 'FAILED',
      message: expect.stringContaining('bob may not submit jobs to the queue bobs any more'),
    })
    expect(listOf(script['statements']).map(({ status }) => status)).toEqual(['FINISHED', 'CANCELLED', 'SKIPPED'])
    await grant('bob', 'queues.bobs', 'SUBMIT_JOB')
  })

  it('are as of jobs: the own ones are seen, those of others by readers, and cancelled by who may cancel on the queue', async () => {
    const id = await submit(endlessSql, bob)
    await running(id, 0)
    for (const path of [`${SCRIPTS}/${id}`, `${SCRIPTS}/${id}/progress`]) {
      expect((await lab.call('GET', path, { keys: bob })).status).toBe(200)
      expect(await lab.call('GET', path, { keys: eve })).toMatchObject({ status: 404, body: { error_code: 'not-found' } })
    }
    expect((await lab.call('GET', SCRIPTS, { keys: eve })).body).toEqual({ count: 0, scripts: [] })
    expect(listOf((await lab.call('GET', SCRIPTS, { keys: bob })).body['scripts']).every(({ owner }) => owner === 'bob')).toBe(true)
    expect((await lab.call('DELETE', `${SCRIPTS}/${id}`, { keys: eve })).status).toBe(404)
    await grant('eve', 'queues.bobs', 'CANCEL_JOB')
    expect((await lab.call('DELETE', `${SCRIPTS}/${id}`, { keys: eve })).status).toBe(204)
    expect(await ended(id)).toMatchObject({ status: 'CANCELLED', message: 'Cancelled by eve', owner: 'bob' })
  })
})

it('hides the value of a sensitive variable in what a statement fails with', async () => {
  await done('POST', '/v1.0/{p}/variables', { body: { var_name: 'pin', var_value: 'hush-4711', is_sensitive: true } })
  const script = await ended(await submit("SELECT 1;\nSELECT '{{pin}}' FORM t"))
  expect(script['status']).toBe('FAILED')
  expect(JSON.stringify(script)).not.toContain('hush-4711')
  expect(script['message']).toContain('of the statement with the values of its variables')
})

it('is told in the audit, by the statement, with who submitted it', async () => {
  const id = await submit('SELECT 1; SELECT * FROM shop.closed', bob)
  await ended(id)
  await expect
    .poll(async () =>
      listOf((await lab.call('GET', '/causeway/v1/audit?limit=1000')).body['events'])
        .filter(({ object }) => String(object).startsWith(`scripts/${id}/`))
        .map(({ action, object, outcome, user_name }) => ({ action, object, outcome, user_name }))
        .toReversed(),
    )
    .toEqual([
      { action: 'scripts.run-statement', object: `scripts/${id}/statements/1`, outcome: 'succeeded', user_name: 'bob' },
      { action: 'scripts.run-statement', object: `scripts/${id}/statements/2`, outcome: 'refused', user_name: 'bob' },
    ])
})
