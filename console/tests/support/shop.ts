import { waitPatiently } from '../../../testing/patience.ts'
import type { ConsoleLab } from './console-lab.ts'

export interface Shop {
  readonly vpcId: string
  readonly subnetId: string
  readonly connectionId: string
  /** The path of all connections. */
  readonly connections: string
  readonly attachment: object
}

const connections = '/v2.0/{project_id}/datasource/enhanced-connections'

function idIn(answer: unknown, ...path: readonly string[]): string {
  let value = answer
  for (const name of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return String(value)
}

/** q1 is bound to the orders, and q2 to nothing; one host entry of eleven leads nowhere. */
export async function makeShop(lab: ConsoleLab): Promise<Shop> {
  const vpcId = idIn(await lab.call('POST', '/v1/{project_id}/vpcs', { vpc: { name: 'shop', cidr: '192.168.0.0/16' } }), 'vpc', 'id')
  const subnet = { name: 'shop-a', cidr: '192.168.0.0/24', gateway_ip: '192.168.0.1', vpc_id: vpcId }
  const subnetId = idIn(await lab.call('POST', '/v1/{project_id}/subnets', { subnet }), 'subnet', 'id')
  const attachment = { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:1' }] }
  await lab.call('PUT', `/causeway/v1/{project_id}/vpcs/${vpcId}/attachment`, attachment)
  for (const queue_name of ['q1', 'q2']) await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name, cu_count: 16, resource_mode: 1 })
  const hosts = [
    { name: 'pg-orders', ip: '192.168.0.10' },
    { name: 'lost', ip: '10.1.2.3' },
    ...Array.from({ length: 9 }, (_, at) => ({ name: `host-${at}`, ip: `192.168.0.${at + 11}` })),
  ]
  const body = { name: 'orders', dest_vpc_id: vpcId, dest_network_id: subnetId, queues: ['q1'], hosts }
  const connectionId = idIn(await lab.call('POST', connections, body), 'connection_id')
  await lab.call('POST', '/causeway/v1/{project_id}/expectations', { queue_name: 'q1', address: 'pg-orders:5432', expect: 'reachable' })
  await waitPatiently({
    meanwhile: 'the binding is being made',
    look: async () => (JSON.stringify(await lab.call('GET', '/causeway/v1/{project_id}/topology')).includes('"active"') ? true : undefined),
    processes: () => [process.pid],
  })
  return { vpcId, subnetId, connectionId, connections, attachment }
}
