import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Api, expectError, isRecord, listOf } from './support/api.ts'
import { openServer } from './support/lab.ts'

let api: Api
beforeAll(async () => {
  api = await openServer()
})
afterAll(() => api?.server.close())

interface LogIn {
  readonly user?: string
  readonly password?: string
  readonly domain?: Readonly<Record<string, string>>
  readonly scope?: unknown
}

function logIn({ user, password, domain, scope }: LogIn = {}): Promise<Answer> {
  const { identity } = api.server
  return api.callPlain(
    'POST',
    '/v3/auth/tokens',
    {},
    {
      auth: {
        identity: {
          methods: ['password'],
          password: {
            user: { name: user ?? identity.user, password: password ?? identity.password, domain: domain ?? { name: identity.domain } },
          },
        },
        ...(scope !== undefined && { scope }),
      },
    },
  )
}

function tokenOf(answer: Answer): string {
  const token = answer.headers['x-subject-token']
  if (typeof token !== 'string') throw new Error(`no token: ${answer.status} ${answer.text}`)
  return token
}

describe('POST /v3/auth/tokens', () => {
  it('gives a token in the header, and what it is for in the body, by the name of the project', async () => {
    const { identity } = api.server
    const answer = await logIn({ scope: { project: { name: identity.project } } })
    expect(answer, answer.text).toMatchObject({
      status: 201,
      body: {
        token: {
          methods: ['password'],
          project: { id: identity.projectId, name: identity.project, domain: { name: identity.domain } },
          user: { name: identity.user, domain: { name: identity.domain } },
        },
      },
    })
    expect(tokenOf(answer)).toMatch(/\S/)
    const { issued_at: issued, expires_at: expires } = isRecord(answer.body['token']) ? answer.body['token'] : {}
    // The clients in Go parse it as RFC 3339; it is good for 24 hours.
    expect(expires).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/)
    expect(Date.parse(String(expires)) - Date.parse(String(issued))).toBe(24 * 3600 * 1000)
  })

  it.each([
    ['the project by id', () => ({ project: { id: api.projectId } })],
    [
      'the project by name and domain',
      () => ({ project: { name: api.server.identity.project, domain: { name: api.server.identity.domain } } }),
    ],
  ])('opens the API with a token scoped to %s', async (_, scope) => {
    const token = tokenOf(await logIn({ scope: scope() }))
    const queues = await api.callPlain('GET', '/v1.0/{p}/queues', { 'x-auth-token': token })
    expect(queues, queues.text).toMatchObject({ status: 200, body: { is_success: true } })
  })

  it('gives a token without a project when no scope is asked for', async () => {
    const answer = await logIn()
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body['token']).not.toHaveProperty('project')
    expect(tokenOf(answer)).toMatch(/\S/)
  })

  it.each([
    ['the password', { password: 'not the password' }],
    ['the user', { user: 'nobody_of_that_name' }],
    ['the domain', { domain: { name: 'no_such_domain' } }],
  ])('refuses when %s is wrong, without saying which', async (_, wrong) => {
    const answer = await logIn({ ...wrong, scope: { project: { name: api.server.identity.project } } })
    expect(answer, answer.text).toMatchObject({
      status: 401,
      body: { error: { code: 401, message: expect.stringContaining('The username or password is wrong.'), title: 'Unauthorized' } },
    })
    expect(answer.headers).not.toHaveProperty('x-subject-token')
  })

  it('slows the guessing of a password, and says so; a signature goes on', async () => {
    // Each wrong password doubles the wait, so that at last one comes too early however slow the machine is.
    let answer = await logIn({ user: 'guessed', password: 'guess 0' })
    for (let guess = 1; guess < 25 && !answer.text.includes('Too many wrong passwords'); guess += 1) {
      answer = await logIn({ user: 'guessed', password: `guess ${guess}` })
    }
    expect(answer, answer.text).toMatchObject({
      status: 401,
      body: { error: { code: 401, message: expect.stringContaining('Too many wrong passwords'), title: 'Unauthorized' } },
    })
    expect((await logIn()).status).toBe(201)
    expect((await api.get('/v3/projects')).status).toBe(200)
  })

  it.each([
    ['that does not exist', () => ({ name: 'no-such-project' })],
    ['of a domain that the user is not of', () => ({ name: api.server.identity.project, domain: { name: 'no_such_domain' } })],
  ])('refuses a project %s', async (_, project) => {
    const answer = await logIn({ scope: { project: project() } })
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.headers).not.toHaveProperty('x-subject-token')
  })

  it.each([
    ['no body', undefined],
    ['an array', []],
    ['no user', { auth: { identity: { methods: ['password'], password: {} } } }],
    ['a password that is no string', { auth: { identity: { methods: ['password'], password: { user: { name: 'a', password: 7 } } } } }],
  ])('answers a body that is %s with an error of the caller', async (_, body) => {
    const answer = await api.callPlain('POST', '/v3/auth/tokens', {}, body)
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
  })
})

