import { type Fields, rowsOf } from '../../base/fields.ts'
import type { Ask } from './ask.ts'

/** A subnet of the project. */
interface KnownSubnet {
  readonly cidr: string
  readonly vpcId: string
}

/** Which addresses of a project lead somewhere already. */
export interface KnownNetworks {
  readonly subnets: readonly KnownSubnet[]
  /** Of connections, as they are written. */
  readonly routes: readonly string[]
}

export const NO_NETWORKS: KnownNetworks = { subnets: [], routes: [] }

const PAGE = 1_000

/** @param project as it stands in a path */
export async function knownNetworks(ask: Ask, project: string): Promise<KnownNetworks> {
  const [subnets, connections] = await Promise.all([
    ask('GET', `/v1/${project}/subnets?limit=${PAGE}`),
    ask('GET', `/v2.0/${project}/datasource/enhanced-connections?limit=${PAGE}`),
  ])
  const text = (row: Fields, name: string): string => (typeof row[name] === 'string' ? row[name] : '')
  return {
    subnets: rowsOf(subnets['subnets']).map((subnet) => ({ cidr: text(subnet, 'cidr'), vpcId: text(subnet, 'vpc_id') })),
    routes: rowsOf(connections['connections']).flatMap(({ routes }) => rowsOf(routes).map((route) => text(route, 'cidr'))),
  }
}
