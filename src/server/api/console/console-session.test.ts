import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isRecord } from '../../../base/fields.ts'
import { type ApiLab, objectOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const HOST = '127.0.0.1:8600'
const ORIGIN = `http://${HOST}`
/** As a browser sends it from the console's own page. */
const OWN = { host: HOST, origin: ORIGIN, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' }

interface Call {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

async function call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, { headers = OWN, body }: Call = {}) {
  const answer = await lab.app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: JSON.stringify(body) }) })
  const isJson = String(answer.headers['content-type']).startsWith('application/json')
  return { status: answer.statusCode, headers: answer.headers, body: isJson ? objectOf(answer.payload) : {}, text: answer.payload }
}

interface LoggedIn {
  readonly page: string
  readonly cookie: string
  readonly setCookie: string
  readonly body: Readonly<Record<string, unknown>>
}

async function logIn(body: unknown = { user: lab.user, password: lab.password }): Promise<LoggedIn> {
  const answer = await call('POST', '/console/session', { body })
  expect(answer.text).toContain('page_key')
  const setCookie = String(answer.headers['set-cookie'])
  return { page: String(answer.body['page_key']), cookie: setCookie.split(';')[0] ?? '', setCookie, body: answer.body }
}

const withSession = ({ page, cookie }: Pick<LoggedIn, 'page' | 'cookie'>, other: Readonly<Record<string, string>> = {}) => ({
  headers: { ...OWN, cookie, 'x-causeway-console': page, ...other },
})
const queues = () => `/console/api/v1.0/${lab.projectId}/queues`

