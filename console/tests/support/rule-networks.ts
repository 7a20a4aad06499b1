import { waitPatiently } from '../../../testing/patience.ts'
import type { ConsoleLab } from './console-lab.ts'

/** A queue and an address of which the policy decides by this rule. */
export interface RuleCase {
  readonly rule: number
  readonly queue: string
  readonly address: string
  readonly verdict: 'allowed' | 'refused'
}

/** Of all rules but the invariants (14 to 18), and those that settings of the server decide (19, 22, 23). */
export const RULE_CASES: readonly RuleCase[] = [
  { rule: 1, queue: 'default', address: 'pg-orders:5432', verdict: 'refused' },
  { rule: 2, queue: 'bound_to_nothing', address: 'pg-orders:5432', verdict: 'refused' },
  { rule: 3, queue: 'main', address: 'nosuch:5432', verdict: 'refused' },
  { rule: 4, queue: 'main', address: '[::ffff:192.168.0.10]:5432', verdict: 'refused' },
  { rule: 5, queue: 'of_two', address: 'both:5432', verdict: 'refused' },
  { rule: 6, queue: 'main', address: 'outside:5432', verdict: 'refused' },
  { rule: 7, queue: 'of_wide', address: '192.168.0.10:5432', verdict: 'allowed' },
  { rule: 8, queue: 'of_two', address: '192.168.0.10:5432', verdict: 'refused' },
  { rule: 9, queue: 'of_bare', address: '10.50.0.1:5432', verdict: 'refused' },
  { rule: 10, queue: 'main', address: 'pg-orders:5433', verdict: 'refused' },
  { rule: 11, queue: 'of_host', address: '100.100.0.1:5432', verdict: 'refused' },
  { rule: 12, queue: 'main', address: 'own:5432', verdict: 'refused' },
  { rule: 13, queue: 'main', address: 'metadata:80', verdict: 'refused' },
  { rule: 20, queue: 'of_lent', address: '10.70.0.1:5432', verdict: 'refused' },
  { rule: 21, queue: 'of_host', address: '9.9.9.9:53', verdict: 'refused' },
  { rule: 24, queue: 'of_ports', address: '192.168.0.10:6379', verdict: 'refused' },
  { rule: 25, queue: 'of_dns', address: 'pg.nosuch.corp:5432', verdict: 'refused' },
  { rule: 26, queue: 'of_dns', address: 'stray.corp:5432', verdict: 'refused' },
  { rule: 27, queue: 'of_lent', address: 'pg-orders:5432', verdict: 'allowed' },
]

const CONNECTIONS = '/v2.0/{project_id}/datasource/enhanced-connections'

interface Network {
  readonly vpcId: string
  readonly subnetId: string
}

