import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CommandLab, openCommandLab } from './support/command-lab.ts'
import { Person } from './support/command-line.ts'

interface Answers {
  readonly get: {
    readonly responses: Readonly<Record<string, { readonly content: { readonly 'application/json': { readonly schema: TSchema } } }>>
  }
}
const openApi: { readonly paths: Readonly<Record<string, Answers>> } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../docs/reference/openapi.json'), 'utf8'),
)

let lab: CommandLab
let ada: Person
let did: CommandLab['did']
beforeAll(async () => {
  lab = await openCommandLab()
  ;({ ada, did } = lab)
})
afterAll(async () => {
  await lab?.[Symbol.asyncDispose]()
})

it('a right that misses names the project', async () => {
  await did('api POST /causeway/v1/users {"name":"eve","password":"password-of-eve"}')
  await did('grant queues.default SUBMIT_JOB --user eve')
  const eve = await Person.come()
  try {
    await eve.run(['login', lab.api.server.endpoint, '--user', 'eve', '--domain', lab.api.server.identity.domain, '--secret-stdin'], {
      input: 'password-of-eve',
    })
    const { project } = lab.api.server.identity
    expect(await eve.run(['vpc', 'create', 'x', '10.0.0.0/8'])).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(new RegExp(` causeway project grant ${project} eve \\w+$`, 'm')),
    })
  } finally {
    await eve.leave()
  }
})

it('privileges are granted and taken back, things are tagged, and a job tells its way', async () => {
  const { user } = lab.api.server.identity
  await did('queue create told --cu 4')
  expect((await did('whoami')).stdout).toMatch(new RegExp(`^${user} at `))
  const made = await did('api POST /causeway/v1/users {"name":"ben"}')
  expect(made.stdout).toContain('ben')
  await did('grant queues.told submit_job CANCEL_JOB --user ben')
  expect((await did('grants queues.told')).stdout).toMatch(/^ben +CANCEL_JOB, SUBMIT_JOB|^ben +SUBMIT_JOB, CANCEL_JOB/m)
  await did('revoke queues.told CANCEL_JOB --user ben')
  expect((await did('grants queues.told')).stdout).toMatch(/^ben +SUBMIT_JOB$/m)
  expect(await ada.run(['grant', 'queues.told', 'FLY', '--user', 'ben'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('is no privilege on a queue'),
  })
  await did('pool create some --max 128')
  await did('vpc create vpc-of-pool 10.60.0.0/16')
  await did('subnet create subnet-of-pool 10.60.0.0/24 --vpc vpc-of-pool')
  await did('connection create to_pool --subnet subnet-of-pool')
  const bound = await ada.run(['bind', 'some', 'to_pool'])
  expect(bound).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('some is a pool') })
  const [, bind = ''] = /: causeway (bind --pool .*)\n/.exec(bound.stderr) ?? []
  expect((await did(bind)).stderr).toBe('some is bound to to_pool\n')
  expect((await did('connection show to_pool')).stdout).toMatch(/^elastic_resource_pools +some$/m)
  expect(await ada.run(['unbind', 'some', 'to_pool'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('some is a pool, with all its queues: causeway unbind --pool some to_pool\n'),
  })
  expect((await did('unbind --pool some to_pool')).stderr).toBe('some is not bound to to_pool\n')
  expect((await did('connection show to_pool')).stdout).not.toMatch(/^elastic_resource_pools +some/m)
  expect(await ada.run(['bind', '--pool', 'told', 'to_pool'])).toMatchObject({ code: 1, stderr: expect.stringContaining('told') })
  await did('queue create pooled --cu 16 --pool some')
  expect((await did('bind pooled to_pool')).stderr).toBe('pooled is bound to to_pool, by its pool some, with all queues in that\n')
  const kept = await ada.run(['unbind', 'pooled', 'to_pool'])
  expect(kept).toMatchObject({
    code: 1,
    stderr:
      'pooled is bound to to_pool by its pool some, with all queues in that\n  For all of them: causeway unbind --pool some to_pool\n',
  })
  expect((await did('unbind --pool some to_pool')).stderr).toBe('some is not bound to to_pool\n')
  await did('connection create of_pool --subnet subnet-of-pool --pool some')
  expect((await did('connection show of_pool')).stdout).toMatch(/^elastic_resource_pools +some$/m)
  await did('connection delete of_pool')
  await did('queue delete pooled')
  await did('connection delete to_pool')
  await did('subnet delete subnet-of-pool')
  await did('vpc delete vpc-of-pool')
  expect((await did('pool show some')).stdout).toMatch(/^max_cu +128$/m)
  await did('tag add some team=shop --of pool')
  await did('pool delete some')
  await did('tag add told team=shop floor=2')
  expect((await did('tag list told')).stdout).toMatch(/^team +shop$/m)
  await did('tag remove told floor')
  expect(JSON.parse((await did('tag list told --json')).stdout)).toMatchObject({ tags: [{ key: 'team', value: 'shop' }] })
  await ada.run(['sql', '-q', 'told', '-e', 'SELECT 1'])
  const listed: { jobs: { job_id: string }[] } = JSON.parse((await did('job list -q told --json')).stdout)
  const lines = (await did(`job logs ${listed.jobs[0]?.job_id}`)).stdout.trimEnd().split('\n')
  expect(lines.map((line) => line.slice(21))).toEqual([`submitted by ${user} to told`, 'taken by a worker', 'finished, 1 row'])
  expect((await did(`job logs -f ${listed.jobs[0]?.job_id}`)).stdout.trimEnd().split('\n')).toEqual(lines)
  await did('queue delete told')
})

