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

const text = (row: Fields, name: string): string => (typeof row[name] === 'string' ? row[name] : '')

/**
 * All of them, a page after the other.
 * @param project as it stands in a path
 */
export async function knownNetworks(ask: Ask, project: string, page = PAGE): Promise<KnownNetworks> {
  const [subnets, connections] = await Promise.all([
    everyPage(page, async (seen) => {
      const last = seen.at(-1)
      const behind = last === undefined ? '' : `&marker=${encodeURIComponent(text(last, 'id'))}`
      return rowsOf((await ask('GET', `/v1/${project}/subnets?limit=${page}${behind}`))['subnets'])
    }),
    everyPage(page, async (seen) => {
      const path = `/v2.0/${project}/datasource/enhanced-connections?limit=${page}&offset=${seen.length}`
      return rowsOf((await ask('GET', path))['connections'])
    }),
  ])
  return {
    subnets: subnets.map((subnet) => ({ cidr: text(subnet, 'cidr'), vpcId: text(subnet, 'vpc_id') })),
    routes: connections.flatMap(({ routes }) => rowsOf(routes).map((route) => text(route, 'cidr'))),
  }
}

/** @param next the rows behind those */
async function everyPage(page: number, next: (seen: readonly Fields[]) => Promise<readonly Fields[]>): Promise<readonly Fields[]> {
  const seen: Fields[] = []
  for (;;) {
    const rows = await next(seen)
    seen.push(...rows)
    if (rows.length < page) return seen
  }
}
