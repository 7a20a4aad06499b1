import { parseIpAddress } from '../address.ts'
import { lowerCase } from '../host-entry.ts'
import { listed } from '../listed.ts'
import type { NamedAddress } from '../named-address.ts'
import type { BindingView, QueueNetworkView, Target } from '../network-view.ts'
import { unbindRemedy } from '../remedies.ts'
import { advice } from '../remedy.ts'
import { printable, type StepResult } from '../step-result.ts'
import { askedResolvers } from './asked-resolver.ts'
import type { NameAnswer } from './name-answer.ts'

/** Rule 25: a name in no host entry, under a suffix that a connection's resolver is for. Undefined where it is under none. */
export function resolvedName(
  view: QueueNetworkView,
  active: readonly BindingView[],
  target: Target,
  answer: NameAnswer | undefined,
): StepResult<NamedAddress> | undefined {
  const [asked, ...others] = askedResolvers(active, target.host)
  if (asked === undefined) return undefined
  const name = printable(target.host)
  const { binding } = asked
  if (others.length > 0) {
    const all = [asked, ...others].map((each) => each.binding)
    return {
      kind: 'failed',
      rule: 25,
      seen: `The resolvers of ${listed(all.map(({ connectionName }) => connectionName))} are equally for ${name}`,
      remedies: [
        advice(`Make ${name} a host entry of one of them, or give one of them a longer suffix of it`),
        ...all.slice(0, 2).map((each) => unbindRemedy(view, each)),
      ],
    }
  }
  if (answer === undefined || answer.connectionId !== binding.connectionId || answer.name !== lowerCase(target.host)) {
    return {
      kind: 'failed',
      rule: 25,
      seen: `${name} is in no host entry, and the resolver of ${binding.connectionName}, which is for it, was not asked`,
      remedies: [advice('Make the change first: a resolver that is only supposed, or that would be reached in another way, is not asked')],
    }
  }
  if (answer.kind !== 'found') return unresolved(binding, answer)
  const who =
    binding.lent === true ? `the resolver of ${binding.connectionName}` : `${answer.server}, the resolver of ${binding.connectionName}`
  const through = answer.through.length === 0 ? '' : `, as ${listed(answer.through.map(printable))}`
  const told = `${name} is ${listed(answer.addresses.map(printable))} by ${who}${through}`
  const addresses = answer.addresses.map((text) => parseIpAddress(text))
  const ip = addresses[answer.at ?? 0]
  if (ip === undefined || addresses.includes(undefined)) {
    return {
      kind: 'failed',
      rule: 26,
      seen: `${told}: not each of them is an address that can be dialled`,
      remedies: [advice(`Correct the record of ${name} in that resolver, or make ${name} a host entry of ${binding.connectionName}`)],
    }
  }
  const answered = addresses.filter((each) => each !== undefined)
  return {
    kind: 'passed',
    rule: 25,
    seen: told,
    value: { ip, bindings: [binding], name: target.host, answered, resolvedBy: answer.server },
  }
}

/** Rule 20: who is asked in the network of another project is not told. */
function unresolved(
  { connectionName, lent }: BindingView,
  answer: Exclude<NameAnswer, { readonly kind: 'found' }>,
): StepResult<NamedAddress> {
  const name = printable(answer.name)
  if (answer.kind === 'not-found') {
    const who = lent === true ? 'The resolver' : `${answer.server}, the resolver`
    const what = answer.code === 'NXDOMAIN' ? `knows no name ${name}` : `knows no address of ${name} that ${connectionName} could lead to`
    return {
      kind: 'failed',
      rule: 25,
      seen: `${who} of ${connectionName}${lent === true ? '' : ','} ${what}`,
      remedies: [advice(`Check the name, or make it a host entry of connection ${connectionName}`)],
    }
  }
  const failures = lent === true ? 'it does not answer' : answer.failures.map(({ server, why }) => `${server}: ${why}`).join('; ')
  const check = `Check that the resolver of connection ${connectionName} answers over TCP at its address, and that the connection leads there`
  // Of each server the one that helps most: its dial was decided for this connection alone.
  const ofDials = lent === true ? [] : answer.failures.flatMap(({ remedies: [first] }) => (first === undefined ? [] : [first]))
  return {
    kind: 'failed',
    rule: 25,
    seen: `The resolver of ${connectionName} does not say what ${name} is: ${failures}`,
    remedies: [...ofDials, advice(check)],
  }
}
