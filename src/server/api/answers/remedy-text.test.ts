import { describe, expect, it } from 'vitest'
import type { Remedy } from '../../control/dialling/in-words.ts'
import { type Answer, startLab } from '../fixtures/api-lab.ts'
import { operations } from '../operations.ts'
import { remedyText } from './remedy-text.ts'

const queueName = 'q2'
const connection = { id: 'id-1', name: 'test1' }
const vpc = { id: 'id-v', name: 'vpc-1' }
const CONNECTIONS = '/v2.0/{project_id}/datasource/enhanced-connections'
const ATTACHMENT = '/causeway/v1/{project_id}/vpcs/id-v/attachment'
const bind = `POST ${CONNECTIONS}/id-1/associate-queue {"queues":["q2"]}`

const HOSTS = [{ name: 'other', ip: '192.168.0.9' }]
const FORWARD = { from: '192.168.0.10:5432', to: '127.0.0.1:5432' }
const MANY_FORWARDS = Array.from({ length: 100 }, (_, i) => ({ from: `192.168.1.${i}:5432`, to: '127.0.0.1:5432' }))

const CASES: readonly (readonly [Remedy, string])[] = [
  [{ kind: 'advice', text: 'Do this' }, 'Do this'],
  [
    { kind: 'create-queue' },
    'Run the job on a queue of your own, and bind a connection to it: POST /v1.0/{project_id}/queues {"queue_name":"<name>","cu_count":16,"resource_mode":1}',
  ],
  [
    { kind: 'create-connection', queueName },
    `Make a connection to the VPC of the database, with queue q2 bound to it: POST ${CONNECTIONS} ` +
      '{"name":"<name>","dest_vpc_id":"<VPC id>","dest_network_id":"<subnet id>","queues":["q2"]}',
  ],
  [
    { kind: 'bind-queue', queueName, connection, because: { kind: 'knows-name', name: 'pg', ip: '192.168.0.10' } },
    `Bind queue q2 to connection test1, which knows pg as 192.168.0.10: ${bind}`,
  ],
  [
    { kind: 'bind-queue', queueName, connection, because: { kind: 'subnet-holds', cidr: '10.0.0.0/8', ip: '10.1.2.3' } },
    `Bind queue q2 to connection test1, whose subnet 10.0.0.0/8 holds 10.1.2.3: ${bind}`,
  ],
  [
    { kind: 'bind-queue', queueName, connection, because: { kind: 'route-holds', route: 'r1', cidr: '10.0.0.0/8', ip: '10.1.2.3' } },
    `Bind queue q2 to connection test1, whose route r1 (10.0.0.0/8) holds 10.1.2.3: ${bind}`,
  ],
  [
    { kind: 'add-route', connection, cidr: '10.1.2.3/32' },
    'Add a route to connection test1, which then reaches it beyond its subnet: ' +
      'POST /v3/{project_id}/datasource/enhanced-connections/id-1/routes {"name":"<name>","cidr":"10.1.2.3/32"}',
  ],
  [
    { kind: 'bind-queue', queueName, connection, because: { kind: 'has-failed' } },
    `Remove the cause of the failure, then bind queue q2 to connection test1 again: ${bind}`,
  ],
  [
    { kind: 'unbind-queue', queueName, connection },
    `Unbind queue q2 from connection test1: POST ${CONNECTIONS}/id-1/disassociate-queue {"queues":["q2"]}`,
  ],
  [
    { kind: 'create-connection', queueName, poolName: 'p1' },
    `Make a connection to the VPC of the database, with elastic resource pool p1 of queue q2 bound to it: POST ${CONNECTIONS} ` +
      '{"name":"<name>","dest_vpc_id":"<VPC id>","dest_network_id":"<subnet id>","elastic_resource_pools":["p1"]}',
  ],
  [
    { kind: 'bind-queue', queueName, poolName: 'p1', connection, because: { kind: 'has-failed' } },
    `Remove the cause of the failure, then bind elastic resource pool p1 of queue q2 to connection test1 again: POST ${CONNECTIONS}/id-1/associate-queue {"elastic_resource_pools":["p1"]}`,
  ],
  [
    { kind: 'unbind-queue', queueName, poolName: 'p1', connection },
    `Unbind elastic resource pool p1 of queue q2 from connection test1: POST ${CONNECTIONS}/id-1/disassociate-queue {"elastic_resource_pools":["p1"]}`,
  ],
  [
    { kind: 'set-host-entry', connection, name: 'pg', hosts: [...HOSTS, { name: 'pg', ip: '<address>' }] },
    `Add pg to the host entries of connection test1: PUT ${CONNECTIONS}/id-1 ` +
      '{"hosts":[{"name":"other","ip":"192.168.0.9"},{"name":"pg","ip":"<address>"}]}',
  ],
  [
    { kind: 'set-host-entry', connection, name: 'pg' },
    'Add pg to the host entries of connection test1 (the request replaces all of it): ' +
      `take what GET ${CONNECTIONS}/id-1 gives, add {"name":"pg","ip":"<address>"} to hosts, and send it with PUT ${CONNECTIONS}/id-1`,
  ],
  [
    { kind: 'set-attachment', vpc, why: 'Give VPC vpc-1 an attachment', attachment: { kind: 'forward', forwards: [FORWARD] } },
    `Give VPC vpc-1 an attachment: PUT ${ATTACHMENT} {"kind":"forward","forwards":[{"from":"192.168.0.10:5432","to":"127.0.0.1:5432"}]}`,
  ],
  [
    {
      kind: 'set-attachment',
      vpc,
      why: 'Add a forward',
      attachment: { kind: 'forward', forwards: [...MANY_FORWARDS, FORWARD] },
      added: { forwards: FORWARD },
    },
    `Add a forward (the request replaces all of it): take what GET ${ATTACHMENT} gives, ` +
      `add {"from":"192.168.0.10:5432","to":"127.0.0.1:5432"} to forwards, and send it with PUT ${ATTACHMENT}`,
  ],
]

