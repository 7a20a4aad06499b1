import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AddedUser, type ApiLab, objectOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
  const folder = join(lab.home, 'buckets', 'vault', 'f')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'a.csv'), '4711\n')
})
afterAll(() => lab?.[Symbol.asyncDispose]())

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
async function done(method: Method, target: string, body?: unknown, keys?: AddedUser): Promise<Readonly<Record<string, unknown>>> {
  const answer = await lab.call(method, target, { ...(body === undefined ? {} : { body }), ...(keys === undefined ? {} : { keys }) })
  expect(answer.status, answer.text).toBeLessThan(300)
  return objectOf(answer.text)
}

it('a new user of the name of a deleted one owns nothing of what that one owned', async () => {
  const first = await lab.addUser({ name: 'ann', isAdmin: false })
  const own = (method: Method, target: string, body?: unknown) => done(method, target, body, first)
  await done('PUT', '/causeway/v1/projects/lab-1/roles', { user_name: 'ann', role: 'writer' })
  await own('POST', '/v1.0/{p}/queues', { queue_name: 'anns', cu_count: 16, resource_mode: 1 })
  await own('POST', '/v3/{p}/elastic-resource-pools', { elastic_resource_pool_name: 'anns', min_cu: 64, max_cu: 64 })
  await own('POST', '/v1.0/{p}/databases', { database_name: 'anns' })
  await done('POST', '/v1.0/{p}/databases', { database_name: 'shared' })
  const table = { table_name: 'anns', data_location: 'DLI', columns: [{ column_name: 'a', type: 'int' }] }
  await own('POST', '/v1.0/{p}/databases/shared/tables', table)
  await own('POST', '/v2.0/{p}/datasource/auth-infos', { auth_info_name: 'anns', datasource_type: 'passwd', user_name: 'u', password: 'p' })
  await own('POST', '/v1.0/{p}/variables', { var_name: 'anns', var_value: '1' })
  await own('POST', '/v2.0/{p}/resources', { paths: ['obs://vault/f/a.csv'], kind: 'file', group: 'anns' })
  const { job_id: jobId } = await own('POST', '/v1.0/{p}/jobs/submit-job', { sql: 'CREATE TABLE shared.more (a INT)', queue_name: 'anns' })

  const gone = (await done('GET', '/causeway/v1/users/ann')) as { readonly id?: string }
  await done('DELETE', `/causeway/v1/users/${gone.id ?? 'ann'}`)
  const second = await lab.addUser({ name: 'ann', isAdmin: false })
  // A right on something else: of the project it is no stranger.
  await done('POST', '/v1.0/{p}/queues', { queue_name: 'others', cu_count: 16, resource_mode: 1 })
  await done('PUT', '/v1.0/{p}/authorization', {
    user_name: 'ann',
    action: 'grant',
    privileges: [{ object: 'queues.others', privileges: ['SUBMIT_JOB'] }],
  })
  const call = (method: Method, target: string, body?: unknown) =>
    lab.call(method, target, { keys: second, ...(body === undefined ? {} : { body }) })

  for (const [method, target, body] of [
    ['DELETE', '/v1.0/{p}/queues/anns'],
    ['DELETE', '/v3/{p}/elastic-resource-pools/anns'],
    ['DELETE', '/v1.0/{p}/databases/anns'],
    ['DELETE', '/v1.0/{p}/databases/shared/tables/anns'],
    ['PUT', '/v1.0/{p}/databases/anns/owner', { new_owner: 'lab_user' }],
    ['DELETE', '/v2.0/{p}/datasource/auth-infos/anns'],
    ['PUT', '/v1.0/{p}/variables/anns', { var_value: '2' }],
    ['DELETE', '/v2.0/{p}/resources/a.csv?group=anns'],
    ['POST', '/v1.0/{p}/jobs/submit-job', { sql: 'SELECT 1', queue_name: 'anns' }],
    ['PUT', '/v1.0/{p}/authorization', { user_name: 'ann', action: 'grant', privileges: [{ object: 'queues.anns', privileges: ['ALL'] }] }],
  ] as const) {
    expect((await call(method, target, body)).status, `${method} ${target}`).toBe(403)
  }
  const target = `/v1.0/{p}/jobs/${String(jobId)}`
  for (const way of [`${target}/status`, `${target}/detail`])
    expect((await call('GET', way)).body, way).toMatchObject({ error_code: 'DLI.0002' })
  for (const [list, shown] of [
    ['/v1.0/{p}/queues', { queues: [{ queue_name: 'others' }] }],
    ['/v1.0/{p}/databases', { databases: [] }],
    ['/v1.0/{p}/variables', { global_vars: [] }],
    ['/v2.0/{p}/datasource/auth-infos', { auth_infos: [] }],
    ['/v2.0/{p}/resources', { resources: [] }],
    ['/v1.0/{p}/jobs', { jobs: [] }],
    ['/v1.0/{p}/jobs?owner=ann', { jobs: [] }],
  ] as const) {
    expect((await call('GET', list)).body, list).toMatchObject(shown)
  }
  const { privileges } = await done('GET', '/v1.0/{p}/queues/anns/users')
  expect(privileges).not.toContainEqual(expect.objectContaining({ user_name: 'ann' }))
  // It is shown whose they were.
  expect(await done('GET', '/v1.0/{p}/queues/anns')).toMatchObject({ owner: 'ann (deleted)' })
  expect(await done('GET', '/v1.0/{p}/jobs?owner=ann')).toMatchObject({ job_count: 1 })
})
