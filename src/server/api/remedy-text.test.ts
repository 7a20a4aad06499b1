import { describe, expect, it } from 'vitest'
import type { Remedy } from '../control/dialling/remedy-text.ts'
import { operations } from './operations.ts'
import { remedyText } from './remedy-text.ts'

const queueName = 'q2'
const connection = { id: 'id-1', name: 'test1' }
const vpc = { id: 'id-v', name: 'vpc-1' }
const CONNECTIONS = '/v2.0/{project_id}/datasource/enhanced-connections'
const ATTACHMENT = 'PUT /causeway/v1/{project_id}/vpcs/id-v/attachment'
const bind = `POST ${CONNECTIONS}/id-1/associate-queue {"queues":["q2"]}`

const CASES: readonly (readonly [Remedy, string])[] = [
  [{ kind: 'advice', text: 'Do this' }, 'Do this'],
  [
    { kind: 'create-queue' },
    'Run the job on a queue of your own, and bind a connection to it: POST /v1.0/{project_id}/queues {"queue_name":"<name>","cu_count":16}',
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
    { kind: 'bind-queue', queueName, connection, because: { kind: 'has-failed' } },
    `Remove the cause of the failure, then bind queue q2 to connection test1 again: ${bind}`,
  ],
  [
    { kind: 'unbind-queue', queueName, connection },
    `Unbind queue q2 from connection test1: POST ${CONNECTIONS}/id-1/disassociate-queue {"queues":["q2"]}`,
  ],
  [
    { kind: 'set-host-entry', connection, name: 'pg' },
    `Add pg to the host entries of connection test1 (the whole list is replaced): PUT ${CONNECTIONS}/id-1 {"hosts":[{"name":"pg","ip":"<address>"}]}`,
  ],
  [
    { kind: 'attach-vpc', vpc, from: '192.168.0.10:5432', port: 5432 },
    `Give VPC vpc-1 an attachment: ${ATTACHMENT} {"kind":"forward","forwards":[{"from":"192.168.0.10:5432","to":"127.0.0.1:5432"}]}` +
      ', or {"kind":"host"} when this machine stands in that network',
  ],
  [
    { kind: 'add-forward', vpc, from: '192.168.0.10:5432', port: 5432 },
    'Add a forward for 192.168.0.10:5432 to those that VPC vpc-1 has (the whole table is replaced): ' +
      `${ATTACHMENT} {"kind":"forward","forwards":[{"from":"192.168.0.10:5432","to":"127.0.0.1:5432"}]}`,
  ],
  [
    { kind: 'change-forward', vpc, from: '192.168.0.10:5432' },
    `Let 192.168.0.10:5432 lead to the address and port where the database listens: ${ATTACHMENT}`,
  ],
  [
    { kind: 'forward-instead', vpc },
    'Use the database’s address in the private network, or forward to it: ' +
      `${ATTACHMENT} {"kind":"forward","forwards":[{"from":"<address in the subnet>:<port>","to":"<address>:<port>"}]}`,
  ],
]

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
