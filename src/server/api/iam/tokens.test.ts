import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const PATH = '/v3/auth/tokens'
const user = () => ({ name: lab.user, password: lab.password, domain: { name: lab.domain } })
const logIn = (auth: unknown, query = '') => lab.call('POST', `${PATH}${query}`, { anonymous: true, body: { auth } })
const byPassword = (scope?: unknown, who: unknown = user(), query = '') =>
  logIn({ identity: { methods: ['password'], password: { user: who } }, ...(scope === undefined ? {} : { scope }) }, query)

describe('POST /v3/auth/tokens', () => {
  it('gives a token of a project, with a catalog that points at this server', async () => {
    const answer = await byPassword({ project: { name: lab.project, domain: { name: lab.domain } } })
    const domain = { id: expect.stringMatching(/^[0-9a-f]{32}$/), name: lab.domain }
    expect(answer, answer.text).toMatchObject({ status: 201, headers: { 'x-subject-token': expect.stringMatching(/\S/) } })
    const endpoint = (id: string, url: string) => ({ id, interface: 'public', region: lab.project, region_id: lab.project, url })
    expect(answer.body).toEqual({
      token: {
        expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        issued_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        methods: ['password'],
        catalog: [
          { id: 'dli', name: 'dli', type: 'dli', endpoints: [endpoint('dli', `http://lab.test/v1.0/${lab.projectId}`)] },
          { id: 'iam', name: 'iam', type: 'identity', endpoints: [endpoint('iam', 'http://lab.test/v3')] },
          { id: 'vpc', name: 'vpc', type: 'network', endpoints: [endpoint('vpc', `http://lab.test/v1/${lab.projectId}`)] },
        ],
        project: { id: lab.projectId, name: lab.project, domain },
        roles: [{ id: '0', name: 'te_admin' }],
        user: { id: expect.stringMatching(/^[0-9a-f]{32}$/), name: lab.user, password_expires_at: '', domain },
      },
    })
  })

  it('gives none of the catalog with nocatalog', async () => {
    const answer = await byPassword({ project: { id: lab.projectId } }, user(), '?nocatalog')
    expect(answer.body).toMatchObject({ token: { catalog: [], project: { id: lab.projectId } } })
  })

  it('finds who is in the only domain without its name', async () => {
    const { name, password } = user()
    expect(await byPassword({ project: { name: lab.project } }, { name, password })).toMatchObject({ status: 201 })
    expect(await byPassword(undefined, { name, password: 'wrong' })).toMatchObject({ status: 401 })
  })

  it('gives a token of a domain, and one of nothing', async () => {
    const domain = await byPassword({ domain: { name: lab.domain } })
    expect(domain).toMatchObject({ status: 201, body: { token: { domain: { name: lab.domain } } } })
    expect(domain.body['token']).not.toHaveProperty('project')
    const none = await byPassword()
    expect(none).toMatchObject({ status: 201, body: { token: { roles: [] } } })
    expect(none.body['token']).not.toHaveProperty('domain')
  })

  it('takes a user by id, and a token instead of a password', async () => {
    const first = await byPassword()
    const [token] = listOf([first.body['token']])
    const [{ id } = { id: '' }] = listOf([token?.['user']])
    expect(await byPassword(undefined, { id, password: lab.password })).toMatchObject({ status: 201 })
    const held = { id: String(first.headers['x-subject-token']) }
    const second = await logIn({ identity: { methods: ['token'], token: held }, scope: { project: { id: lab.projectId } } })
    expect(second, second.text).toMatchObject({ status: 201, body: { token: { methods: ['token'], project: { id: lab.projectId } } } })
  })

  it("takes what OpenStack's clients send for a token of nothing, and no other word", async () => {
    for (const scope of ['unscoped', { unscoped: {} }, {}]) {
      const answer = await byPassword(scope)
      expect(answer, answer.text).toMatchObject({ status: 201, body: { token: { roles: [], methods: ['password'] } } })
    }
    expect(await byPassword({ project: { id: null, name: lab.project } })).toMatchObject({ status: 201 })
    expect(await byPassword('everything')).toMatchObject({ status: 400 })
  })

  it('says no method that it has not looked at', async () => {
    const { headers } = await byPassword()
    const [password, token] = [{ user: user() }, { id: String(headers['x-subject-token']) }]
    expect(await logIn({ identity: { methods: ['password', 'password'], password } })).toMatchObject({
      body: { token: { methods: ['password'] } },
    })
    const passcode = { user: { name: lab.user, passcode: '123456' } }
    for (const identity of [
      { methods: ['password', 'totp'], password, totp: passcode },
      { methods: ['totp', 'password'], password, totp: passcode },
      { methods: ['password', 'foo'], password },
      { methods: ['totp'], totp: passcode },
      { methods: ['password', 'token'], password, token: { id: 'x' } },
      { methods: ['token', 'hw_ak_sk'], token },
    ]) {
      const answer = await logIn({ identity })
      expect(answer, JSON.stringify(identity.methods)).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringMatching(/method/) } },
      })
      expect(answer.headers).not.toHaveProperty('x-subject-token')
    }
  })

  it.each([
    ['a wrong password', () => byPassword(undefined, { ...user(), password: 'wrong' }), 401],
    ['an unknown user', () => byPassword(undefined, { ...user(), name: 'nobody' }), 401],
    ['an unknown domain', () => byPassword(undefined, { ...user(), domain: { name: 'nowhere' } }), 401],
    ['a project that there is not', () => byPassword({ project: { name: 'nothing' } }), 401],
    ['a project of another domain', () => byPassword({ project: { name: lab.project, domain: { name: 'nowhere' } } }), 401],
    ['a scope without name and id', () => byPassword({ project: {} }), 400],
    ['a user without name and id', () => byPassword(undefined, { password: 'x' }), 400],
    ['no user', () => logIn({ identity: { methods: ['password'] } }), 400],
    ['a token that is none', () => logIn({ identity: { methods: ['token'], token: { id: 'x' } } }), 401],
    ['another method', () => logIn({ identity: { methods: ['assume_role'] } }), 400],
    ['no method', () => logIn({ identity: { methods: [] } }), 400],
    ['nothing', () => lab.call('POST', PATH, { anonymous: true }), 400],
  ])('refuses %s', async (_name, send, status) => {
    const answer = await send()
    expect(answer, answer.text).toMatchObject({
      status,
      body: { error: { code: status, message: expect.any(String), title: expect.any(String) } },
    })
    expect(answer.headers).not.toHaveProperty('x-subject-token')
    expect(answer.text).not.toContain(lab.password)
  })

  it('does not tell a wrong password from an unknown user', async () => {
    const [wrong, unknown] = [
      await byPassword(undefined, { ...user(), password: 'wrong' }),
      await byPassword(undefined, { ...user(), name: 'nobody' }),
    ]
    expect(wrong.body['error']).toEqual({
      code: 401,
      message: expect.stringContaining('The username or password is wrong.'),
      title: 'Unauthorized',
    })
    expect(unknown.body['error']).toEqual(wrong.body['error'])
  })
})

