import { CausewayError } from '../../../base/errors.ts'
import type { ConnectionRecord, Route } from '../../domain/connection.ts'
import { LIMITS } from '../shared/limits.ts'
import { routeName } from '../shared/names.ts'
import { routeNetwork } from '../vpcs/cidrs.ts'

type Routes = Pick<ConnectionRecord, 'name' | 'routes'>

/** Routes may overlap each other and lie outside the VPC, as the vendor's; two of one network may not be. */
export function withRoute(
  { name: connectionName, routes }: Routes,
  { name, cidr }: { readonly name: string; readonly cidr: string },
  now: number,
): readonly Route[] {
  const added: Route = { name: routeName(name), cidr, createdAt: now }
  const network = routeNetwork(cidr)
  for (const other of routes) {
    if (other.name === name) {
      throw new CausewayError('already-exists', `The connection ${connectionName} has a route ${name} already`, {
        hint: 'Choose another name, or delete that route first.',
      })
    }
    if (routeNetwork(other.cidr) === network) {
      throw new CausewayError('already-exists', `The connection ${connectionName} has the route ${other.name} to ${other.cidr} already`, {
        hint: 'Two routes of one connection may overlap, and may not be the same network.',
      })
    }
  }
  if (routes.length >= LIMITS.routesOfConnection) {
    throw new CausewayError('limit-exceeded', `The connection ${connectionName} has ${LIMITS.routesOfConnection} routes`, {
      hint: 'Delete a route, or write several as one wider network.',
    })
  }
  return [...routes, added]
}

export function withoutRoute({ name: connectionName, routes }: Routes, name: string): readonly Route[] {
  if (!routes.some((route) => route.name === name)) {
    throw new CausewayError('not-found', `The connection ${connectionName} has no route named ${JSON.stringify(name.slice(0, 140))}`, {
      hint: 'The connection itself tells its routes.',
    })
  }
  return routes.filter((route) => route.name !== name)
}
