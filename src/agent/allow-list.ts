import { forbiddenForHost } from '../base/addresses/forbidden-ranges.ts'
import { type IpRange, parseIpRange, rangeCovers, type SocketAddress } from '../base/addresses/ip-address.ts'
import { networkMistake } from '../base/addresses/network-mistake.ts'
import { CausewayError } from '../base/errors.ts'

/** A network and its ports that the agent may dial. */
export interface AllowedNetwork {
  readonly network: IpRange
  /** Both ends belong to it; undefined: every port. */
  readonly ports: { readonly from: number; readonly to: number } | undefined
}

/** `10.1.0.0/16`, `10.1.0.0/16:5432`, `10.1.0.5:6000-6010`, `[2001:db8::]/32`, `[2001:db8::5]:5432`. Undefined for anything else. */
export function parseAllowed(text: string): AllowedNetwork | undefined {
  const [, inside, prefix, bare, ports] = /^(?:\[([^\]]*)\](\/\d{1,3})?|([\d./]+))(?::([\d-]+))?$/.exec(text) ?? []
  const network = parseIpRange(inside === undefined ? (bare ?? '') : `${inside}${prefix ?? ''}`)
  if (network === undefined || (inside !== undefined) !== (network.value.kind() === 'ipv6')) return undefined
  if (ports === undefined) return { network, ports: undefined }
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(ports) ?? []
  const [from, to] = [Number(first), Number(last ?? first)]
  return from >= 1 && from <= to && to <= 65_535 ? { network, ports: { from, to } } : undefined
}

/** The same of what a person has written. Throws 'invalid-parameter'. */
export function requireAllowed(text: string): AllowedNetwork {
  const parsed = parseAllowed(text)
  if (parsed === undefined) {
    throw new CausewayError('invalid-parameter', `--allow ${text.slice(0, 100)} is not a network with its ports`, {
      hint: 'Write it as 10.1.0.0/16:5432, 10.1.0.5:6000-6010 or [2001:db8::]/32.',
    })
  }
  const mistake = networkMistake(parsed.network)
  if (mistake !== undefined) throw new CausewayError('invalid-parameter', `--allow: ${mistake.what}`, { hint: mistake.hint })
  return parsed
}

/**
 * Whether the list allows the address. What is never dialled in a private network (loopback, link-local, metadata services, …) is allowed only by an entry that is
 * itself of nothing else: 0.0.0.0/0 does not mean this machine's own services.
 */
export const allows = (list: readonly AllowedNetwork[], { ip, port }: SocketAddress): boolean => {
  const forbidden = forbiddenForHost(ip)
  return list.some(
    ({ network, ports }) =>
      rangeCovers(network, ip) &&
      (ports === undefined || (ports.from <= port && port <= ports.to)) &&
      (forbidden === undefined || isOnlyOf(network, forbidden)),
  )
}

/** Whether both ends of a network, and so all of it, are the same kind of what is never dialled. */
function isOnlyOf({ value, prefixLength }: IpRange, forbidden: string): boolean {
  const first = value.toByteArray()
  const last = [...first]
  for (let bit = prefixLength; bit < first.length * 8; bit += 1) {
    const at = Math.floor(bit / 8)
    const mask = 0x80 >> (bit % 8)
    first[at] = (first[at] ?? 0) & ~mask
    last[at] = (last[at] ?? 0) | mask
  }
  return [first, last].every((bytes) => {
    const range = parseIpRange(textOf(bytes))
    return (
      range !== undefined &&
      forbiddenForHost({ family: bytes.length === 4 ? 'ipv4' : 'ipv6', text: range.text, value: range.value }) === forbidden
    )
  })
}

const textOf = (bytes: readonly number[]): string =>
  bytes.length === 4
    ? bytes.join('.')
    : Array.from({ length: 8 }, (_, at) => (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16)).join(':')
