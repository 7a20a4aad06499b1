import { expect, it } from 'vitest'
import type { Method, ServerClient } from '../connect/server-client.ts'
import type { Fields } from '../shown-fields.ts'
import { neededCredential } from './needed-credential.ts'
import { wholeConnections } from './whole-connection.ts'

/** A server of the answers, by their paths below the project; what is asked beside them is refused by this test. */
function placeOf(answers: Readonly<Record<string, Fields>>) {
  const asked: string[] = []
  const ask = async (_method: Method, target: string): Promise<Fields> => {
    asked.push(target)
    const answer = answers[target]
    if (answer === undefined) throw new Error(`${target} is asked`)
    return answer
  }
  const server: ServerClient = {
    ask,
    send: () => Promise.reject(new Error('Nothing is sent')),
    projectId: async () => 'p',
    again: async () => server,
    told: { endpoint: '', user: '', context: '', queue: undefined },
  }
  return { place: { server, project: 'p' }, asked }
}

const TOPOLOGY = '/causeway/v1/p/topology'
const topologyOf = (cut: readonly string[]): Fields => ({
  connections: [{ id: 'c1', ports: ['5432'], suffixes: [], name_servers: [] }],
  vpcs: [{ id: 'v1', name: 'net' }],
  subnets: [{ id: 's1', name: 'part' }],
  tables: [{ database_name: 'shop', table_name: 'orders', auth_info_name: 'pg' }],
  cut,
})
const connection = (id: string, vpc = 'v1', subnet = 's1'): Fields => ({ id, dest_vpc_id: vpc, dest_network_id: subnet })
const OTHERS = {
  '/causeway/v1/p/connections/c2/ports': { ports: ['1-65535'] },
  '/causeway/v1/p/connections/c2/resolver': { servers: [], suffixes: ['corp'] },
  '/v1/p/vpcs/v2': { vpc: { name: 'late' } },
  '/v1/p/subnets/s2': { subnet: { name: 'last' } },
  '/v1/p/vpcs/v1': { vpc: { name: 'net' } },
  '/v1/p/subnets/s1': { subnet: { name: 'part' } },
}

it('what a topology leaves out of connections is asked of each that it is missing of', async () => {
  const { place } = placeOf({ [TOPOLOGY]: topologyOf(['connections', 'vpcs']), ...OTHERS })
  expect(await wholeConnections(place, [connection('c1'), connection('c2', 'v2', 's2')])).toEqual([
    { ...connection('c1'), ports: ['5432'], resolver: { servers: [], suffixes: [] }, vpc_name: 'net', subnet_name: 'part' },
    {
      ...connection('c2', 'v2', 's2'),
      ports: ['1-65535'],
      resolver: { servers: [], suffixes: ['corp'] },
      vpc_name: 'late',
      subnet_name: 'last',
    },
  ])
})

it('where nothing is left out no connection is asked about, also not one that another project lends', async () => {
  const { place, asked } = placeOf({ [TOPOLOGY]: topologyOf(['tables']) })
  expect(await wholeConnections(place, [connection('c2', 'v2', 's2')])).toEqual([connection('c2', 'v2', 's2')])
  expect(asked).toEqual([TOPOLOGY])
})

it('a credential of which not all tables were looked at says so', async () => {
  const told = async (name: string, cut: readonly string[]) => await neededCredential(placeOf({ [TOPOLOGY]: topologyOf(cut) }).place, name)
  expect(await told('pg', [])).toMatch(/: shop\.orders$/)
  expect(await told('pg', ['tables'])).toMatch(/: shop\.orders \(of the 1 remote tables .*; there are more\)$/)
  expect(await told('none', [])).toBeUndefined()
  expect(await told('none', ['tables'])).toMatch(/: none of the 1 remote tables/)
})
