import type { ConnectionResolver } from '../../domain/connection-resolver.ts'
import { guessIpAddress, parseIpAddress } from '../address.ts'
import { hostEntry, lowerCase } from '../host-entry.ts'
import { isHostName } from '../host-name.ts'
import type { BindingView, QueueNetworkView } from '../network-view.ts'

interface Asked {
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

/** What has to be asked before the policy can decide about the name; undefined where it can without. */
export function questionOf(view: QueueNetworkView, host: string): (Asked & { readonly name: string }) | undefined {
  if (view.preset) return undefined
  const active = view.bindings.filter(({ state }) => state === 'active')
  if (active.some(({ hosts }) => hostEntry(hosts, host) !== undefined)) return undefined
  const [asked, ...others] = askedResolvers(active, host)
  return asked === undefined || others.length > 0 ? undefined : { ...asked, name: lowerCase(host) }
}
