import { describe, expect, it } from 'vitest'
import { SHOP, SHOP_REACH } from './fixtures/some-topology.ts'
import { graphOf } from './graph-of.ts'
import { isEdgeKept, pathsThrough } from './paths.ts'

const graph = graphOf(SHOP, SHOP_REACH)
const kept = (id: string): readonly string[] => [...pathsThrough(graph, id)].toSorted()
const ORDERS = [
  'connection:orders',
  'host:orders/10.0.0.1',
  'host:orders/192.168.0.10',
  'queue:q1',
  'subnet:s1',
  'table:shop.orders',
  'vpc:v1',
]

describe('what stays when a node is chosen', () => {
  it.each([
    ['queue:q1', ORDERS],
    ['connection:orders', ORDERS],
    ['subnet:s1', ORDERS],
    ['vpc:v1', ORDERS],
    ['queue:q2', ['queue:q2']],
    ['vpc:v3', ['vpc:v3']],
    ['pool:p1', ['connection:stock', 'host:stock/192.168.1.10', 'pool:p1', 'queue:in_pool', 'subnet:s2', 'table:shop.stock', 'vpc:v2']],
    [
      'queue:in_pool',
      ['connection:stock', 'host:stock/192.168.1.10', 'pool:p1', 'queue:in_pool', 'subnet:s2', 'table:shop.stock', 'vpc:v2'],
    ],
    // The other host of the connection is on another way.
    ['table:shop.orders', ORDERS.filter((id) => id !== 'host:orders/10.0.0.1')],
    ['host:orders/10.0.0.1', ['connection:orders', 'host:orders/10.0.0.1', 'queue:q1', 'subnet:s1', 'vpc:v1']],
    ['host:orders/192.168.0.10', ORDERS.filter((id) => id !== 'host:orders/10.0.0.1')],
    ['nosuch', []],
  ])('%s', (id, wanted) => {
    expect(kept(id)).toEqual(wanted)
  })

  it('keeps the edges between what stays', () => {
    const stay = pathsThrough(graph, 'queue:q1')
    const edges = graph.edges.filter((edge) => isEdgeKept(stay, edge)).map(({ id }) => id)
    expect(edges).toContain('queue:q1>connection:orders')
    expect(edges).not.toContain('pool:p1>connection:stock')
  })
})
