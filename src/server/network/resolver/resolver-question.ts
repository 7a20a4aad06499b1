import { countingBindings } from '../counting-bindings.ts'
import { hostEntry, lowerCase } from '../host-entry.ts'
import type { QueueNetworkView } from '../network-view.ts'
import { type Asked, askedResolvers } from './asked-resolver.ts'

export interface ResolverQuestion extends Asked {
  /** In lower case. */
  readonly name: string
}

/** What has to be asked before the policy can decide about the name; undefined where it can without. */
export function questionOf(view: QueueNetworkView, host: string): ResolverQuestion | undefined {
  if (view.preset) return undefined
  const { counting } = countingBindings(view, host)
  if (counting.some(({ hosts }) => hostEntry(hosts, host) !== undefined)) return undefined
  const [asked, ...others] = askedResolvers(counting, host)
  return asked === undefined || others.length > 0 ? undefined : { ...asked, name: lowerCase(host) }
}
