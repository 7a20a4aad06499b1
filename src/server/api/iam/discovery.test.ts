import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, objectOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const HEX = expect.stringMatching(/^[0-9a-f]{32}$/)
const onePage = { next: null, previous: null, self: expect.stringMatching(/^http/) }

describe('the identity API', () => {
  it('trap: a client whose auth_url has no version finds a stable one by asking the root', async () => {
    const { status, body } = await lab.call('GET', '/', { anonymous: true })
    const links = [{ rel: 'self', href: expect.stringMatching(/^http.*\/v3\/$/) }]
    expect({ status, body }).toMatchObject({ status: 200, body: { versions: { values: [{ id: 'v3.6', status: 'stable', links }] } } })
    expect(await lab.call('GET', '/v3', { anonymous: true })).toMatchObject({ status: 200, body: { version: { id: 'v3.6', links } } })
  })

  it('describes a project of the caller, and another one’s as one that there is not', async () => {
    const other = await lab.addUser({ name: 'stranger', domain: 'other_domain' })
    expect((await lab.call('GET', `/v3/projects/${lab.projectId}`)).body).toMatchObject({
      project: { id: lab.projectId, name: lab.project, domain_id: HEX, enabled: true, is_domain: false },
    })
    for (const id of [other.projectId, '0'.repeat(32)])
      expect(await lab.call('GET', `/v3/projects/${id}`)).toMatchObject({ status: 404, body: { error: { code: 404 } } })
  })

  it('lists the names of the caller’s projects as regions, with no next page', async () => {
    const { status, body } = await lab.call('GET', '/v3/regions')
    expect({ status, body }).toMatchObject({ status: 200, body: { regions: [{ id: lab.project, type: 'public' }], links: onePage } })
  })

  it('describes a region, and one in which the caller has no project as one that there is not', async () => {
    await lab.addUser({ name: 'elsewhere', domain: 'third_domain' })
    expect((await lab.call('GET', `/v3/regions/${lab.project}`)).body).toMatchObject({ region: { id: lab.project, type: 'public' } })
    expect(await lab.call('GET', '/v3/regions/nowhere')).toMatchObject({ status: 404, body: { error: { code: 404 } } })
  })

  it('lists the services of the project that a signature names or that is the only one, and of none for another’s', async () => {
    const other = await lab.addUser({ name: 'catalogued', domain: 'fourth_domain' })
    const names = async (headers: Readonly<Record<string, string>>) => {
      const { body } = await lab.call('GET', '/v3/auth/catalog', { headers })
      return [listOf(body['catalog']).map(({ name }) => name), JSON.stringify(body).includes(lab.projectId)]
    }
    expect(await names({})).toEqual([['dli', 'iam', 'vpc'], true])
    expect(await names({ 'x-project-id': lab.projectId })).toEqual([['dli', 'iam', 'vpc'], true])
    expect(await names({ 'x-project-id': other.projectId })).toEqual([['iam'], false])
  })

  it('trap: the catalog of a token is the one that came with it', async () => {
    const user = { name: lab.user, password: lab.password, domain: { name: lab.domain } }
    const identity = { methods: ['password'], password: { user } }
    for (const scope of [{ project: { id: lab.projectId } }, { domain: { name: lab.domain } }]) {
      const made = await lab.call('POST', '/v3/auth/tokens', { anonymous: true, body: { auth: { identity, scope } } })
      const headers = { 'x-auth-token': String(made.headers['x-subject-token']) }
      const { body } = await lab.call('GET', '/v3/auth/catalog', { anonymous: true, headers })
      expect(body['catalog']).toEqual(objectOf(JSON.stringify(made.body['token']))['catalog'])
    }
  })

  it('trap: Terraform asks the DNS service for the servers of a subnet, and hears of none', async () => {
    expect(await lab.call('GET', '/v2/nameservers?type=private&region=r')).toMatchObject({ status: 200, body: { nameservers: [] } })
  })

  it('lists the users of the domain to its administrator, who comes first, by name too, and to others the caller alone', async () => {
    const links = expect.objectContaining({ self: expect.stringContaining('/v3/users/') })
    const own = { id: HEX, name: lab.user, domain_id: HEX, enabled: true, links }
    expect((await lab.call('GET', `/v3/users?name=${lab.user}`)).body).toMatchObject({ users: [own], links: onePage })
    expect((await lab.call('GET', '/v3/users?name=colleague')).body['users']).toEqual([])
    const made = { name: 'colleague', password: 'Gq7#pWz2mLx9' }
    expect(await lab.call('POST', '/causeway/v1/users', { body: made })).toMatchObject({ status: 201 })
    const colleague = { ...own, name: 'colleague' }
    expect((await lab.call('GET', '/v3/users?name=colleague')).body['users']).toEqual([colleague])
    expect((await lab.call('GET', '/v3/users')).body['users']).toEqual([own, colleague])
    expect((await lab.call('GET', '/v3/users?enabled=false')).body['users']).toEqual([])
    const identity = { methods: ['password'], password: { user: { ...made, domain: { name: lab.domain } } } }
    const asked = { anonymous: true, body: { auth: { identity, scope: { domain: { name: lab.domain } } } } }
    const token = { 'x-auth-token': String((await lab.call('POST', '/v3/auth/tokens', asked)).headers['x-subject-token']) }
    const seen = async (query: string) => (await lab.call('GET', `/v3/users${query}`, { anonymous: true, headers: token })).body['users']
    expect(await seen('')).toEqual([colleague])
    expect(await seen(`?name=${lab.user}`)).toEqual([])
  })

  it.each(['/v3/regions', '/v3/regions/r', '/v3/auth/catalog', '/v2/nameservers', '/v3/users', `/v3/projects/${'0'.repeat(32)}`])(
    'tells %s to nobody who is not known',
    async (path) => {
      expect(await lab.call('GET', path, { anonymous: true })).toMatchObject({ status: 401 })
    },
  )
})
