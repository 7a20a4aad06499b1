import { countingBindings } from '../../network/counting-bindings.ts'
import type { QueueNetworkView } from '../../network/network-view.ts'

/** The names that a queue knows, where its connections do not disagree. */
export function agreedHosts(view: QueueNetworkView): readonly { readonly name: string; readonly ip: string }[] {
  const addresses = new Map<string, Set<string>>()
  for (const { state, hosts, lent } of view.bindings) {
    if (state !== 'active') continue
    const own = new Set<string>()
    for (const { name, ip } of hosts) {
      // The first of a connection counts, and what another project lends nowhere where one of its own knows the name.
      if (own.has(name) || (lent === true && countingBindings(view, name).claiming !== undefined)) continue
      own.add(name)
      addresses.set(name, (addresses.get(name) ?? new Set()).add(ip))
    }
  }
  return [...addresses].flatMap(([name, [ip = '', ...others]]) => (others.length === 0 ? [{ name, ip }] : []))
}