describe('requests without a right to be here', () => {
  const targets = [
    ['GET', '/v1.0/{p}/queues'],
    ['POST', '/v1.0/{p}/queues'],
    ['GET', '/v2.0/{p}/datasource/enhanced-connections'],
    ['POST', '/v1.0/{p}/jobs/submit-job'],
    ['GET', '/v1.0/{p}/jobs'],
    ['GET', '/v2.0/{p}/datasource/auth-infos'],
    ['GET', '/v1.0/{p}/databases'],
    ['GET', '/v1/{p}/vpcs'],
    ['GET', '/v3/projects'],
    ['PUT', '/causeway/v1/{p}/vpcs/22094d8f-c310-4621-913d-4c4d655d8495/attachment'],
  ] as const

  it.each(targets)('%s %s without token and signature gets 401', async (method, target) => {
    const answer = await api.callPlain(method, target)
    expect(answer.status, answer.text).toBe(401)
  })

  it.each(targets)('%s %s with a made-up token gets 401', async (method, target) => {
    const answer = await api.callPlain(method, target, { 'x-auth-token': 'MIIFakeToken' })
    expect(answer.status, answer.text).toBe(401)
  })

  it('says that the token is missing in the words of the vendor', async () => {
    const answer = await api.callPlain('GET', '/v1.0/{p}/queues')
    expectError(answer, 401, 'DLI.0013')
    expect(answer.body['error_msg']).toContain('X-Auth-Token is not defined in request')
  })

  it('does not take a token that was changed by one character', async () => {
    const token = tokenOf(await logIn({ scope: { project: { id: api.projectId } } }))
    for (const at of [0, Math.floor(token.length / 2), token.length - 1]) {
      const other = token[at] === 'A' ? 'B' : 'A'
      const changed = token.slice(0, at) + other + token.slice(at + 1)
      const answer = await api.callPlain('GET', '/v1.0/{p}/queues', { 'x-auth-token': changed })
      expect(answer.status, `character ${at}: ${answer.text}`).toBe(401)
    }
  })

  it('does not open a project with a token of no project, nor another project', async () => {
    const unscoped = tokenOf(await logIn())
    const answer = await api.callPlain('GET', '/v1.0/{p}/queues', { 'x-auth-token': unscoped })
    expect([401, 403], answer.text).toContain(answer.status)
    const scoped = tokenOf(await logIn({ scope: { project: { id: api.projectId } } }))
    const other = await api.callPlain('GET', `/v1.0/${'0'.repeat(32)}/queues`, { 'x-auth-token': scoped })
    expect(other.status, other.text).toBeGreaterThanOrEqual(400)
    expect(other.body).not.toHaveProperty('queues')
  })

  it('does not show a secret in an error', async () => {
    const { password, secretKey } = api.server.identity
    const answers = [
      await logIn({ user: 'wrong' }),
      await logIn({ scope: { project: { id: 'x' } } }),
      await api.callPlain('GET', '/v3/projects'),
    ]
    for (const answer of answers) {
      expect(answer.text).not.toContain(password)
      expect(answer.text).not.toContain(secretKey)
    }
  })
})

describe('GET /v3/projects', () => {
  it.each(['/v3/projects', '/v3/auth/projects'])('%s lists the project, by signature and by token', async (target) => {
    const { identity } = api.server
    const expected = {
      status: 200,
      body: {
        projects: [{ id: identity.projectId, name: identity.project, enabled: true, domain_id: expect.stringMatching(/^[0-9a-f]{32}$/) }],
        links: { next: null },
      },
    }
    const signed = await api.get(target)
    expect(signed, signed.text).toMatchObject(expected)
    const token = tokenOf(await logIn())
    const byToken = await api.callPlain('GET', target, { 'x-auth-token': token })
    expect(byToken, byToken.text).toMatchObject(expected)
  })

  it('finds exactly one project by its name, and none by another', async () => {
    const one = await api.get(`/v3/projects?name=${api.server.identity.project}`)
    expect(listOf(one.body['projects']).map((project) => project['id'])).toEqual([api.projectId])
    const none = await api.get('/v3/projects?name=eu-de')
    expect(none.status, none.text).toBe(200)
    expect(none.body['projects']).toEqual([])
  })
})

describe('health', () => {
  it.each(['/healthz', '/readyz'])('%s answers 200 to anybody', async (target) => {
    const answer = await api.callPlain('GET', target)
    expect(answer.status, answer.text).toBe(200)
  })

  it('answers a path that does not exist with 404', async () => {
    const answer = await api.get('/v1.0/{p}/no-such-thing')
    expect(answer.status, answer.text).toBe(404)
  })

  it('gives each answer a request id', async () => {
    const answer = await api.get('/v1.0/{p}/queues')
    expect(answer.headers['x-request-id']).toMatch(/\S/)
  })
})
