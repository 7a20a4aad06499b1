import { holdsPort } from '../../base/addresses/port-range.ts'
import type { IpAddress } from './address.ts'
import { longestOf, parsedRangesOf, toldRange, toldRanges } from './binding-ranges.ts'
import { listed } from './listed.ts'
import type { NamedAddress } from './named-address.ts'
import type { BindingView, QueueNetworkView, Target } from './network-view.ts'
import { addRouteRemedies, bindRemedies, createConnectionRemedy, hostEntryRemedy, unbindRemedy } from './remedies.ts'
import { advice } from './remedy.ts'
import { printable, type StepResult } from './step-result.ts'

export interface Claim {
  readonly binding: BindingView
  /** 'subnet 192.168.0.0/24', 'route r1 (10.0.0.0/8)', or, where it is lent, 'the subnet'. */
  readonly by: string
  /** The route that covers the address; undefined when the subnet does. */
  readonly route: string | undefined
  readonly prefixLength: number
}

/** The address must lie in the subnet or a route of a binding; the longest prefix decides between several. */
export function routeStep(view: QueueNetworkView, named: NamedAddress, target: Target): StepResult<Claim> {
  const stray = named.answered?.find((ip) => named.bindings.every((binding) => longestClaim(binding, ip) === undefined))
  if (stray !== undefined) return led(named, stray, target)
  const claims = named.bindings.flatMap((binding) => longestClaim(binding, named.ip) ?? [])
  const longest = Math.max(-1, ...claims.map((claim) => claim.prefixLength))
  const longestClaims = claims.filter((claim) => claim.prefixLength === longest)
  const letThrough = longestClaims.filter(({ binding }) => holdsPort(binding.ports, target.port))
  const [winner, ...equals] = letThrough.length === 1 ? letThrough : longestClaims
  if (winner === undefined) return uncovered(view, named, target)
  if (equals.length > 0) {
    const all = [winner, ...equals]
    return {
      kind: 'failed',
      rule: 8,
      seen: `${named.ip.text} is claimed equally by ${listed(all.map((claim) => `${claim.by} of ${claim.binding.connectionName}`))}`,
      remedies: [
        advice(
          'Use a name that is in the host entries of only one of them, or let the port through only one of them: that connection then decides',
        ),
        ...all.slice(0, 2).map((claim) => unbindRemedy(view, claim.binding)),
      ],
    }
  }
  return {
    kind: 'passed',
    rule: claims.length > 1 ? 7 : 6,
    seen: `${named.ip.text} is in ${winner.by} of ${winner.binding.connectionName}`,
    value: winner,
  }
}

/** Rule 26: whoever answers for a name could else say which address of anybody is dialled. */
function led({ bindings, answered = [] }: NamedAddress, stray: IpAddress, target: Target): StepResult<Claim> {
  const name = printable(target.host)
  return {
    kind: 'failed',
    rule: 26,
    seen: `${name} is ${listed(answered.map(({ text }) => text))}, and ${stray.text} is outside ${listed(toldRanges(bindings))}: a name that leads out of its network is not dialled`,
    remedies: [
      advice(`Correct the record of ${name} in that network’s DNS`),
      ...bindings.flatMap((binding) => addRouteRemedies(binding, stray)),
    ],
  }
}

function longestClaim(binding: BindingView, ip: IpAddress): Claim | undefined {
  const longest = longestOf(parsedRangesOf(binding), ip)
  if (longest === undefined) return undefined
  const { range, parsed } = longest
  return { binding, by: toldRange(binding, range), route: range.route, prefixLength: parsed.prefixLength }
}

function uncovered(view: QueueNetworkView, named: NamedAddress, target: Target): StepResult<Claim> {
  const corrections = named.name === undefined ? [] : named.bindings.slice(0, 1).map((b) => hostEntryRemedy(b, printable(target.host)))
  const routes = named.bindings.slice(0, 1).flatMap((binding) => addRouteRemedies(binding, named.ip))
  const binds = named.name === undefined ? bindRemedies(view, target) : []
  return {
    kind: 'failed',
    rule: 6,
    seen: `${named.ip.text} is outside ${listed(toldRanges(named.bindings))}`,
    remedies: binds.length > 0 ? binds : [...corrections, ...routes, createConnectionRemedy(view)],
  }
}
