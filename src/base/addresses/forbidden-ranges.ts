import { type IpAddress, type IpRange, rangeCovers, requireIpRange } from './ip-address.ts'

interface ForbiddenRange {
  readonly range: IpRange
  readonly what: string
  /** Also never the target of a forward; a forward may lead to loopback, that is its purpose. */
  readonly forwardToo: boolean
}

const forbid = (what: string, forwardToo: boolean, ...cidrs: readonly string[]): readonly ForbiddenRange[] =>
  cidrs.map((cidr) => ({ range: requireIpRange(cidr), what, forwardToo }))

/** Single metadata addresses come before the ranges that hold them, so that a message names the more telling of the two. */
const FORBIDDEN: readonly ForbiddenRange[] = [
  ...forbid('a metadata service', true, '169.254.169.254', '169.254.170.2', '192.0.0.192', '168.63.129.16', '100.100.100.200'),
  ...forbid('a metadata service', true, 'fd00:ec2::/32', 'fd20:ce::254'),
  ...forbid('loopback', false, '127.0.0.0/8', '::1'),
  ...forbid('the unspecified address or its network', true, '0.0.0.0/8', '::'),
  ...forbid('link-local', true, '169.254.0.0/16', 'fe80::/10', 'fec0::/10'),
  ...forbid('multicast', true, '224.0.0.0/4', 'ff00::/8'),
  ...forbid('broadcast or reserved', true, '240.0.0.0/4'),
  ...forbid('the cloud service’s internal range', false, '100.64.0.0/10', '100.125.0.0/16'),
  // Each of these carries an IPv4 address inside, so it would be a second spelling of one.
  ...forbid(
    'an IPv6 form of an IPv4 address',
    true,
    '::/96',
    '::ffff:0:0:0/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '2002::/16',
    '2001::/32',
  ),
]

/** The first entry decides: `::1` is loopback before it is one of the addresses that carry an IPv4 address. */
const entryOf = (address: IpAddress): ForbiddenRange | undefined => FORBIDDEN.find((entry) => rangeCovers(entry.range, address))

/** What the address is, when it is never dialled through a `host` attachment; undefined when it may be. */
export const forbiddenForHost = (address: IpAddress): string | undefined => entryOf(address)?.what

/** What the address is, when it is never the target of a forward; undefined when it may be. */
export function forbiddenForForward(address: IpAddress): string | undefined {
  const entry = entryOf(address)
  return entry?.forwardToo === true ? entry.what : undefined
}