/** The request at the end of a remedy, with the words in angle brackets filled in. */
function pasted(text: string, values: Readonly<Record<string, string>>) {
  const [, method, path, body] = /: (POST|PUT) (\S+) (\{.*\})$/.exec(text) ?? []
  if ((method !== 'POST' && method !== 'PUT') || path === undefined || body === undefined) throw new Error(`no request in ${text}`)
  const filled = body.replace(/<[^>]+>/g, (placeholder) => values[placeholder] ?? placeholder)
  return { method, target: path.replace('{project_id}', '{p}'), raw: filled } as const
}

it('each request, pasted one after the other, leads to a queue with a connection, its name and its way', async () => {
  await using lab = await startLab()
  const network = await lab.makeNetwork('net')
  const values = { '<name>': 'own', '<VPC id>': network.vpcId, '<subnet id>': network.subnetId, '<address>': '192.168.0.10' }
  const send = async (remedy: Remedy): Promise<Answer> => {
    const { method, target, raw } = pasted(remedyText(remedy), values)
    const answer = await lab.call(method, target, { raw })
    expect([200, 201], `${method} ${target} ${raw}: ${answer.text}`).toContain(answer.status)
    return answer
  }
  await send({ kind: 'create-queue' })
  const { body } = await send({ kind: 'create-connection', queueName: 'own' })
  const made = { id: String(body['connection_id']), name: 'own' }
  await send({ kind: 'unbind-queue', queueName: 'own', connection: made })
  await send({ kind: 'bind-queue', queueName: 'own', connection: made, because: { kind: 'has-failed' } })
  await send({ kind: 'set-host-entry', connection: made, name: 'pg', hosts: [{ name: 'pg', ip: '<address>' }] })
  const attachment = { kind: 'forward', forwards: [FORWARD] } as const
  await send({ kind: 'set-attachment', vpc: { id: network.vpcId, name: 'net' }, why: 'Give it one', attachment })
})

describe('what would help, in words', () => {
  it.each(CASES)('%j', (remedy, text) => {
    expect(remedyText(remedy)).toBe(text)
  })

  it('names only requests that this server answers', () => {
    const paths = operations.map(({ method, path }) => `${method} ${path.replace(/\{(?!project_id)\w+\}/g, '[^ ]+')}`)
    for (const [, text] of CASES) {
      const request = /(?:GET|POST|PUT|DELETE) [^ ]+/.exec(text)?.[0]
      if (request !== undefined)
        expect(
          paths.some((path) => new RegExp(`^${path.replace(/[{}]/g, '\\$&')}$`).test(request)),
          request,
        ).toBe(true)
    }
  })
})
