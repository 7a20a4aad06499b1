import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const PATH = '/v2/{p}/agency'
const set = (body: unknown) => lab.call('POST', PATH, { body })
const shown = async () => (await lab.call('GET', PATH)).body
const withRoles = (...current_roles: readonly string[]) => ({ is_success: true, message: '', version: 'v2', current_roles })

describe('the agency of a project', () => {
  it('has no roles until some are set, and each time those that were set last, each once', async () => {
    expect(await shown()).toEqual(withRoles())
    expect(await set({ roles: ['obs_adm', 'vpc_netadm', 'obs_adm'] })).toMatchObject({ status: 200, body: { is_success: true } })
    expect(await shown()).toEqual(withRoles('obs_adm', 'vpc_netadm'))
    await set({ roles: ['te_admin'] })
    expect(await shown()).toEqual(withRoles('te_admin'))
  })

  it('trap: Terraform deletes it by an empty list of roles', async () => {
    await set({ roles: ['smn_adm'] })
    expect(await set({ roles: [] })).toMatchObject({ status: 200, body: { is_success: true } })
    expect(await shown()).toEqual(withRoles())
  })

  it("trap: Terraform's provider asks for iam_readOnlyAccess too, which the vendor's documents do not list", async () => {
    await set({ roles: ['te_admin', 'iam_readOnlyAccess'] })
    expect(await shown()).toEqual(withRoles('te_admin', 'iam_readOnlyAccess'))
  })

  it.each([
    ['a role that there is not', { roles: ['obs_adm', 'root'] }],
    ['no roles', {}],
  ])('is refused with %s', async (_what, body) => {
    await set({ roles: ['dis_adm'] })
    expect(await set(body)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } })
    expect(await shown()).toEqual(withRoles('dis_adm'))
  })
})

it('obs-authorize says whether jobs reach the buckets, with the string "true"', async () => {
  const authorize = (...obs_buckets: readonly string[]) => lab.call('POST', '/v1.0/{p}/dli/obs-authorize', { body: { obs_buckets } })
  expect((await lab.call('PUT', '/causeway/v1/{p}/buckets/of-flink')).status).toBeLessThan(300)
  expect(await authorize('of-flink')).toMatchObject({
    status: 200,
    body: { is_success: 'true', message: expect.stringContaining('of-flink') },
  })
  expect(await authorize('of-flink', 'nowhere')).toMatchObject({
    status: 400,
    body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('nowhere') },
  })
})