describe('a session of the console', () => {
  it('is opened by a password: half of its key to the page, half in a cookie that no script reads', async () => {
    const { page, cookie, setCookie, body } = await logIn()
    expect(setCookie).toMatch(/^causeway-console-8600=[\w-]{43}; Path=\/console; Max-Age=43200; HttpOnly; SameSite=Strict$/)
    expect(page).toMatch(/^[\w-]{43}$/)
    expect(cookie).not.toContain(page)
    expect(body).toMatchObject({ user: { name: lab.user, is_admin: true }, projects: [{ id: lab.projectId, name: lab.project }] })
    const answer = await call('GET', queues(), withSession({ page, cookie }))
    expect(answer.status).toBe(200)
    expect(answer.body['queues']).toEqual([expect.objectContaining({ queue_name: 'default' })])
    expect((await call('GET', '/console/session', withSession({ page, cookie }))).body).toMatchObject({ user: { name: lab.user } })
  })

  it('is opened by an access key as well, and by nothing that is wrong', async () => {
    const session = await logIn({ access_key: lab.accessKey, secret_key: lab.secretKey })
    expect((await call('GET', queues(), withSession(session))).status).toBe(200)
    for (const [body, status] of [
      [{ user: lab.user, password: 'wrong' }, 401],
      [{ user: 'nobody', password: lab.password }, 401],
      [{ user: lab.user, domain: 'other', password: lab.password }, 401],
      [{ access_key: lab.accessKey, secret_key: 'wrong' }, 401],
      [{ user: lab.user }, 400],
      [{}, 400],
    ] as const) {
      expect((await call('POST', '/console/session', { body })).status, JSON.stringify(body)).toBe(status)
    }
  })

  it('needs both halves of one key, and takes nothing else', async () => {
    const [one, other] = [await logIn(), await logIn()]
    const token = (await lab.call('POST', '/v3/auth/tokens', { anonymous: true, body: tokenBody() })).headers['x-subject-token']
    for (const headers of [
      { ...OWN },
      { ...OWN, cookie: one.cookie },
      { ...OWN, 'x-causeway-console': one.page },
      { ...OWN, cookie: one.cookie, 'x-causeway-console': other.page },
      { ...OWN, cookie: `causeway-console-8601=${one.cookie.split('=')[1]}`, 'x-causeway-console': one.page },
      { ...OWN, 'x-auth-token': String(token) },
    ]) {
      const { status, body } = await call('GET', queues(), { headers })
      expect({ status, code: body['error_code'] }, JSON.stringify(headers)).toEqual({ status: 401, code: 'DLI.0013' })
    }
    // The API itself takes no session.
    expect((await call('GET', `/v1.0/${lab.projectId}/queues`, withSession(one))).status).toBe(401)
    // Which of two cookies of one name comes first is the browser's choice.
    const both = { cookie: `causeway-console-8600=${'x'.repeat(43)}; ${one.cookie}` }
    expect((await call('GET', queues(), withSession(one, both))).status).toBe(200)
  })

  it.each([
    ['Sec-Fetch-Site', 'same-site'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Sec-Fetch-Site', 'none'],
    ['Origin', 'http://127.0.0.1:8601'],
    ['Origin', 'http://localhost:8600'],
    ['Origin', 'https://127.0.0.1:8600'],
    ['Origin', 'null'],
  ])('is refused to a page of another origin: %s: %s', async (name, value) => {
    const session = await logIn()
    for (const [method, url] of [
      ['GET', queues()],
      ['GET', '/console/session'],
      ['DELETE', '/console/session'],
      ['GET', '/console/api/healthz'],
      // As a framework may read the same path.
      ['GET', '//console/session'],
      ['GET', '/%63onsole/session'],
    ] as const) {
      const { status, text } = await call(method, url, withSession(session, { [name.toLowerCase()]: value }))
      expect({ url, status }).toEqual({ url, status: 403 })
      expect(text).toContain('does not come from its own page')
    }
    const logInFrom = await call('POST', '/console/session', {
      headers: { ...OWN, [name.toLowerCase()]: value },
      body: { user: lab.user, password: lab.password },
    })
    expect(logInFrom.status).toBe(403)
    expect(logInFrom.headers['set-cookie']).toBeUndefined()
    expect((await call('GET', queues(), withSession(session))).status).toBe(200)
  })

  it.each([
    ['Sec-Fetch-Site', 'same-site'],
    ['Sec-Fetch-Site', 'cross-site'],
    ['Origin', 'http://127.0.0.1:8601'],
    ['Origin', 'null'],
  ])('makes nothing for a page of another origin, in whatever form it asks: %s: %s', async (name, value) => {
    const session = await logIn()
    const bucket = `lake-${name}-${value.length}`.toLowerCase()
    const queue = JSON.stringify({ queue_name: 'forged', cu_count: 16, resource_mode: 1 })
    expect((await call('PUT', `/console/api/causeway/v1/${lab.projectId}/buckets/${bucket}`, withSession(session))).status).toBeLessThan(
      300,
    )
    const kept = `/console/api/causeway/v1/${lab.projectId}/buckets/${bucket}/objects/kept.csv`
    const put = { ...withSession(session).headers, 'content-type': 'application/octet-stream' }
    expect((await lab.app.inject({ method: 'PUT', url: kept, headers: put, payload: 'a' })).statusCode).toBeLessThan(300)
    for (const [method, path, payload] of [
      ['POST', queues(), queue],
      ['POST', `/console/api/causeway/v1/${lab.projectId}/scripts`, JSON.stringify({ sql: 'SELECT 1', queue_name: 'default' })],
      ['PUT', `/console/api/causeway/v1/${lab.projectId}/buckets/${bucket}/objects/forged.csv`, 'a'],
      ['PUT', `/console/api/causeway/v1/${lab.projectId}/buckets/forged`, ''],
      ['DELETE', kept, ''],
    ] as const) {
      for (const type of [
        'application/json',
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/octet-stream',
      ]) {
        // Both halves, and as a page has them that has the cookie alone.
        for (const page of [{ 'x-causeway-console': session.page }, {}]) {
          const headers = { ...OWN, cookie: session.cookie, ...page, 'content-type': type, [name.toLowerCase()]: value }
          const answer = await lab.app.inject({ method, url: path, headers, payload })
          expect({ method, path, type, status: answer.statusCode }).toEqual({ method, path, type, status: 403 })
        }
      }
    }
    const made = await call('GET', queues(), withSession(session))
    expect(made.text).not.toContain('forged')
    const objects = await call('GET', `/console/api/causeway/v1/${lab.projectId}/buckets/${bucket}/objects`, withSession(session))
    expect(objects.body['objects']).toEqual([expect.objectContaining({ key: 'kept.csv' })])
    expect((await call('DELETE', kept, withSession(session))).status).toBeLessThan(300)
  })

  it.each(['evil.example', 'evil.example:8600', '127.0.0.1.evil.example:8600', 'localhost.evil.example'])(
    'is refused under the name %s, which a stranger may point here',
    async (host) => {
      const session = await logIn()
      for (const url of [queues(), '/console/session', '/console', '/console/topology', '/console/assets/x.js']) {
        const { status, text } = await call('GET', url, withSession(session, { host, origin: `http://${host}` }))
        expect({ url, status }).toEqual({ url, status: 421 })
        expect(text).toContain('--public-url')
      }
    },
  )

  it.each(['localhost:8600', '[::1]:8600', '192.0.2.7:8600', '127.0.0.1'])('may be asked for at %s', async (host) => {
    const { status } = await call('GET', '/console/session', { headers: { ...OWN, host, origin: `http://${host}` } })
    expect(status).toBe(401)
  })

  it.each([
    ['an answer', '/v1.0/{project_id}/queues', 200],
    ['a refusal', '/v1.0/{project_id}/queues/none', 400],
    ['a path that no call has', '/nothing', 404],
    ['what anybody may ask', '/healthz', 200],
  ] as const)(
    'leaves nothing in the browser for whoever sits there next, and nothing to be taken for a page: %s',
    async (_what, path, status) => {
      const answer = await call('GET', `/console/api${path.replace('{project_id}', lab.projectId)}`, withSession(await logIn()))
      expect(answer.status).toBe(status)
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
    },
  )

  it('ends when it is logged out', async () => {
    const [one, other] = [await logIn(), await logIn()]
    const out = await call('DELETE', '/console/session', withSession(one))
    expect(out.status).toBe(204)
    expect(out.headers['set-cookie']).toMatch(/^causeway-console-8600=; Path=\/console; Max-Age=0;/)
    expect((await call('GET', queues(), withSession(one))).status).toBe(401)
    expect((await call('GET', queues(), withSession(other))).status).toBe(200)
  })

  it('is told to its user, who can end each of them, and to nobody else', async () => {
    const sessionsOf = async (asked: LoggedIn) => {
      const { status, body } = await call('GET', '/console/sessions', withSession(asked))
      return status === 200 && Array.isArray(body['sessions']) ? body['sessions'].filter(isRecord) : [{ status }]
    }
    const byKey = { access_key: lab.accessKey, secret_key: lab.secretKey }
    const [one, other] = [await logIn(byKey), await logIn(byKey)]
    const seen = await sessionsOf(one)
    expect(seen.filter((session) => session['is_own'] === true)).toHaveLength(1)
    const [newest] = await sessionsOf(other)
    expect(newest).toMatchObject({ is_own: true, access_key: lab.accessKey, issued_at: expect.any(Number) })
    const text = JSON.stringify(seen)
    for (const half of [one.page, one.cookie.split('=')[1] ?? '']) expect(text).not.toContain(half)
    const path = `/console/sessions/${String(newest?.['id'])}`
    const stranger = await lab.addUser({ name: 'stranger_of_sessions' })
    const theirs = await logIn({ user: 'stranger_of_sessions', password: stranger.password })
    expect((await sessionsOf(theirs)).length).toBe(1)
    expect((await call('DELETE', path, withSession(theirs))).status).toBe(404)
    expect((await call('GET', queues(), withSession(other))).status).toBe(200)
    expect((await call('DELETE', path, withSession(one))).status).toBe(204)
    expect((await call('GET', queues(), withSession(other))).status).toBe(401)
    expect((await call('DELETE', path, withSession(one))).status).toBe(404)
    expect(await sessionsOf(one)).toHaveLength(seen.length - 1)
  })

  it('is let into the projects of its user and no other', async () => {
    const session = await logIn()
    const stranger = await lab.addUser({ name: 'stranger', domain: 'other_domain' })
    const { status } = await call('GET', `/console/api/v1.0/${stranger.projectId}/queues`, withSession(session))
    expect(status).toBe(403)
    // With two domains, one has to be named.
    expect((await call('POST', '/console/session', { body: { user: lab.user, password: lab.password } })).status).toBe(400)
    await logIn({ user: 'stranger', domain: 'other_domain', password: stranger.password })
  })

  it('is a log-in of the audit, with no secret in it', async () => {
    const session = await logIn({ user: lab.user, domain: lab.domain, password: lab.password })
    await call('POST', '/console/session', { body: { user: lab.user, domain: lab.domain, password: 'guessed-wrong' } })
    const made = await call('POST', queues(), { ...withSession(session), body: { queue_name: 'by_console', cu_count: 16 } })
    expect(made.status).toBe(200)
    await expect
      .poll(async () => {
        const { body, text } = await lab.call('GET', '/causeway/v1/audit')
        const events = Array.isArray(body['events']) ? body['events'].filter(isRecord) : []
        for (const secret of [session.page, session.cookie, lab.password, 'guessed-wrong']) expect(text).not.toContain(secret)
        return events.map(({ kind, action, outcome, method, user_name }) => [kind, action, outcome, method, user_name])
      })
      .toEqual(
        expect.arrayContaining([
          ['call', 'dli.queues.create', 'succeeded', 'console', lab.user],
          ['log-in', 'causeway.console-session.create', 'refused', 'password', ''],
          ['log-in', 'causeway.console-session.create', 'succeeded', 'password', lab.user],
        ]),
      )
  })
})

describe('a path below /console/api', () => {
  it('that no call has is told as that', async () => {
    expect((await call('GET', '/console/api/nothing')).status).toBe(404)
    expect(
      (await call('GET', '/console/api/nothing', withSession(await logIn({ user: lab.user, domain: lab.domain, password: lab.password }))))
        .status,
    ).toBe(404)
  })
})

const tokenBody = () => ({
  auth: {
    identity: { methods: ['password'], password: { user: { name: lab.user, password: lab.password, domain: { name: lab.domain } } } },
    scope: { project: { id: lab.projectId } },
  },
})