describe('GET and HEAD /v3/auth/tokens', () => {
  it('say what a token stands for, to its own user', async () => {
    const token = String((await byPassword({ project: { id: lab.projectId } })).headers['x-subject-token'])
    const headers = { 'x-auth-token': token, 'x-subject-token': token }
    expect(await lab.call('GET', PATH, { anonymous: true, headers })).toMatchObject({
      status: 200,
      body: { token: { project: { id: lab.projectId }, user: { name: lab.user } } },
    })
    expect(await lab.call('HEAD', PATH, { anonymous: true, headers })).toMatchObject({ status: 200, text: '' })
    const other = { ...headers, 'x-subject-token': 'x' }
    expect(await lab.call('GET', PATH, { anonymous: true, headers: other })).toMatchObject({ status: 404, body: { error: { code: 404 } } })
    expect(await lab.call('HEAD', PATH, { anonymous: true, headers: other })).toMatchObject({ status: 404 })
    expect(await lab.call('GET', PATH, { anonymous: true, headers: { 'x-auth-token': token } })).toMatchObject({ status: 400 })
    expect(await lab.call('GET', PATH, { anonymous: true, headers: { 'x-subject-token': token } })).toMatchObject({ status: 401 })
  })
})

describe('DELETE /v3/auth/tokens', () => {
  it('revokes a token of the caller, which opens nothing from then on', async () => {
    const made = async () => String((await byPassword({ project: { id: lab.projectId } })).headers['x-subject-token'])
    const [own, other] = [await made(), await made()]
    const call = (method: 'GET' | 'DELETE', token: string, subject: string) =>
      lab.call(method, PATH, {
        anonymous: true,
        headers: { 'x-auth-token': token, ...(subject === '' ? {} : { 'x-subject-token': subject }) },
      })
    expect(await call('DELETE', own, '')).toMatchObject({ status: 400 })
    expect(await call('DELETE', own, 'x')).toMatchObject({ status: 404, body: { error: { code: 404 } } })
    expect(await call('GET', own, other)).toMatchObject({ status: 200 })
    expect(await call('DELETE', own, other)).toMatchObject({ status: 204, text: '' })
    expect(await call('DELETE', own, other)).toMatchObject({ status: 404 })
    expect(await call('GET', other, own)).toMatchObject({ status: 401 })
    expect(await lab.call('GET', '/v1.0/{p}/queues', { anonymous: true, headers: { 'x-auth-token': other } })).toMatchObject({
      status: 401,
    })
    expect(await call('DELETE', own, own)).toMatchObject({ status: 204 })
    expect(await call('GET', own, own)).toMatchObject({ status: 401 })
  })

  it("revokes nobody else's", async () => {
    const own = String((await byPassword()).headers['x-subject-token'])
    const domains = listOf((await lab.call('GET', '/v3/auth/domains')).body['domains'])
    const made = await lab.call('POST', '/causeway/v1/users', { body: { name: 'revoker', password: 'a-long-enough-password-1' } })
    expect(made.status, made.text).toBeLessThan(300)
    const theirs = await byPassword(undefined, {
      ...{ name: 'revoker', password: 'a-long-enough-password-1', domain: { id: domains[0]?.['id'] } },
    })
    const headers = { 'x-auth-token': String(theirs.headers['x-subject-token']), 'x-subject-token': own }
    expect(theirs.status, theirs.text).toBe(201)
    expect(await lab.call('DELETE', PATH, { anonymous: true, headers })).toMatchObject({ status: 404 })
    expect(await lab.call('GET', PATH, { anonymous: true, headers: { 'x-auth-token': own, 'x-subject-token': own } })).toMatchObject({
      status: 200,
    })
  })
})

