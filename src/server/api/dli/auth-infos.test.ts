import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

describe.each(['/v2.0/{p}/datasource/auth-infos', '/v2/{p}/datasource/auth-infos', '/v3/{p}/datasource/auth-infos'])('%s', (base) => {
  const prefix = `p${base.replace(/[^0-9]/g, '')}`
  const create = (name: string, body: Readonly<Record<string, unknown>> = {}) =>
    lab.call('POST', base, {
      body: { auth_info_name: name, datasource_type: 'passwd', user_name: 'root', password: 's3cret-pass', ...body },
    })

  it('stores with 201, lists every field but the secrets, changes and deletes', async () => {
    expect(await create(`${prefix}_one`)).toMatchObject({ status: 201, body: { is_success: true, message: '' } })
    const listed = await lab.call('GET', `${base}?auth_info_name=${prefix}_one`)
    expect(listed.body).toEqual({
      is_success: true,
      message: '',
      count: 1,
      auth_infos: [
        {
          auth_info_name: `${prefix}_one`,
          user_name: 'root',
          datasource_type: 'passwd',
          certificate_location: '',
          krb5_conf: '',
          keytab: '',
          truststore_location: '',
          keystore_location: '',
          owner: lab.user,
          create_time: expect.any(Number),
          update_time: expect.any(Number),
        },
      ],
    })
    expect(listed.text).not.toContain('s3cret-pass')
    expect(await lab.call('PUT', base, { body: { auth_info_name: `${prefix}_one`, user_name: 'reader' } })).toMatchObject({ status: 200 })
    expect((await lab.call('GET', `${base}?auth_info_name=${prefix}_one`)).body).toMatchObject({ auth_infos: [{ user_name: 'reader' }] })
    expect(await lab.call('DELETE', `${base}/${prefix}_one`)).toMatchObject({ status: 200, body: { is_success: true } })
    expect((await lab.call('GET', `${base}?auth_info_name=${prefix}_one`)).body).toMatchObject({ count: 0, auth_infos: [] })
  })

  it('finds by the exact name and pages', async () => {
    for (const name of ['x', 'x2', 'x3']) await create(`${prefix}_${name}`)
    const names = async (query: string): Promise<unknown[]> =>
      listOf((await lab.call('GET', `${base}${query}`)).body['auth_infos']).map((each) => each['auth_info_name'])
    expect(await names(`?auth_info_name=${prefix}_x`)).toEqual([`${prefix}_x`])
    const all = await names('')
    expect(await names('?offset=1&limit=1')).toEqual(all.slice(1, 2))
    expect(await names(`?offset=${all.length}`)).toEqual([])
  })

  it.each([
    ['an unknown type', { datasource_type: 'magic' }, 'DLI.0001'],
    ['a password that is an object', { password: {} }, 'DLI.0001'],
    ['no password', { password: undefined }, 'DLI.0001'],
  ])('refuses %s', async (_name, body, code) => {
    const answer = await create(`${prefix}_bad`, body)
    expect(answer, answer.text).toMatchObject({ status: 400, body: { error_code: code } })
    expect(answer.text).not.toContain('s3cret-pass')
  })

  it('refuses what is there already, what is not there, and another certificate', async () => {
    await create(`${prefix}_there`)
    expect(await create(`${prefix}_there`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0006' } })
    expect(await lab.call('PUT', base, { body: { auth_info_name: `${prefix}_none` } })).toMatchObject({ body: { error_code: 'DLI.0002' } })
    expect(await lab.call('DELETE', `${base}/${prefix}_none`)).toMatchObject({ status: 400, body: { error_code: 'DLI.0002' } })
    const body = { auth_info_name: `${prefix}_there`, certificate_location: 'obs://b/c.cer' }
    expect(await lab.call('PUT', base, { body })).toMatchObject({ status: 400, body: { error_code: 'DLI.0007' } })
  })
})
