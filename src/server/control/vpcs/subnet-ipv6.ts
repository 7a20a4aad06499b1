import ipaddr from 'ipaddr.js'
import { networkMistake } from '../../../base/addresses/network-mistake.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Subnet, SubnetIpv6 } from '../../domain/vpc.ts'
import { type IpRange, parseIpAddress, parseIpRange, rangeCovers, requireIpRange } from '../../network/address.ts'

/** What a request says of the IPv6 network of a subnet. */
export interface WantedIpv6 {
  readonly enabled?: boolean | undefined
  /** As it is in the private network; one of the unique local ones is made up where it is not said, as the vendor gives one. */
  readonly cidr?: string | undefined
}

/** For what is not said. */
export interface Ipv6Makers {
  readonly uuid: () => string
  /** 32 digits of chance. */
  readonly digits: () => string
}

const PREFIX = { least: 32, most: 124 }
const MADE_PREFIX = 64
/** Unique local, and what is routed: not link-local, multicast, or what carries an IPv4 address. */
const POSSIBLE = ['fc00::/7', '2000::/3'].map(requireIpRange)
const HINT = 'Write the IPv6 network of the subnet as fd00:1:2:3::/64: unique local (fc00::/7) or global (2000::/3), /32 to /124.'

const wrong = (what: string, hint = HINT): CausewayError => new CausewayError('invalid-parameter', what, { hint })

/** @param others the other subnets of the VPC. Undefined: it has, and gets, none. Throws 'invalid-parameter', 'not-supported' for one that would be taken away. */
export function subnetIpv6(
  { enabled, cidr }: WantedIpv6,
  before: SubnetIpv6 | undefined,
  others: readonly Pick<Subnet, 'name' | 'ipv6'>[],
  { uuid, digits }: Ipv6Makers,
): SubnetIpv6 | undefined {
  if (enabled === false && cidr !== undefined) throw wrong('A subnet without IPv6 has no cidr_v6', 'Leave cidr_v6 out, or ipv6_enable.')
  if (enabled === false && before !== undefined) {
    throw new CausewayError('not-supported', 'IPv6 of a subnet cannot be switched off', { hint: 'Make another subnet.' })
  }
  if (enabled !== true && cidr === undefined) return before
  const wanted = cidr === undefined ? undefined : plainNetwork(cidr, others)
  if (before !== undefined) {
    if (wanted === undefined || wanted === before.cidr) return before
    throw wrong(`The IPv6 network of the subnet is ${before.cidr}, which is for ever`, 'Make another subnet.')
  }
  return { cidr: wanted ?? uniqueLocal(digits()), neutronSubnetId: uuid() }
}

/** The first address behind that of the network. */
export function gatewayOf({ cidr }: SubnetIpv6): string {
  const range = requireIpRange(cidr)
  const bytes = range.value.toByteArray()
  return ipaddr.fromByteArray([...bytes.slice(0, -1), (bytes.at(-1) ?? 0) + 1]).toString()
}

function plainNetwork(cidr: string, others: readonly Pick<Subnet, 'name' | 'ipv6'>[]): string {
  const range = parseIpRange(cidr)
  const address = range === undefined ? undefined : parseIpAddress(range.value.toString())
  if (range === undefined || address?.family !== 'ipv6') throw wrong(`${JSON.stringify(cidr.slice(0, 64))} is no IPv6 network`)
  const mistake = networkMistake(range)
  if (mistake !== undefined) throw wrong(mistake.what, mistake.hint)
  if (range.prefixLength < PREFIX.least || range.prefixLength > PREFIX.most || !POSSIBLE.some((each) => rangeCovers(each, address))) {
    throw wrong(`${cidr} cannot be the IPv6 network of a subnet`)
  }
  const other = others.find(({ ipv6 }) => ipv6 !== undefined && overlaps(range, requireIpRange(ipv6.cidr)))
  if (other !== undefined)
    throw wrong(`${cidr} overlaps the subnet ${other.name} with ${other.ipv6?.cidr}`, 'Use a network that no other subnet of the VPC has.')
  return `${address.text}/${range.prefixLength}`
}

function overlaps(one: IpRange, other: IpRange): boolean {
  const bits = Math.min(one.prefixLength, other.prefixLength)
  return one.value.kind() === other.value.kind() && one.value.match(other.value, bits)
}

/** As RFC 4193 has it: fd, and the rest of chance. */
function uniqueLocal(digits: string): string {
  const groups = digits.match(/.{4}/g) ?? []
  const [a = '0', b = '0', c = '0', d = '0'] = groups
  return `${parseIpAddress(`fd${a.slice(2)}:${b}:${c}:${d}::`)?.text}/${MADE_PREFIX}`
}
