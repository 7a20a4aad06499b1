import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localProof } from '../../../control/identity/local-administrator.ts'
import { loadMasterKey } from '../../../store/secrets/master-key.ts'
import { createSecretBox } from '../../../store/secrets/secret-box.ts'
import { type ApiLab, type KeyPair, startLab } from '../../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function made(target: string, body: unknown, keys?: KeyPair): Promise<Readonly<Record<string, unknown>>> {
  const answer = await lab.call('POST', target, { body, ...(keys === undefined ? {} : { keys }) })
  expect(answer.status, answer.text).toBe(201)
  return answer.body
}
async function keyOf(user: string): Promise<KeyPair> {
  const key = await made(`/causeway/v1/users/${user}/keys`, { description: 'for a test' })
  return { accessKey: String(key['access_key']), secretKey: String(key['secret_key']) }
}

describe('an administrator', () => {
  it('makes a user that sees a project by its role, and is let in by nothing when it is disabled', async () => {
    const user = await made('/causeway/v1/users', { name: 'ada', description: 'a second one' })
    expect(user).toMatchObject({ name: 'ada', enabled: true, is_admin: false, password: expect.stringMatching(/^[\w-]{24}$/) })
    const keys = await keyOf('ada')
    expect((await lab.call('GET', '/v3/projects', { keys })).body).toMatchObject({ projects: [] })
    expect(await lab.call('GET', '/v1.0/{p}/queues', { keys })).toMatchObject({ status: 403, body: { error_code: 'DLI.0016' } })
    const role = { user_name: 'ada', role: 'reader' }
    expect((await lab.call('PUT', '/causeway/v1/projects/{p}/roles', { body: role })).status).toBe(204)
    expect((await lab.call('GET', '/causeway/v1/projects/{p}/roles')).body).toEqual({ roles: [role] })
    expect((await lab.call('GET', '/v3/projects', { keys })).body).toMatchObject({ projects: [{ id: lab.projectId }] })
    expect((await lab.call('GET', '/v1.0/{p}/queues', { keys })).status).toBe(200)
    expect((await lab.call('GET', '/causeway/v1/users/ada/keys')).body).toMatchObject({ keys: [{ last_use_time: expect.any(Number) }] })
    expect(await lab.call('PUT', `/causeway/v1/users/${user['id']}`, { body: { enabled: false } })).toMatchObject({ status: 200 })
    expect(await lab.call('GET', '/v1.0/{p}/queues', { keys })).toMatchObject({ status: 401, body: { error_code: 'APIGW.0301' } })
    expect((await lab.call('GET', '/causeway/v1/users')).text).not.toMatch(/password|scrypt/)
    expect((await lab.call('DELETE', '/causeway/v1/users/ada')).status).toBe(204)
    expect((await lab.call('GET', '/causeway/v1/users/ada')).status).toBe(404)
  })

  it('makes a project, in which jobs can be run, and deletes it', async () => {
    const project = await made('/causeway/v1/projects', { name: 'lab-2' })
    const sql = { sql: 'CREATE DATABASE of_second', conf: ['dli.sql.sqlasync.enabled = false'] }
    expect(await lab.call('POST', `/v1.0/${project['id']}/jobs/submit-job`, { body: sql })).toMatchObject({ status: 200 })
    expect((await lab.call('GET', '/v1.0/{p}/databases')).text).not.toContain('of_second')
    expect(await lab.call('DELETE', '/causeway/v1/projects/lab-2')).toMatchObject({ status: 409, body: { error_code: 'in-use' } })
    expect((await lab.call('DELETE', `/v1.0/${project['id']}/databases/of_second`)).status).toBe(200)
    expect((await lab.call('DELETE', '/causeway/v1/projects/lab-2')).status).toBe(204)
    expect((await lab.call('GET', `/v1.0/${project['id']}/databases`)).status).toBe(403)
  })
})

describe('the master key', () => {
  const PATH = '/causeway/v1/master-key/change'
  const keyOfFolder = () => loadMasterKey(lab.home, { dataIsThere: true })
  const byKey = (key: Uint8Array) =>
    lab.call('POST', PATH, { anonymous: true, headers: { 'x-auth-token': localProof(createSecretBox(key), Date.now()) } })

  it('is changed by who has the data folder, and by no user; keys and stored secrets go on', async () => {
    const auth = { auth_info_name: 'kept', datasource_type: 'passwd', user_name: 'u', password: 'pw' }
    expect((await lab.call('POST', '/v3/{p}/datasource/auth-infos', { body: auth })).status).toBe(201)
    const before = await keyOfFolder()
    expect(await lab.call('POST', PATH)).toMatchObject({
      status: 403,
      body: { hint: expect.stringContaining('causeway master-key change') },
    })
    expect(await keyOfFolder()).toEqual(before)
    expect(await byKey(before)).toMatchObject({ status: 204 })
    const after = await keyOfFolder()
    expect(after).not.toEqual(before)
    expect((await byKey(before)).status).toBe(401)
    expect((await lab.call('GET', '/v1.0/{p}/queues')).status).toBe(200)
    // It opens what is kept, to change a part of it.
    const changed = { auth_info_name: 'kept', user_name: 'other' }
    expect((await lab.call('PUT', '/v3/{p}/datasource/auth-infos', { body: changed })).status).toBe(200)
    expect((await byKey(after)).status).toBe(204)
  })
})

