import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'

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

  it('lists the caller as the one user, by name', async () => {
    const own = { id: HEX, name: lab.user, domain_id: HEX, enabled: true }
    expect((await lab.call('GET', `/v3/users?name=${lab.user}`)).body).toMatchObject({ users: [own], links: onePage })
    expect((await lab.call('GET', '/v3/users?name=colleague')).body['users']).toEqual([])
  })

  it.each(['/v3/regions', '/v3/users', `/v3/projects/${'0'.repeat(32)}`])('tells %s to nobody who is not known', async (path) => {
    expect(await lab.call('GET', path, { anonymous: true })).toMatchObject({ status: 401 })
  })
})
