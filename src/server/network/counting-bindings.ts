import { parseIpAddress, parseIpRange, rangeCovers } from './address.ts'
import { rangesOf } from './binding-ranges.ts'
import { hostEntry } from './host-entry.ts'
import type { BindingView, QueueNetworkView } from './network-view.ts'
import { askedResolvers } from './resolver/asked-resolver.ts'

interface CountingBindings {
  /** The ACTIVE ones that decide about the host. */
  readonly counting: readonly BindingView[]
  /** Of the project's own: one that claims the host, for which those that are lent do not count. Undefined: none does, or none is lent. */
  readonly claiming: BindingView | undefined
}

/**
 * Rule 27: what a connection of the project's own claims, by a name, a suffix of its resolver or a range, is decided by the project's own alone. Whoever lends a connection changes it
 * whenever they like, and would else have the project's jobs, with their passwords, come to a host of theirs.
 */
export function countingBindings({ bindings }: Pick<QueueNetworkView, 'bindings'>, host: string): CountingBindings {
  const active = bindings.filter(({ state }) => state === 'active')
  if (!active.some(({ lent }) => lent === true)) return { counting: active, claiming: undefined }
  // One that is down comes back: a lender may have waited for it. One that has failed stays so until somebody does something.
  const claiming = bindings.find((each) => each.lent !== true && each.state !== 'failed' && claims(each, host))
  return { counting: claiming === undefined ? active : active.filter(({ lent }) => lent !== true), claiming }
}

function claims(binding: BindingView, host: string): boolean {
  const ip = parseIpAddress(host)
  if (ip === undefined) return hostEntry(binding.hosts, host) !== undefined || askedResolvers([binding], host).length > 0
  return rangesOf(binding).some(({ cidr }) => {
    const range = parseIpRange(cidr)
    return range !== undefined && rangeCovers(range, ip)
  })
}
