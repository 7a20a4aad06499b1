import { describe, expect, it } from 'vitest'
import { layoutOf } from './columns.ts'
import { found, problemsOnly } from './find.ts'
import { connectionTo, manyNodes, SHOP, SHOP_REACH } from './fixtures/some-topology.ts'
import { graphOf } from './graph-of.ts'
import { type Grouping, groupedGraph } from './grouping.ts'
import { twinOf } from './twin.ts'
import { readPlace, writePlace } from './url-state.ts'
import { stepFrom } from './walk.ts'

const ALL: Grouping = { open: new Set(), apart: new Set(), only: undefined }
const graph = graphOf(SHOP, SHOP_REACH)

const host = (at: number, covered: 'yes' | 'no' = 'yes') => ({ name: `h${at}`, ip: `192.168.0.${at}`, covered, coveredBy: '' })
const hosts = [...Array.from({ length: 8 }, (_, i) => host(i)), host(8, 'no')]
const many = graphOf({ ...SHOP, connections: [connectionTo('c', { hosts })] }, undefined)

describe('groups of hosts', () => {
  const rowsOf = (grouping: Partial<Grouping>) => groupedGraph(many, { ...ALL, ...grouping }).rows.filter(({ id }) => id.startsWith('host'))

  it('hold those that nothing is wrong with; failing ones stand apart', () => {
    expect(rowsOf({}).map((row) => (row.kind === 'group' ? row.label : row.id))).toEqual(['8 hosts', 'host:c/192.168.0.8'])
    const { edges, drawnAs } = groupedGraph(many, ALL)
    expect(edges.filter(({ to }) => to.startsWith('host')).map(({ id }) => id)).toEqual([
      'subnet:s1>hosts:c',
      'subnet:s1>host:c/192.168.0.8',
    ])
    expect(drawnAs.get('host:c/192.168.0.3')).toBe('hosts:c')
  })

  it('are opened, and let go what was chosen', () => {
    expect(rowsOf({ open: new Set(['hosts:c']) })).toHaveLength(9)
    expect(rowsOf({ apart: new Set(['host:c/192.168.0.3']) }).map((row) => (row.kind === 'group' ? row.label : row.id))).toEqual([
      '7 hosts',
      'host:c/192.168.0.3',
      'host:c/192.168.0.8',
    ])
  })

  it('are not made of a few', () => {
    expect(groupedGraph(graph, ALL).rows.every(({ kind }) => kind === 'node')).toBe(true)
  })
})

describe('search and problems', () => {
  it('finds by each word, in names, addresses, states and facts', () => {
    expect([...(found(graph, 'PG-orders') ?? [])]).toEqual(['host:orders/192.168.0.10', 'table:shop.orders'])
    expect([...(found(graph, 'q2 bound NOTHING') ?? [])]).toEqual(['queue:q2'])
    expect([...(found(graph, 'nosuch') ?? [])]).toEqual([])
    expect(found(graph, '  ')).toBeUndefined()
  })

  it('keeps what is wrong, and what it stands on', () => {
    const kept = [...problemsOnly(graph)].toSorted()
    expect(kept).toEqual([
      'connection:orders',
      'connection:stock',
      'host:orders/10.0.0.1',
      'host:stock/192.168.1.10',
      'pool:p1',
      'queue:in_pool',
      'subnet:s1',
      'subnet:s2',
      'table:shop.stock',
      'vpc:v1',
      'vpc:v2',
    ])
    expect(problemsOnly(graphOf(manyNodes(100), undefined)).has('queue:q1')).toBe(false)
  })
})

describe('the layout', () => {
  const layout = layoutOf(groupedGraph(graph, ALL), 1_000)

  it('puts each kind into its column, and nothing onto another', () => {
    const taken = new Map<string, number>()
    for (const { column, y, height } of layout.placed) {
      expect(y).toBeGreaterThanOrEqual(taken.get(column) ?? 0)
      taken.set(column, y + height)
    }
    expect(layout.placed).toHaveLength(graph.nodes.length)
    expect(layout.curves).toHaveLength(graph.edges.length)
    expect(layout.height).toBeGreaterThanOrEqual(Math.max(...taken.values()))
  })

  it('makes a card higher where what stands below its name has several lines', () => {
    const named = (room: number, id: string) => layoutOf(groupedGraph(graph, ALL), room).placed.find(({ row }) => row.id === id)
    expect(named(1_600, 'vpc:v1')?.height).toBe(named(1_600, 'queue:q1')?.height)
    expect(named(900, 'vpc:v1')?.height).toBeGreaterThan(named(1_600, 'vpc:v1')?.height ?? 0)
  })

  it('is walked by the keyboard: along what is joined, else to the next column that has something', () => {
    expect(stepFrom(layout, undefined, 'down')).toBe('pool:p1')
    expect(stepFrom(layout, 'pool:p1', 'down')).toBe('queue:in_pool')
    expect(stepFrom(layout, 'pool:p1', 'up')).toBe('pool:p1')
    expect(stepFrom(layout, 'queue:q1', 'right')).toBe('connection:orders')
    expect(stepFrom(layout, 'connection:stock', 'left')).toBe('pool:p1')
    expect(stepFrom(layout, 'queue:q2', 'right')).toBe('connection:stock')
    expect(stepFrom(layout, 'queue:q2', 'left')).toBe('queue:q2')
    expect(stepFrom(layout, 'queue:q1', 'last')).toBe('queue:default')
    expect(stepFrom(layout, 'queue:q2', 'first')).toBe('pool:p1')
  })
})

describe('what would help a network that is down', () => {
  const helpOf = (id: string) => graph.byId.get(id)?.help ?? []

  it('is told of it, and of what stands on it', () => {
    for (const id of ['vpc:v2', 'connection:stock', 'host:stock/192.168.1.10']) expect(helpOf(id)).toEqual(['Check that the bastion runs'])
    for (const id of ['vpc:v1', 'vpc:v3', 'connection:orders', 'queue:q1']) expect(helpOf(id)).toEqual([])
  })

  it('the network is told first on its card, which may be cut off', () => {
    const details = graph.nodes.filter(({ column }) => column === 'networks').map(({ detail }) => detail)
    expect(details).toEqual(expect.arrayContaining(['10.0.0.0/8 VPC, no way', '192.168.0.0/24 subnet']))
    for (const detail of details) expect(detail).toMatch(/^[\d.]+\/\d+ /)
  })
})

describe('the table twin', () => {
  it('has every node, with what leads to it and where it leads', () => {
    const rows = twinOf(graph, undefined)
    expect(rows).toHaveLength(graph.nodes.length)
    expect(rows.find(({ node }) => node.id === 'connection:stock')).toMatchObject({ from: ['p1 (down)'], to: ['two'] })
    expect(twinOf(graph, new Set(['queue:q2']))).toHaveLength(1)
  })
})

describe('the address of the page', () => {
  it('comes back as it was written, and is short where all is as usual', () => {
    const place = { node: 'queue:q2', find: 'pg', problems: true, view: 'table', open: new Set(['hosts:a', 'hosts:b']) } as const
    const written = writePlace(place)
    expect(readPlace(JSON.parse(JSON.stringify(written)))).toEqual(place)
    const usual = readPlace({})
    expect(Object.values(writePlace(usual)).filter((value) => value !== undefined)).toEqual([])
    expect(readPlace({ problems: 'maybe', view: 'map', open: ',,', node: '' })).toEqual(usual)
    expect(writePlace({ node: undefined })).toEqual({ node: undefined })
  })
})
