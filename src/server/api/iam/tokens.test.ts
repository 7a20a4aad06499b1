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
      links: { self: 'http://lab.test/v3/projects', next: null, previous: null },
    })
    expect((await lab.call('GET', `${path}?name=other`)).body['projects']).toEqual([])
    expect((await lab.call('GET', `${path}?enabled=false`)).body['projects']).toEqual([])
    expect((await lab.call('GET', `${path}?domain_id=x`)).body['projects']).toEqual([])
  })

  it('/v3/auth/domains has the domain of the caller', async () => {
    expect((await lab.call('GET', '/v3/auth/domains')).body).toMatchObject({
      domains: [{ name: lab.domain, enabled: true }],
      links: { next: null },
    })
  })
})
