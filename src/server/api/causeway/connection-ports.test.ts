import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ApiLab, listOf, startLab } from '../fixtures/api-lab.ts'

const CONNECTIONS = '/v2.0/{p}/datasource/enhanced-connections'
let lab: ApiLab
let network: { readonly vpcId: string; readonly subnetId: string }

beforeAll(async () => {
  lab = await startLab()
  network = await lab.makeNetwork('net')
  await lab.call('POST', '/v1.0/{p}/queues', { body: { queue_name: 'q1', cu_count: 16, resource_mode: 1 } })
  const forwards = [{ from: '192.168.0.10:5433', to: '127.0.0.1:1' }]
  await lab.call('PUT', `/causeway/v1/{p}/vpcs/${network.vpcId}/attachment`, { body: { kind: 'forward', forwards } })
})
afterAll(() => lab?.[Symbol.asyncDispose]())

async function make(name: string, body: object = {}): Promise<string> {
  const { vpcId, subnetId } = network
  const answer = await lab.call('POST', CONNECTIONS, { body: { name, dest_vpc_id: vpcId, dest_network_id: subnetId, ...body } })
  expect(answer.status, answer.text).toBe(201)
  return String(answer.body['connection_id'])
}
let made = 0
const ports = (id: string) => `/causeway/v1/{p}/connections/${id}/ports`

it('lets every port through where nobody has said which, and the vendor’s answers do not tell of them', async () => {
  const id = await make('all')
  expect(await lab.call('GET', ports(id))).toMatchObject({ status: 200, body: { ports: ['1-65535'] } })
  const limited = await make('limited', { ports: [5432, '6000-6010'] })
  expect(await lab.call('GET', ports(limited))).toMatchObject({ body: { ports: ['5432', '6000-6010'] } })
  const fieldsOf = async (one: string) => Object.keys((await lab.call('GET', `${CONNECTIONS}/${one}`)).body)
  expect(await fieldsOf(limited)).toEqual(await fieldsOf(id))
})

it('refuses others at a step of its own, with the request that helps, which is as it says', async () => {
  const id = await make('narrow', { ports: ['5432'], queues: ['q1'] })
  const explained = async (query = '') =>
    (await lab.call('GET', `/causeway/v1/{p}/queues/q1/explain?address=192.168.0.10:5433${query}`)).body
  await expect.poll(async () => (await explained())['verdict']).toBe('refused')
  await expect
    .poll(async () => listOf((await explained())['steps']).find(({ outcome }) => outcome === 'failed'))
    .toMatchObject({ step: 'port', rule: 24 })
  const [help] = listOf((await explained())['remedies'])
  const [, body = ''] = /PUT \S+\/ports (.*)$/.exec(String(help?.['text'])) ?? []
  expect(JSON.parse(body)).toEqual({ ports: ['5432-5433'] })
  expect(await explained('&what_if=port:5433')).toMatchObject({ verdict: 'allowed' })

  const expectation = { queue_name: 'q1', address: '192.168.0.10:5433', expect: 'refused', enforced: true }
  expect((await lab.call('POST', '/causeway/v1/{p}/expectations', { body: expectation })).status).toBe(201)
  const tried = await lab.call('PUT', `${ports(id)}?dry_run=true`, { body: JSON.parse(body) })
  expect(tried).toMatchObject({ status: 200, body: { ports: ['5432'], dry_run: { breaks: [{ address: '192.168.0.10:5433' }] } } })
  expect(await lab.call('PUT', ports(id), { body: JSON.parse(body) })).toMatchObject({ status: 409 })
  const [kept] = listOf((await lab.call('GET', '/causeway/v1/{p}/expectations')).body['expectations'])
  await lab.call('DELETE', `/causeway/v1/{p}/expectations/${String(kept?.['id'])}`)
  expect(await lab.call('PUT', ports(id), { body: JSON.parse(body) })).toMatchObject({ status: 200, body: { ports: ['5432-5433'] } })
  expect(await explained()).toMatchObject({ verdict: 'allowed' })
})

it.each([[{ ports: [] }], [{ ports: ['a'] }], [{ ports: [0] }], [{}]])('refuses %j', async (body) => {
  made += 1
  const id = await make(`bad_${made}`)
  expect(await lab.call('PUT', ports(id), { body })).toMatchObject({ status: 400 })
})