/** Lists, each with the call whose answer it gives. */
const LISTS: Readonly<Record<string, string>> = {
  'queue list': '/v1.0/{project_id}/queues',
  'pool list': '/v3/{project_id}/elastic-resource-pools',
  'vpc list': '/v1/{project_id}/vpcs',
  'subnet list': '/v1/{project_id}/subnets',
  'connection list': '/v2.0/{project_id}/datasource/enhanced-connections',
  'credential list': '/v3/{project_id}/datasource/auth-infos',
  'database list': '/v1.0/{project_id}/databases',
  'table list': '/v1.0/{project_id}/databases/{database_name}/tables',
  'job list': '/v1.0/{project_id}/jobs',
  'expect list': '/causeway/v1/{project_id}/expectations',
  'tag list default': '/v3/{project_id}/dli_queue/{resource_id}/tags',
  'grants queues.default': '/v1.0/{project_id}/authorization/privileges',
  'user list': '/causeway/v1/users',
}

describe('a list', () => {
  // One of each.
  beforeAll(async () => {
    await did('vpc create listed 10.70.0.0/16')
    await did('subnet create listed 10.70.0.0/24 --vpc listed')
    await did('connection create listed --subnet listed')
    await did('credential create listed --user u', 'p\n')
    await did('pool create listed --max 128')
    await did('tag add default team=shop')
    await did('expect add default 10.70.0.1:5432 refused')
    const made = await ada.run(['sql', '-q', 'default', '-e', 'CREATE TABLE listed (id INT)'])
    expect(made, made.stderr).toMatchObject({ code: 0 })
  })

  it.each(Object.entries(LISTS))('what %s gives with --json is as the server’s own document of %s says', async (line, path) => {
    // It may end with 3, where what is expected does not hold.
    const { stdout } = await ada.run([...line.split(' '), '--json'])
    const answer: unknown = JSON.parse(stdout)
    const schema = openApi.paths[path]?.get.responses['200']?.content['application/json'].schema
    expect(schema, `the document has no ${path}`).toBeDefined()
    expect([...Compile(schema ?? {}).Errors(answer)]).toEqual([])
  })
})
