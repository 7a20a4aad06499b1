import { describe, expect, it } from 'vitest'
import { binding, connectionTo, NOTHING, SHOP, SHOP_REACH } from './fixtures/some-topology.ts'
import { graphOf } from './graph-of.ts'

const graph = graphOf(SHOP, SHOP_REACH)
const state = (id: string, of = graph) => of.byId.get(id)?.state

describe('what the API says, as a graph', () => {
  it('has a node for each thing, in the order of the columns, what belongs together side by side', () => {
    expect(graph.nodes.map(({ id }) => id)).toEqual([
      'pool:p1',
      'queue:in_pool',
      'queue:q1',
      'queue:q2',
      'queue:default',
      'connection:orders',
      'connection:stock',
      'vpc:v3',
      'vpc:v1',
      'subnet:s1',
      'vpc:v2',
      'subnet:s2',
      'host:orders/192.168.0.10',
      'host:orders/10.0.0.1',
      'host:stock/192.168.1.10',
      'table:shop.orders',
      'table:shop.stock',
    ])
  })

  it('joins them', () => {
    expect(graph.edges.map(({ id }) => id).toSorted()).toEqual([
      'connection:orders>subnet:s1',
      'connection:stock>subnet:s2',
      'host:orders/192.168.0.10>table:shop.orders',
      'host:stock/192.168.1.10>table:shop.stock',
      'pool:p1>connection:stock',
      'queue:q1>connection:orders',
      'subnet:s1>host:orders/10.0.0.1',
      'subnet:s1>host:orders/192.168.0.10',
      'subnet:s2>host:stock/192.168.1.10',
    ])
  })

  it('is a graph of one queue where there is nothing else', () => {
    expect(graphOf(NOTHING, undefined)).toMatchObject({
      nodes: [{ id: 'queue:default', state: { level: 'idle', word: 'no network' } }],
      edges: [],
    })
  })

  it('does not say that a queue is bound to nothing where not all connections are shown', () => {
    const seen = { ...SHOP, connections: [] }
    const node = (isAll: boolean) => graphOf(seen, undefined, isAll).nodes.find(({ id }) => id === 'queue:q1')
    expect(node(true)).toMatchObject({ state: { word: 'bound to nothing' } })
    expect(node(false)).toMatchObject({ state: { level: 'idle', word: 'no binding seen' } })
    expect(node(false)?.facts).toContainEqual(['connections', 'none that you may see'])
  })

  it('says how each thing is, and why', () => {
    expect(state('queue:q1')).toMatchObject({ level: 'ok', word: 'bound' })
    expect(state('queue:q2')).toMatchObject({ level: 'idle', word: 'bound to nothing' })
    expect(state('pool:p1')).toMatchObject({
      level: 'problem',
      word: 'binding down',
      why: 'The binding to stock is down: The bastion does not answer',
    })
    expect(state('queue:in_pool')).toMatchObject({ level: 'problem', word: 'binding down' })
    expect(state('connection:orders')).toMatchObject({
      level: 'problem',
      word: '1 host entry outside',
      why: expect.stringContaining('lost is 10.0.0.1'),
    })
    expect(state('connection:stock')).toMatchObject({ level: 'problem', word: 'down' })
    expect(state('vpc:v1')).toMatchObject({ level: 'ok', word: 'up' })
    expect(state('vpc:v2')).toMatchObject({ level: 'problem', word: 'down', why: 'The bastion does not answer' })
    expect(state('vpc:v3')).toMatchObject({ level: 'idle', word: 'not attached' })
    expect(state('host:orders/10.0.0.1')).toMatchObject({ level: 'problem', word: 'outside' })
    expect(state('host:stock/192.168.1.10')).toMatchObject({ level: 'problem', word: 'network down' })
    expect(state('table:shop.orders')).toMatchObject({ level: 'ok', word: 'from 1 queue' })
    // The words of the queue that comes furthest.
    expect(state('table:shop.stock')).toMatchObject({
      level: 'problem',
      word: 'from no queue',
      why: 'q1: pg-stock is no host entry of orders',
    })
    expect(state('table:shop.orders', graphOf(SHOP, undefined))).toMatchObject({ level: 'waiting' })
  })

  it.each([
    ['creating', 'waiting', 'being bound'],
    ['failed', 'problem', 'binding failed'],
    ['down', 'problem', 'down'],
  ] as const)('of a connection whose binding is %s says %s', (status, level, word) => {
    const one = { ...SHOP, connections: [connectionTo('c', { bindings: [binding('queue', 'q1', status, 'why')] })] }
    expect(state('connection:c', graphOf(one, undefined))).toMatchObject({ level, word })
  })

  it('says of a bound connection into a network without an attachment, and of one without a port, what keeps it from working', () => {
    const bindings = [binding('queue', 'q1')]
    const one = {
      ...SHOP,
      connections: [connectionTo('c', { vpcId: 'v3', subnetId: 's3', bindings }), connectionTo('d', { ports: [], bindings })],
    }
    const of = graphOf(one, undefined)
    expect(state('connection:c', of)).toMatchObject({ level: 'problem', why: expect.stringContaining('rule 9') })
    expect(state('vpc:v3', of)).toMatchObject({ level: 'problem', word: 'not attached' })
    expect(state('connection:d', of)).toMatchObject({ level: 'problem', why: expect.stringContaining('rule 24') })
  })

  it('counts the first entry of a name, in letters of either case, and puts names of one address together', () => {
    const hosts = [
      { name: 'pg', ip: '192.168.0.1', covered: 'yes', coveredBy: 's' },
      { name: 'PG', ip: '192.168.0.2', covered: 'yes', coveredBy: 's' },
      { name: 'db', ip: '192.168.0.1', covered: 'yes', coveredBy: 's' },
    ] as const
    const of = graphOf({ ...SHOP, connections: [connectionTo('c', { hosts })] }, undefined)
    expect(of.nodes.filter(({ kind }) => kind === 'host').map(({ label, detail }) => [label, detail])).toEqual([['pg, db', '192.168.0.1']])
  })

  it('shows where a lent connection leads as another project’s network', () => {
    const one = {
      ...SHOP,
      connections: [connectionTo('c', { lent: true, vpcId: undefined, subnetId: undefined, bindings: [binding('queue', 'q1')] })],
    }
    const of = graphOf(one, undefined)
    expect(of.byId.get('other-project:c')).toMatchObject({ state: { level: 'idle', word: 'not told' } })
    expect(of.edges).toContainEqual(expect.objectContaining({ from: 'connection:c', to: 'other-project:c' }))
  })

  it('takes a kind of database that it does not know by its own name', () => {
    const tables = ['mongodb', 'newdb'].map((kind) => ({ database: 'd', table: kind, kind, host: 'h', port: 1, credential: undefined }))
    const of = graphOf({ ...NOTHING, tables }, undefined)
    expect(of.nodes.filter(({ kind }) => kind === 'table').map(({ detail }) => detail)).toEqual(['MongoDB at h:1', 'newdb at h:1'])
  })

  it('joins a table that the DNS of a network knows to that network', () => {
    const tables = [{ database: 'd', table: 't', kind: 'postgresql', host: 'pg.internal', port: 5432, credential: undefined }] as const
    const [first] = SHOP_REACH.cells
    if (first === undefined) throw new Error('no cell')
    const cells = [{ ...first, queue: 'q1', address: 'pg.internal:5432', verdict: 'allowed', connectionId: 'orders' }] as const
    const of = graphOf({ ...SHOP, tables }, { queues: ['q1'], addresses: ['pg.internal:5432'], cells })
    expect(of.edges).toContainEqual(expect.objectContaining({ from: 'subnet:s1', to: 'table:d.t' }))
  })
})