describe('everybody', () => {
  it('rotates an own key and changes an own password, which needs the old one', async () => {
    await made('/causeway/v1/users', { name: 'bob', password: 'password-of-bob' })
    const keys = await keyOf('bob')
    const other = await made(`/causeway/v1/keys/${keys.accessKey}/rotate`, undefined, keys)
    const next = { accessKey: String(other['access_key']), secretKey: String(other['secret_key']) }
    expect((await lab.call('GET', '/causeway/v1/users/bob', { keys })).status).toBe(401)
    expect((await lab.call('GET', '/causeway/v1/users/bob', { keys: next })).status).toBe(200)
    const change = (body: unknown) => lab.call('PUT', '/causeway/v1/users/bob/password', { body, keys: next })
    expect((await change({ password: 'new-password' })).status).toBe(400)
    expect((await change({ password: 'new-password', original_password: 'wrong' })).status).toBe(401)
    expect((await change({ password: 'new-password', original_password: 'password-of-bob' })).status).toBe(200)
    expect((await lab.call('GET', '/causeway/v1/users', { keys: next })).status).toBe(403)
    expect((await lab.call('POST', '/causeway/v1/domains', { body: { name: 'd' } })).status).toBe(403)
  })
})

describe('a temporary key', () => {
  it('is good with its X-Security-Token alone', async () => {
    const { credential } = await made('/v3.0/OS-CREDENTIAL/securitytokens', {
      auth: { identity: { methods: ['token'], token: { duration_seconds: 900 } } },
    })
    expect(credential).toMatchObject({ expires_at: expect.stringMatching(/Z$/) })
    const text = (name: string): string => String(Reflect.get(Object(credential), name))
    const keys = { accessKey: text('access'), secretKey: text('secret') }
    const ask = (headers: Readonly<Record<string, string>>) => lab.call('GET', '/v1.0/{p}/queues', { keys, headers })
    expect((await ask({ 'x-security-token': text('securitytoken') })).status).toBe(200)
    expect((await ask({})).status).toBe(401)
    expect((await ask({ 'x-security-token': 'another' })).status).toBe(401)
  })
  it('opens what the token opens that it was asked for by, and one by a signature all projects of its user', async () => {
    const other = await made('/causeway/v1/projects', { name: 'region_of_key' })
    const otherId = String(other['id'])
    await lab.call('PUT', `/causeway/v1/projects/${otherId}/roles`, { body: { user_name: lab.user, role: 'reader' } })
    const tokenOf = async (scope: object): Promise<Readonly<Record<string, string>>> => {
      const user = { name: lab.user, password: lab.password, domain: { name: lab.domain } }
      const body = { auth: { identity: { methods: ['password'], password: { user } }, ...scope } }
      const answer = await lab.call('POST', '/v3/auth/tokens', { body, anonymous: true })
      expect(answer.status, answer.text).toBe(201)
      return { 'x-auth-token': String(answer.headers['x-subject-token']) }
    }
    const opens = async (by: Pick<Parameters<ApiLab['call']>[2] & object, 'headers' | 'anonymous'>): Promise<readonly number[]> => {
      const body = { auth: { identity: { methods: ['token'] } } }
      const { body: answer, text: shown } = await lab.call('POST', '/v3.0/OS-CREDENTIAL/securitytokens', { body, ...by })
      const text = (name: string): string => String(Reflect.get(Object(answer['credential']), name))
      const keys = { accessKey: text('access'), secretKey: text('secret') }
      const headers = { 'x-security-token': text('securitytoken') }
      const statuses: number[] = []
      for (const id of [lab.projectId, otherId]) {
        const asked = await lab.call('GET', `/v1.0/${id}/queues`, { keys, headers })
        statuses.push(asked.status)
        if (asked.status === 403) expect(asked.text, shown).toContain('The temporary access key is scoped to')
      }
      return statuses
    }
    const byToken = async (scope: object) => opens({ headers: await tokenOf(scope), anonymous: true })
    expect(await byToken({ scope: { project: { id: lab.projectId } } })).toEqual([200, 403])
    expect(await byToken({ scope: { project: { id: otherId } } })).toEqual([403, 200])
    expect(await byToken({ scope: { domain: { name: lab.domain } } })).toEqual([403, 403])
    expect(await opens({})).toEqual([200, 200])
  })
})
