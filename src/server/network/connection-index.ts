import { type IpAddress, type IpRange, parseIpRange, rangeCovers } from './address.ts'
import { rangesOf } from './binding-ranges.ts'
import { hostNames, lowerCase } from './host-entry.ts'
import type { BindableConnection } from './network-view.ts'

type Connections = readonly BindableConnection[]

interface Index {
  /** In lower case. */
  readonly byName: ReadonlyMap<string, Connections>
  /** Each network once, for many connections lead to one. */
  readonly byRange: readonly { readonly range: IpRange; readonly connections: Connections }[]
}

/** Made when a list is first asked about: it may be of 10,000 connections with 20,000 host entries each, and each refusal asks. */
const indexes = new WeakMap<Connections, Index>()

/** Those whose host entries have the name, or whose subnet or routes hold the address; in the order of the list. */
export function connectionsTo(connections: Connections, name: string, ip: IpAddress | undefined): Connections {
  const index = indexes.get(connections) ?? indexOf(connections)
  indexes.set(connections, index)
  if (ip === undefined) return index.byName.get(lowerCase(name)) ?? []
  const found = index.byRange.filter(({ range }) => rangeCovers(range, ip)).flatMap((each) => each.connections)
  const [first, ...others] = new Set(found)
  if (first === undefined || others.length === 0) return first === undefined ? [] : [first]
  const all = new Set(found)
  return connections.filter((each) => all.has(each))
}

function indexOf(connections: Connections): Index {
  const byName = new Map<string, BindableConnection[]>()
  const byCidr = new Map<string, BindableConnection[]>()
  for (const connection of connections) {
    for (const name of hostNames(connection.hosts)) add(byName, name, connection)
    for (const cidr of new Set(rangesOf(connection).map((range) => range.cidr))) add(byCidr, cidr, connection)
  }
  const byRange = [...byCidr].flatMap(([cidr, those]) => {
    const range = parseIpRange(cidr)
    return range === undefined ? [] : [{ range, connections: those }]
  })
  return { byName, byRange }
}

function add(lists: Map<string, BindableConnection[]>, key: string, connection: BindableConnection): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [connection])
  else list.push(connection)
}
