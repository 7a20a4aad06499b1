import { guessIpAddress, parseIpAddress } from './address.ts'
import { hostEntry } from './host-entry.ts'
import { listed } from './listed.ts'
import type { NamedAddress } from './named-address.ts'
import type { BindingView, QueueNetworkView, Target } from './network-view.ts'
import { bindRemedies, hostEntryRemedy, unbindRemedy } from './remedies.ts'
import { advice } from './remedy.ts'
import type { NameAnswer } from './resolver/name-answer.ts'
import { resolvedName } from './resolver/resolved-name.ts'
import { printable, type StepResult } from './step-result.ts'

/** A name is looked up in the host entries of the bound connections, then in what the resolver of one of them has answered, and nowhere else. */
export function nameStep(
  view: QueueNetworkView,
  active: readonly BindingView[],
  target: Target,
  answer: NameAnswer | undefined,
): StepResult<NamedAddress> {
  const { host, port } = target
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return { kind: 'failed', rule: 4, seen: `${port} is not a port`, remedies: [advice('Use a port from 1 to 65535')] }
  }
  const literal = parseIpAddress(host)
  if (literal !== undefined) {
    return {
      kind: 'passed',
      rule: 4,
      seen: `${literal.text} is an address: no name to look up`,
      value: { ip: literal, bindings: active, name: undefined },
    }
  }
  const known = active.flatMap((binding) => {
    const entry = hostEntry(binding.hosts, host)
    return entry === undefined ? [] : [{ binding, entry }]
  })
  const [first] = known
  if (first === undefined) return resolvedName(view, active, target, answer) ?? unknownName(view, active, target)

  const ip = parseIpAddress(first.entry.ip)
  const addresses = new Set(known.map(({ entry }) => (entry === first.entry ? ip : parseIpAddress(entry.ip))?.text ?? entry.ip))
  const givenBy = listed(known.map(({ binding, entry }) => `${binding.connectionName} says ${entry.ip}`))
  if (addresses.size > 1) {
    return {
      kind: 'failed',
      rule: 5,
      seen: `The connections bound to queue ${view.queueName} disagree about ${first.entry.name}: ${givenBy}`,
      remedies: [
        advice(`Give ${first.entry.name} one address in all of them`),
        ...known.slice(0, 2).map(({ binding }) => unbindRemedy(view, binding)),
      ],
    }
  }
  if (ip === undefined) {
    return {
      kind: 'failed',
      rule: 4,
      seen: `The host entry ${first.entry.name} of ${first.binding.connectionName} is ${printable(first.entry.ip)}, which is not an address`,
      remedies: [hostEntryRemedy(first.binding, first.entry.name)],
    }
  }
  return {
    kind: 'passed',
    rule: 3,
    seen: `${first.entry.name} is ${ip.text} in the host entries of ${listed(known.map(({ binding }) => binding.connectionName))}`,
    value: { ip, bindings: known.map(({ binding }) => binding), name: first.entry.name },
  }
}

function unknownName(view: QueueNetworkView, active: readonly BindingView[], target: Target): StepResult<NamedAddress> {
  const name = printable(target.host)
  const connections = listed(active.map((binding) => binding.connectionName))
  const guess = guessIpAddress(target.host)
  if (guess !== undefined) {
    return {
      kind: 'failed',
      rule: 4,
      seen: `${name} is an unusual spelling of an address, which is not accepted, and no host entry of ${connections}`,
      remedies: [advice(`Write the address as ${guess}`)],
    }
  }
  if (target.host === '') {
    return { kind: 'failed', rule: 3, seen: 'No name is given', remedies: [advice('Name a host entry or an address')] }
  }
  const remedies = bindRemedies(view, target)
  const suffixes = [...new Set(active.flatMap(({ resolver }) => resolver?.suffixes ?? []))]
  const others =
    suffixes.length === 0 ? 'no other name service is asked' : `their resolvers are asked for names that end in ${listed(suffixes)} alone`
  return {
    kind: 'failed',
    rule: 3,
    seen: `${name} is in no host entry of ${connections}; ${others}`,
    remedies: remedies.length > 0 ? remedies : active.slice(0, 1).map((binding) => hostEntryRemedy(binding, name)),
  }
}
