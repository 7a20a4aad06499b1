import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { waitPatiently } from '../../../../testing/patience.ts'
import { type AddedUser, type ApiLab, startLab } from '../fixtures/api-lab.ts'

let lab: ApiLab
let nobody: AddedUser
let connectionId = ''
const CONNECTIONS = '/v2.0/{p}/datasource/enhanced-connections'
const EXPECTATIONS = '/causeway/v1/{p}/expectations'
const queue = { queue_name: 'eq', cu_count: 16, resource_mode: 1 }

beforeAll(async () => {
  lab = await startLab()
  nobody = await lab.addUser({ name: 'nobody', isAdmin: false })
  const { vpcId, subnetId } = await lab.makeNetwork('net')
  await lab.call('PUT', `/causeway/v1/{p}/vpcs/${vpcId}/attachment`, { body: { kind: 'host' } })
  await lab.call('POST', '/v1.0/{p}/queues', { body: queue })
  const hosts = [{ name: 'pg', ip: '192.168.0.10' }]
  const body = { name: 'ec', dest_vpc_id: vpcId, dest_network_id: subnetId, queues: ['eq'], hosts }
  const made = await lab.call('POST', CONNECTIONS, { body })
  expect(made.status, made.text).toBe(201)
  connectionId = String(made.body['connection_id'])
  await waitPatiently({
    meanwhile: 'the binding is still being made',
    look: async () =>
      (await lab.call('GET', `${CONNECTIONS}/${connectionId}`)).text.includes('"status":"ACTIVE","name":"eq"') ? true : undefined,
    processes: () => [process.pid],
  })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const add = (body: object) => lab.call('POST', EXPECTATIONS, { body: { queue_name: 'eq', address: 'pg:5432', ...body } })
const one = (target: string): string => `${CONNECTIONS}/${connectionId}${target}`

describe('expectations over HTTP', () => {
  it('are said before a change breaks them, which the vendor’s calls are not asked for, and refuse it where they are enforced', async () => {
    const kept = await add({ expect: 'reachable', note: 'the orders' })
    expect([kept.status, kept.body['holds'], kept.body['note']], kept.text).toEqual([201, true, 'the orders'])
    const id = String(kept.body['id'])

    const dry = await lab.call('POST', one('/disassociate-queue?dry_run=true'), { body: { queues: ['eq'] } })
    expect(dry.status, dry.text).toBe(200)
    expect(dry.body).toMatchObject({
      is_success: true,
      message: '',
      dry_run: { breaks: [{ id, observed: 'refused', holds: false }], mends: [], hidden_breaks: 0 },
    })
    for (const [method, target, body] of [
      ['PUT', '?dry_run=true', { hosts: [] }],
      ['DELETE', '?dry_run=true', undefined],
    ] as const) {
      expect((await lab.call(method, one(target), { body })).body, method).toMatchObject({ dry_run: { breaks: [{ id }] } })
    }
    expect((await lab.call('GET', `${EXPECTATIONS}/${id}`)).body).toMatchObject({
      holds: true,
      history: [{ observed: 'reachable', holds: true }],
    })
    expect((await lab.call('GET', '/readyz?expectations', { anonymous: true })).body).toMatchObject({
      status: 'ready',
      expectations: { count: 1, broken: 0 },
    })

    const unbound = await lab.call('POST', one('/disassociate-queue'), { body: { queues: ['eq'] } })
    expect(unbound.body).toEqual({ is_success: true, message: 'Disassociated peer connection for queues:{eq}.' })
    expect((await lab.call('GET', '/readyz', { anonymous: true })).status).toBe(200)
    const unready = await lab.call('GET', '/readyz?expectations', { anonymous: true })
    expect(unready.status).toBe(503)
    expect(unready.body).toEqual({
      status: 'not-ready',
      reasons: ['1 of 1 expectations do not hold'],
      expectations: { count: 1, broken: 1 },
    })
    const listed = await lab.call('POST', `${EXPECTATIONS}/run`)
    expect(listed.body).toMatchObject({ holds: false, broken: 1, expectations: [{ id, explanation: { steps: expect.anything() } }] })

    const rebind = await lab.call('POST', one('/associate-queue?dry_run=true'), { body: { queues: ['eq'] } })
    expect(rebind.body).toMatchObject({ dry_run: { breaks: [], mends: [{ id, holds: true }] } })
    await lab.call('POST', one('/associate-queue'), { body: { queues: ['eq'] } })
    expect((await lab.call('DELETE', `${EXPECTATIONS}/${id}`)).status).toBe(204)

    const enforced = await add({ expect: 'reachable', enforced: true })
    const refused = await lab.call('POST', one('/disassociate-queue'), { body: { queues: ['eq'] } })
    expect([refused.status, refused.body['error_code']], refused.text).toEqual([409, 'DLI.0007'])
    expect(refused.text).toContain(String(enforced.body['id']))
    expect(refused.text).toContain('dry_run=true')
    // Changed in place, it lets the change be made.
    const change = (body: object, keys = {}) => lab.call('PUT', `${EXPECTATIONS}/${enforced.body['id']}`, { body, ...keys })
    expect(await change({ enforced: false }, { keys: nobody })).toMatchObject({ status: 403 })
    const changed = await change({ enforced: false, note: 'for a while' })
    expect(changed, changed.text).toMatchObject({ status: 200, body: { id: enforced.body['id'], enforced: false, note: 'for a while' } })
    expect(await change({ enforced: true })).toMatchObject({ body: { enforced: true, note: 'for a while' } })
    expect((await lab.call('POST', one('/disassociate-queue'), { body: { queues: ['eq'] } })).status).toBe(409)
    await change({ enforced: false })
    expect((await lab.call('POST', one('/disassociate-queue'), { body: { queues: ['eq'] } })).status).toBe(200)
    await lab.call('POST', one('/associate-queue'), { body: { queues: ['eq'] } })
    await lab.call('DELETE', `${EXPECTATIONS}/${enforced.body['id']}`)
  })

  it('are kept, seen and removed by who has a right on the queue, and a dry run needs the right of its change', async () => {
    const keys = nobody
    const grant = (privilege: string, queueName = 'eq') =>
      lab.call('PUT', '/v1.0/{p}/queues/user-authorization', {
        body: { queue_name: queueName, user_name: 'nobody', action: 'grant', privileges: [privilege] },
      })
    // Lets them into the project.
    expect((await grant('SUBMIT_JOB', 'default')).status).toBe(200)
    const { body } = await add({ expect: 'reachable' })
    expect((await lab.call('POST', EXPECTATIONS, { keys, body: { queue_name: 'eq', address: 'x:1', expect: 'refused' } })).status).toBe(403)
    expect((await lab.call('GET', EXPECTATIONS, { keys })).body).toEqual({ holds: true, broken: 0, expectations: [] })
    expect((await lab.call('GET', `${EXPECTATIONS}/${body['id']}`, { keys })).status).toBe(404)
    expect((await lab.call('DELETE', `${EXPECTATIONS}/${body['id']}`, { keys })).status).toBe(404)
    expect((await grant('SUBMIT_JOB')).status).toBe(200)
    expect((await lab.call('GET', EXPECTATIONS, { keys })).body).toMatchObject({ expectations: [{ id: body['id'] }] })
    expect((await lab.call('DELETE', `${EXPECTATIONS}/${body['id']}`, { keys })).status).toBe(403)
    const dry = await lab.call('POST', one('/disassociate-queue?dry_run=true'), { keys, body: { queues: ['eq'] } })
    expect(dry.status).toBeGreaterThanOrEqual(400)
    expect((await grant('SCALE_QUEUE')).status).toBe(200)
    expect((await lab.call('DELETE', `${EXPECTATIONS}/${body['id']}`, { keys })).status).toBe(204)
  })
})