describe('the lists of IAM', () => {
  it.each(['/v3/projects', '/v3/auth/projects'])('%s has exactly one project of a name, and no next page', async (path) => {
    const answer = await lab.call('GET', `${path}?name=${lab.project}`)
    expect(answer.body).toEqual({
      projects: [
        {
          id: lab.projectId,
          name: lab.project,
          domain_id: expect.stringMatching(/^[0-9a-f]{32}$/),
          parent_id: expect.any(String),
          is_domain: false,
          enabled: true,
          description: expect.any(String),
          links: { self: `http://lab.test/v3/projects/${lab.projectId}` },
        },
      ],
      links: { self: `http://lab.test${path}`, next: null, previous: null },
    })
    expect((await lab.call('GET', `${path}?name=other`)).body['projects']).toEqual([])
    expect((await lab.call('GET', `${path}?enabled=false`)).body['projects']).toEqual([])
    expect((await lab.call('GET', `${path}?domain_id=x`)).body['projects']).toEqual([])
    expect((await lab.call('GET', `${path}?parent_id=x`)).body['projects']).toEqual([])
    const [{ parent_id } = {}] = listOf(answer.body['projects'])
    expect((await lab.call('GET', `${path}?parent_id=${String(parent_id)}&page=1&per_page=1`)).body['projects']).toEqual(
      answer.body['projects'],
    )
    expect((await lab.call('GET', `${path}?page=2&per_page=1`)).body).toMatchObject({ projects: [], links: { next: null } })
    expect(await lab.call('GET', `${path}?page=0`)).toMatchObject({ status: 400 })
  })

  it('/v3/auth/domains has the domain of the caller', async () => {
    expect((await lab.call('GET', '/v3/auth/domains')).body).toMatchObject({
      domains: [{ name: lab.domain, enabled: true }],
      links: { next: null },
    })
  })
})
