import { afterAll, beforeAll, expect, it } from 'vitest'
import { knownNetworks } from '../../client/attach/known-networks.ts'
import { type ApiLab, startLab } from '../../server/api/fixtures/api-lab.ts'

let lab: ApiLab
beforeAll(async () => {
  lab = await startLab()
})
afterAll(() => lab?.[Symbol.asyncDispose]())

const made = async (path: string, body: unknown): Promise<Readonly<Record<string, unknown>>> => {
  const answer = await lab.call('POST', path, { body })
  expect({ path, status: answer.status }).toEqual({ path, status: expect.toSatisfy((status: number) => status < 300) })
  return answer.body
}
const idIn = (value: unknown): string => (typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : '')

it('knows every subnet and every route of a project, in however many pages they come', async () => {
  const vpcId = idIn((await made('/v1/{p}/vpcs', { vpc: { name: 'v', cidr: '10.0.0.0/8' } }))['vpc'])
  const numbers = [1, 2, 3, 4, 5]
  for (const n of numbers) {
    const cidr = `10.0.${n}.0/24`
    const subnet = { name: `s${n}`, cidr, gateway_ip: `10.0.${n}.1`, vpc_id: vpcId }
    const subnetId = idIn((await made('/v1/{p}/subnets', { subnet }))['subnet'])
    const path = '/v2.0/{p}/datasource/enhanced-connections'
    await made(path, { name: `c${n}`, dest_vpc_id: vpcId, dest_network_id: subnetId })
  }
  const asked: string[] = []
  const ask = async (method: string, path: string) => {
    asked.push(path)
    return (await lab.call(method === 'GET' ? 'GET' : 'POST', path)).body
  }
  for (const page of [1, 2, 5, 1_000]) {
    const { subnets } = await knownNetworks(ask, lab.projectId, page)
    expect(subnets.map(({ cidr }) => cidr).toSorted()).toEqual(numbers.map((n) => `10.0.${n}.0/24`))
  }
  expect(asked.filter((path) => /connections.*limit=2&/.test(path))).toHaveLength(3)
})
