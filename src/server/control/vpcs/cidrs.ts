import { networkMistake } from '../../../base/addresses/network-mistake.ts'
import { CausewayError } from '../../../base/errors.ts'
import { type IpRange, parseIpAddress, parseIpRange } from '../../network/address.ts'

/** An IPv4 network: its first and last address as unsigned 32-bit numbers. */
export interface Network {
  /** As written, "192.168.0.0/16". */
  readonly cidr: string
  readonly first: number
  readonly last: number
  readonly prefixLength: number
}

const CIDR = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/
const PREFIX_LENGTH_MAX = 28

const toText = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')

/** An address of four decimal numbers without leading zeros; undefined for anything else. */
export function parseIpv4(text: string): number | undefined {
  const address = parseIpAddress(text)
  return address?.family === 'ipv4' ? address.value.toByteArray().reduce((sum, octet) => sum * 256 + octet, 0) : undefined
}

function parseNetwork(what: string, text: string): Network {
  const [, address, length] = CIDR.exec(text) ?? []
  const start = address === undefined ? undefined : parseIpv4(address)
  const prefixLength = Number(length)
  if (start === undefined || length === undefined || prefixLength > 32) {
    throw new CausewayError('invalid-parameter', `The CIDR of ${what} is not valid`, {
      hint: 'Write an IPv4 network such as 192.168.0.0/16.',
    })
  }
  const size = 2 ** (32 - prefixLength)
  const first = Math.floor(start / size) * size
  if (first !== start) {
    throw new CausewayError('invalid-parameter', `${text} is not a network: ${address} is an address inside it`, {
      hint: `Write ${toText(first)}/${prefixLength}.`,
    })
  }
  return { cidr: text, first, last: first + size - 1, prefixLength }
}

/**
 * Of a route: any network of IPv4 or IPv6, or one address, which the vendor's own example gives without a mask. Gives its one spelling, by which two of them are
 * known for the same. Throws 'invalid-parameter'.
 */
export function routeNetwork(cidr: string): string {
  const range = cidr.includes(':') ? parseIpRange(cidr) : undefined
  if (range !== undefined) return ipv6Network(range)
  const address = parseIpv4(cidr)
  if (address !== undefined) return `${toText(address)}/32`
  const { first, prefixLength } = parseNetwork('a route', cidr)
  return `${toText(first)}/${prefixLength}`
}

function ipv6Network(range: IpRange): string {
  const mistake = networkMistake(range)
  if (mistake !== undefined) throw new CausewayError('invalid-parameter', mistake.what, { hint: mistake.hint })
  return `${parseIpAddress(range.value.toString())?.text}/${range.prefixLength}`
}

/** Of a network that was checked when it was stored. */
export const storedNetwork = (cidr: string): Network => parseNetwork('a network', cidr)

export const contains = (outer: Network, inner: Network): boolean => outer.first <= inner.first && inner.last <= outer.last
export const overlaps = (a: Network, b: Network): boolean => a.first <= b.last && b.first <= a.last

// The private ranges of RFC 1918 are the only ones a VPC may have (the vendor's rule).
const VPC_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map((cidr) => parseNetwork('a range', cidr))

/** Inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, at most /28. */
export const vpcNetwork = (cidr: string): Network => privateNetwork('a VPC', cidr)

/** The same for what else has a network of its own. @param what with its article */
export function privateNetwork(what: string, cidr: string): Network {
  const network = parseNetwork(what, cidr)
  if (network.prefixLength > PREFIX_LENGTH_MAX || !VPC_RANGES.some((range) => contains(range, network))) {
    throw new CausewayError('invalid-parameter', `${cidr} cannot be the CIDR of ${what}`, {
      hint: 'Use 10.0.0.0/8 to /28, 172.16.0.0/12 to /28 or 192.168.0.0/16 to /28.',
    })
  }
  return network
}

/** Inside the VPC's network and apart from its other subnets, at most /28; the gateway is one of its usable addresses. */
export function subnetNetwork(
  subnet: { readonly cidr: string; readonly gatewayIp: string },
  vpc: Network,
  others: readonly { readonly name: string; readonly cidr: string }[],
): Network {
  const network = parseNetwork('a subnet', subnet.cidr)
  if (network.prefixLength > PREFIX_LENGTH_MAX) {
    throw new CausewayError('invalid-parameter', `${subnet.cidr} is too small for a subnet`, { hint: 'Use a mask of at most /28.' })
  }
  if (!contains(vpc, network)) {
    throw new CausewayError('invalid-parameter', `${subnet.cidr} is not inside the VPC's CIDR ${vpc.cidr}`, {
      hint: `Use a network inside ${vpc.cidr}.`,
    })
  }
  const other = others.find((o) => overlaps(network, storedNetwork(o.cidr)))
  if (other !== undefined) {
    throw new CausewayError('invalid-parameter', `${subnet.cidr} overlaps the subnet ${other.name} with ${other.cidr}`, {
      hint: 'Use a network that no other subnet of the VPC has.',
    })
  }
  const gateway = parseIpv4(subnet.gatewayIp)
  if (gateway === undefined || gateway <= network.first || gateway >= network.last) {
    throw new CausewayError('invalid-parameter', `The gateway is not a usable address of ${subnet.cidr}`, {
      hint: `Use an address such as ${toText(network.first + 1)}.`,
    })
  }
  return network
}
