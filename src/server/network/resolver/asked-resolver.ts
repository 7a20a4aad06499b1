import type { ConnectionResolver } from '../../domain/connection-resolver.ts'
import { guessIpAddress, parseIpAddress } from '../address.ts'
import { lowerCase } from '../host-entry.ts'
import { isHostName } from '../host-name.ts'
import type { BindingView } from '../network-view.ts'

export interface Asked {
  readonly binding: BindingView
  readonly resolver: ConnectionResolver
}

/** The resolvers that a name is for: those of the bindings with the longest suffix of it. One is asked; several contradict each other, whatever they would say. */
export function askedResolvers(active: readonly BindingView[], host: string): readonly Asked[] {
  const name = lowerCase(host)
  if (!isHostName(name) || parseIpAddress(name) !== undefined || guessIpAddress(name) !== undefined) return []
  const found = active.flatMap((binding) => {
    const { resolver } = binding
    const lengths = resolver?.suffixes.filter((suffix) => name === suffix || name.endsWith(`.${suffix}`)).map(({ length }) => length) ?? []
    return resolver === undefined || lengths.length === 0 ? [] : [{ binding, resolver, length: Math.max(...lengths) }]
  })
  const longest = Math.max(0, ...found.map(({ length }) => length))
  return found.filter(({ length }) => length === longest)
}
