import { describe, expect, it } from 'vitest'
import { remedyCommand, shellWord } from '../../../../src/client/remedy-command.ts'
import type { ApiRequest } from '../../api/request.ts'
import { curlOf } from '../../api/request-text.ts'
import { blankLabel, blanksOf, filled } from './blanks.ts'
import { terraformOf } from './remedy-ways.ts'
import { joinWishes, splitWishes, wishOf, wishText } from './what-if.ts'

const connection = { id: 'id-1', name: 'orders' }
const CONNECTIONS = '/v2.0/{project_id}/datasource/enhanced-connections'
const post = (path: string, body: unknown): ApiRequest => ({ method: 'POST', path, body })
const put = (path: string, body: unknown): ApiRequest => ({ method: 'PUT', path, body })

const BIND = {
  remedy: { kind: 'bind-queue', data: { kind: 'bind-queue', queue_name: 'q2', connection } },
  request: post(`${CONNECTIONS}/id-1/associate-queue`, { queues: ['q2'] }),
}

describe('a remedy', () => {
  it('is a request for curl, with no token in it and each part one word of a shell', () => {
    expect(curlOf(BIND.request, 'https://lake.example', 'p1')).toBe(
      'curl -sS -X POST https://lake.example/v2.0/p1/datasource/enhanced-connections/id-1/associate-queue \\\n  -H "X-Auth-Token: $TOKEN" \\\n  -H \'Content-Type: application/json\' \\\n  -d \'{"queues":["q2"]}\'',
    )
    expect(shellWord("it's; $(rm)")).toBe("'it'\\''s; $(rm)'")
    expect(curlOf({ method: 'DELETE', path: '/x' }, 'http://a', 'p')).toBe('curl -sS -X DELETE http://a/x \\\n  -H "X-Auth-Token: $TOKEN"')
  })

  it.each([
    [BIND.remedy, BIND.request, 'causeway bind q2 orders'],
    [{ kind: 'unbind-queue', data: { queue_name: 'q2', connection } }, post('/x', {}), 'causeway unbind q2 orders'],
    [
      { kind: 'bind-queue', data: { queue_name: 'q2', pool_name: 'p1', connection } },
      post(`${CONNECTIONS}/id-1/associate-queue`, { elastic_resource_pools: ['p1'] }),
      'causeway bind --pool p1 orders',
    ],
    [{ kind: 'unbind-queue', data: { queue_name: 'q2', pool_name: 'p1', connection } }, post('/x', {}), 'causeway unbind --pool p1 orders'],
    [
      { kind: 'create-connection', data: { queue_name: 'q2', pool_name: 'p 1' } },
      post('/c', {}),
      "causeway connection create '<name>' --subnet '<subnet>' --pool 'p 1'",
    ],
    [{ kind: 'create-queue', data: {} }, post('/q', { queue_name: 'own' }), 'causeway queue create own'],
    [
      { kind: 'set-attachment', data: { vpc: { id: 'v', name: 'shop net' } } },
      put('/a', { kind: 'forward', forwards: [{ from: '192.168.0.10:5432', to: '127.0.0.1:5432' }] }),
      "causeway attach 'shop net' forward --forward 192.168.0.10:5432=127.0.0.1:5432",
    ],
    [
      { kind: 'set-attachment', data: { vpc: { id: 'v', name: 'net' } } },
      put('/a', { kind: 'host', networks: ['9.9.9.0/24'] }),
      'causeway attach net host --network 9.9.9.0/24',
    ],
    // What the command has no flag for is a call.
    [
      { kind: 'set-attachment', data: { vpc: { id: 'v', name: 'net' } } },
      put('/a', { kind: 'ssh', host: 'b' }),
      `causeway api PUT /a '{"kind":"ssh","host":"b"}'`,
    ],
    [
      { kind: 'let-port-through', data: { connection, port: 5432 } },
      put('/p', { ports: ['5432'] }),
      'causeway connection ports orders 5432',
    ],
    [
      { kind: 'set-host-entry', data: { connection, name: 'db', hosts: [] } },
      put('/h', {
        hosts: [
          { name: 'old', ip: '10.0.0.1' },
          { name: 'db', ip: '<address>' },
        ],
      }),
      "causeway connection hosts orders 'db=<address>'",
    ],
    [
      { kind: 'set-host-entry', data: { connection, name: 'db', hosts: [] } },
      put('/h', { hosts: [{ name: 'db', ip: '10.0.0.2' }] }),
      'causeway connection hosts orders db=10.0.0.2',
    ],
    [
      { kind: 'add-route', data: { connection, cidr: '10.1.2.3/32' } },
      post('/r', { name: '<name>', cidr: '10.1.2.3/32' }),
      "causeway connection routes orders '<name>=10.1.2.3/32'",
    ],
  ] as const)('%j is a command', (remedy, request, command) => {
    expect(remedyCommand(remedy, request)).toBe(command)
  })

  it('is Terraform, with what the connection has already', () => {
    const known = { name: 'orders', vpcId: 'v1', subnetId: 's1', queues: ['q1'] }
    expect(terraformOf(BIND.remedy, BIND.request, known)).toEqual({
      kind: 'resource',
      text: 'resource "huaweicloud_dli_datasource_connection" "orders" {\n  name = "orders"\n  vpc_id = "v1"\n  subnet_id = "s1"\n  queues = ["q1", "q2"]\n}',
    })
    expect(terraformOf({ ...BIND.remedy, kind: 'unbind-queue' }, BIND.request, { ...known, queues: ['q1', 'q2'] })).toMatchObject({
      text: expect.stringContaining('queues = ["q1"]'),
    })
    expect(terraformOf({ kind: 'let-port-through', data: { connection } }, put('/p', {}), known)).toMatchObject({ kind: 'none' })
    const odd = terraformOf({ kind: 'create-queue', data: {} }, post('/q', { queue_name: `9 "$${'{'}x}` }), undefined)
    expect(odd).toMatchObject({ text: expect.stringContaining(`name = "9 \\"$$${'{'}x}"`) })
    expect(odd).toMatchObject({ text: expect.stringContaining('"huaweicloud_dli_queue" "_9____x_"') })
  })

  it('is tried as a supposition, where one says the same', () => {
    expect(wishOf(BIND.remedy)).toBe('bind:orders')
    expect(wishOf({ kind: 'unbind-queue', data: { connection } })).toBe('unbind:orders')
    expect(wishOf({ kind: 'add-route', data: { connection, cidr: '10.1.2.3/32' } })).toBe('route:10.1.2.3/32@orders')
    expect(wishOf({ kind: 'let-port-through', data: { connection, port: 5432 } })).toBe('port:5432@orders')
    for (const kind of ['advice', 'set-attachment', 'create-queue']) expect(wishOf({ kind, data: {} })).toBeUndefined()
  })
})