function textIn(answer: unknown, ...path: readonly string[]): string {
  let value = answer
  for (const name of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  if (typeof value !== 'string') throw new Error(`no ${path.join('.')} in ${JSON.stringify(answer)}`)
  return value
}

/** What the cases of the rules need: each VPC is attached in another way. */
export async function makeRuleNetworks(lab: ConsoleLab, ports: { readonly database: number; readonly dns: number }): Promise<void> {
  async function network(name: string, cidr: string, attachment: object | undefined, project = '{project_id}'): Promise<Network> {
    const gateway = cidr.replace(/0\/\d+$/, '1')
    const vpcId = textIn(await lab.call('POST', `/v1/${project}/vpcs`, { vpc: { name, cidr } }), 'vpc', 'id')
    const subnet = { name, cidr: cidr.replace(/\/\d+$/, '/24'), gateway_ip: gateway, vpc_id: vpcId }
    const subnetId = textIn(await lab.call('POST', `/v1/${project}/subnets`, { subnet }), 'subnet', 'id')
    if (attachment !== undefined) await lab.call('PUT', `/causeway/v1/${project}/vpcs/${vpcId}/attachment`, attachment)
    return { vpcId, subnetId }
  }
  async function connect(name: string, { vpcId, subnetId }: Network, queues: readonly string[], more: object = {}): Promise<string> {
    const body = { name, dest_vpc_id: vpcId, dest_network_id: subnetId, queues, ...more }
    return textIn(await lab.call('POST', CONNECTIONS, body), 'connection_id')
  }
  const route = (id: string, cidr: string) =>
    lab.call('POST', `/v3/{project_id}/datasource/enhanced-connections/${id}/routes`, { name: 'more', cidr })

  const own = Number(new URL(lab.endpoint).port)
  const shop = await network('shop', '192.168.0.0/16', {
    kind: 'forward',
    forwards: [
      { from: '192.168.0.10:5432', to: `127.0.0.1:${ports.database}` },
      { from: '192.168.0.11:80', to: '169.254.169.254:80' },
      { from: '192.168.0.12:5432', to: `127.0.0.1:${own}` },
      { from: '192.168.0.53:53', to: `127.0.0.1:${ports.dns}` },
    ],
  })
  const names = ['main', 'bound_to_nothing', 'of_two', 'of_wide', 'of_bare', 'of_host', 'of_ports', 'of_dns', 'of_lent']
  for (const queue_name of names) await lab.call('POST', '/v1.0/{project_id}/queues', { queue_name, cu_count: 16, resource_mode: 1 })
  const hosts = [
    { name: 'pg-orders', ip: '192.168.0.10' },
    { name: 'metadata', ip: '192.168.0.11' },
    { name: 'own', ip: '192.168.0.12' },
    { name: 'outside', ip: '10.1.2.3' },
    { name: 'both', ip: '192.168.0.10' },
  ]
  await connect('orders', shop, ['main', 'of_two', 'of_wide', 'of_lent'], { hosts })
  await connect('stock', shop, ['of_two'], { hosts: [{ name: 'both', ip: '192.168.0.20' }] })
  await connect('narrow', shop, ['of_ports'], { ports: ['5432'] })
  const dns = await connect('corp', shop, ['of_dns'])
  await lab.call('PUT', `/causeway/v1/{project_id}/connections/${dns}/resolver`, { servers: ['192.168.0.53'], suffixes: ['corp'] })
  await connect('bare', await network('bare', '10.50.0.0/16', undefined), ['of_bare'])
  const host = await network('machine', '10.60.0.0/16', { kind: 'host' })
  const hosted = await connect('hosted', host, ['of_host'])
  await route(hosted, '100.100.0.0/16')
  await lab.call('POST', `/v3/{project_id}/datasource/enhanced-connections/${hosted}/routes`, { name: 'public', cidr: '9.9.9.0/24' })
  await route(await connect('wide', host, ['of_wide']), '192.168.0.0/16')

  const other = textIn(await lab.call('POST', '/causeway/v1/projects', { name: 'lender' }), 'id')
  const lentNetwork = await network('lent', '10.70.0.0/16', undefined, other)
  const lent = textIn(
    await lab.call('POST', CONNECTIONS.replace('{project_id}', other), {
      name: 'lent',
      dest_vpc_id: lentNetwork.vpcId,
      dest_network_id: lentNetwork.subnetId,
    }),
    'connection_id',
  )
  const privileges = [{ object: `edsconnections.${lent}`, privileges: ['BIND_QUEUE'] }]
  await lab.call('PUT', `/v1.0/${other}/authorization`, { projectId: lab.identity.projectId, action: 'grant', privileges })
  await lab.call('POST', `${CONNECTIONS}/${lent}/associate-queue`, { queues: ['of_lent'] })
  await waitPatiently({
    meanwhile: 'bindings are being made',
    look: async () =>
      JSON.stringify(await lab.call('GET', '/causeway/v1/{project_id}/topology')).includes('"creating"') ? undefined : true,
    processes: () => [process.pid],
  })
}
