import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Api, expectDone, expectError, listOf } from './support/api.ts'
import { openServer } from './support/lab.ts'

let api: Api
beforeAll(async () => {
  api = await openServer()
})
afterAll(() => api?.server.close())

const password = 'correct-horse-battery-staple-4711'

describe.each(['/v2.0/{p}/datasource/auth-infos', '/v3/{p}/datasource/auth-infos'])('%s', (base) => {
  const prefix = base.startsWith('/v2') ? 'two' : 'three'
  const create = (name: string, body: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
    api.post(base, { auth_info_name: name, datasource_type: 'passwd', user_name: 'root', password, ...body })
  const find = async (name: string): Promise<readonly Record<string, unknown>[]> =>
    listOf((await api.get(`${base}?auth_info_name=${name}`)).body['auth_infos'])

  it('stores, lists without the password, changes and deletes', async () => {
    const name = `${prefix}_auth`
    const created = await create(name)
    expect(created, created.text).toMatchObject({ status: 201, body: { is_success: true } })
    const [stored, ...others] = await find(name)
    expect(others).toEqual([])
    expect(stored).toMatchObject({
      auth_info_name: name,
      user_name: 'root',
      datasource_type: 'passwd',
      owner: api.server.identity.user,
      create_time: expect.any(Number),
      update_time: expect.any(Number),
    })
    expectDone(await api.put(base, { auth_info_name: name, user_name: 'reader' }))
    expect((await find(name))[0]).toMatchObject({ user_name: 'reader', create_time: stored?.['create_time'] })
    expectDone(await api.delete(`${base}/${name}`))
    expect(await find(name)).toEqual([])
  })

  it('finds by the exact name', async () => {
    await create(`${prefix}_exact_longer`)
    expect(await find(`${prefix}_exact`)).toEqual([])
  })

  it('refuses a name that is taken, and one that is none', async () => {
    await create(`${prefix}_taken`)
    expectError(await create(`${prefix}_taken`), 400, 'DLI.0006')
    for (const name of ['', '_a', '42', 'a-b', 'n'.repeat(129)]) expectError(await create(name), 400, 'DLI.0001')
  })

  it('refuses an unknown kind, and a password missing', async () => {
    expectError(await create(`${prefix}_kind`, { datasource_type: 'magic' }), 400, 'DLI.0001')
    expectError(await create(`${prefix}_empty`, { password: undefined }), 400, 'DLI.0001')
  })

  it('does not change or delete what is not there', async () => {
    expectError(await api.put(base, { auth_info_name: `${prefix}_nothing`, password }), 400, 'DLI.0002')
    expectError(await api.delete(`${base}/${prefix}_nothing`), 400, 'DLI.0002')
  })

  it('pages', async () => {
    const all = listOf((await api.get(base)).body['auth_infos']).map((each) => each['auth_info_name'])
    expect(all.length).toBeGreaterThan(1)
    const page = await api.get(`${base}?limit=1&offset=1`)
    expect(listOf(page.body['auth_infos']).map((each) => each['auth_info_name'])).toEqual(all.slice(1, 2))
    expect((await api.get(`${base}?offset=${all.length}`)).body['auth_infos']).toEqual([])
  })
})

describe('a stored password', () => {
  it('is returned by no call, printed nowhere, and not in the files of the data folder', async () => {
    const base = '/v2.0/{p}/datasource/auth-infos'
    expect((await api.post(base, { auth_info_name: 'hidden', datasource_type: 'passwd', user_name: 'root', password })).status).toBe(201)
    expectDone(await api.put(base, { auth_info_name: 'hidden', password: `${password}-changed` }))
    for (const target of [base, '/v3/{p}/datasource/auth-infos', `${base}?auth_info_name=hidden`]) {
      expect((await api.get(target)).text).not.toContain(password)
    }
    expect(await api.server.log()).not.toContain(password)
    const files = await readdir(api.server.home, { recursive: true, withFileTypes: true })
    let looked = 0
    for (const file of files.filter((each) => each.isFile())) {
      const content = await readFile(join(file.parentPath, file.name))
      expect(content.includes(password), `${file.name} holds the password`).toBe(false)
      looked += 1
    }
    expect(looked).toBeGreaterThan(0)
  })
})

describe('/causeway/v1/{p}/auth-infos/{name}/hosts', () => {
  const base = '/v3/{p}/datasource/auth-infos'
  const hosts = (name: string) => `/causeway/v1/{p}/auth-infos/${name}/hosts`

  it('ties an authentication to hosts and unties it; the vendor’s calls do not show or change them', async () => {
    expect((await api.post(base, { auth_info_name: 'tied', datasource_type: 'passwd', user_name: 'root', password })).status).toBe(201)
    expect((await api.get(hosts('tied'))).body).toEqual({ hosts: [] })
    expect(await api.put(hosts('tied'), { hosts: ['pg-orders:5432', '[fd00::10]'] })).toMatchObject({
      status: 200,
      body: { hosts: ['pg-orders:5432', '[fd00::10]'] },
    })
    expectDone(await api.put(base, { auth_info_name: 'tied', user_name: 'reader' }))
    expect((await api.get(hosts('tied'))).body).toEqual({ hosts: ['pg-orders:5432', '[fd00::10]'] })
    expect((await api.get(`${base}?auth_info_name=tied`)).text).not.toContain('pg-orders')
    expect((await api.put(hosts('tied'), { hosts: [] })).body).toEqual({ hosts: [] })
  })

  it('refuses what is no host, and an authentication that is not there', async () => {
    for (const body of [{ hosts: ['a b'] }, { hosts: ['a:0'] }, {}]) expect((await api.put(hosts('tied'), body)).status).toBe(400)
    expect((await api.get(hosts('nobody'))).status).toBe(404)
    expect((await api.put(hosts('nobody'), { hosts: [] })).status).toBe(404)
  })
})