describe('suppositions', () => {
  it('are a text of the API, and words', () => {
    const wishes = ['bind:orders', 'host:pg=192.168.0.10@orders', 'route:fd00::/64', 'port:5432-5440@orders', 'unbind:old']
    expect(splitWishes(joinWishes(wishes))).toEqual(wishes)
    expect(wishes.map(wishText)).toEqual([
      'bound to orders',
      'host entry pg = 192.168.0.10 of orders',
      'route fd00::/64',
      'port 5432-5440 let through by orders',
      'not bound to old',
    ])
    expect(splitWishes(' , ')).toEqual([])
  })
})

describe('what is to be filled in', () => {
  const body = {
    name: '<name>',
    hosts: [
      { name: 'pg', ip: '<address>' },
      { name: 'x', ip: '<address>:<port>' },
    ],
    cu_count: 16,
  }

  it('is found once, wherever it stands, and put in', () => {
    expect(blanksOf(body)).toEqual(['<name>', '<address>', '<port>'])
    expect(filled(body, { '<name>': 'own', '<address>': '10.0.0.1' })).toEqual({
      name: 'own',
      hosts: [
        { name: 'pg', ip: '10.0.0.1' },
        { name: 'x', ip: '10.0.0.1:<port>' },
      ],
      cu_count: 16,
    })
    expect(blanksOf({ queues: ['q1'] })).toEqual([])
    expect(blankLabel('<VPC id>')).toBe('VPC id')
  })
})
