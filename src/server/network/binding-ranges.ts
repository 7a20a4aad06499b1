import { type IpAddress, type IpRange, parseIpRange, rangeCovers } from './address.ts'
import type { BindableConnection } from './network-view.ts'

/** What a connection leads to, as CIDRs: its subnet, of IPv4 and, where it has one, of IPv6; then its routes. */
export const rangesOf = ({
  subnetCidr,
  subnetCidrV6 = '',
  routes,
}: Pick<BindableConnection, 'subnetCidr' | 'subnetCidrV6' | 'routes'>): readonly {
  readonly cidr: string
  /** Undefined: the subnet. */
  readonly route: string | undefined
}[] => [
  { cidr: subnetCidr, route: undefined },
  ...(subnetCidrV6 === '' ? [] : [{ cidr: subnetCidrV6, route: undefined }]),
  ...routes.map(({ name, cidr }) => ({ cidr, route: name })),
]

type ConnectionRange = ReturnType<typeof rangesOf>[number]

/** 'subnet 192.168.0.0/24' or 'route r1 (10.0.0.0/8)'. */
export const rangeText = ({ cidr, route }: ConnectionRange): string => (route === undefined ? `subnet ${cidr}` : `route ${route} (${cidr})`)

/** Rule 20: what the subnet of another project is, is not told; the routes are the connection's, which whoever may bind it reads. */
export const toldRange = ({ lent }: Pick<BindableConnection, 'lent'>, range: ConnectionRange): string =>
  lent === true && range.route === undefined ? 'the subnet' : rangeText(range)

/** All that the connections lead to, as it is told: 'subnet 192.168.0.0/24 of c1'. */
export const toldRanges = (
  all: readonly (Parameters<typeof rangesOf>[0] & { readonly lent?: true; readonly connectionName: string })[],
): readonly string[] => [
  ...new Set(all.flatMap((each) => rangesOf(each).map((range) => `${toldRange(each, range)} of ${each.connectionName}`))),
]

interface ParsedRange {
  readonly range: ConnectionRange
  readonly parsed: IpRange
}

type Led = Parameters<typeof rangesOf>[0]

/** Of each binding that was asked about: every dial asks. */
const parsedRanges = new WeakMap<Led, readonly ParsedRange[]>()

/** Those that can be read. */
export function parsedRangesOf(of: Led): readonly ParsedRange[] {
  const ranges = parsedRanges.get(of) ?? rangesOf(of).flatMap(readable)
  parsedRanges.set(of, ranges)
  return ranges
}

function readable(range: ConnectionRange): readonly ParsedRange[] {
  const parsed = parseIpRange(range.cidr)
  return parsed === undefined ? [] : [{ range, parsed }]
}

/** The longest of the ranges that hold the address. */
export function longestOf(ranges: readonly ParsedRange[], ip: IpAddress): ParsedRange | undefined {
  let best: ParsedRange | undefined
  for (const each of ranges) {
    if (rangeCovers(each.parsed, ip) && (best === undefined || each.parsed.prefixLength > best.parsed.prefixLength)) best = each
  }
  return best
}
