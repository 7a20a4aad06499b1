import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { forbiddenForHost } from '../../../base/forbidden-ranges.ts'
import { type IpRange, parseIpRange, rangeCovers, requireIpRange, socketAddressText } from '../address.ts'
import { socketFailure } from '../dial-failure.ts'
import { advice } from '../remedy.ts'
import { notAllowedTarget } from './allowed-target.ts'
import type { AttachmentKind } from './attachment-kind.ts'
import { directLink } from './direct-link.ts'
import { isOwnPort } from './own-port.ts'

/** `networks`: what is reached, as CIDRs; absent: what is nowhere reached from the internet, and what the operator's list names. */
type HostSpec = { readonly kind: 'host'; readonly networks?: readonly string[] | undefined }

const NETWORKS_MAX = 100

/** This machine stands in the VPC's network and dials its addresses as they are. */
export const host = {
  kind: 'host',
  schema: Type.Object({
    kind: Type.Literal('host'),
    networks: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: NETWORKS_MAX })),
  }),
  plain,
  show: plain,
  takesAway(old, next) {
    if (next === undefined) return true
    if (old.networks === next.networks) return false
    // What the operator's list may have let through, too.
    const before = old.networks === undefined ? EVERYTHING : rangesOf(old)
    return !before.every((range) => rangesOf(next).some((other) => rangeHolds(other, range)))
  },
  check(spec, { address, vpcId, vpcName, machine }) {
    const forbidden = forbiddenForHost(address.ip)
    if (forbidden !== undefined) {
      return {
        kind: 'refused',
        rule: 11,
        seen: `${address.ip.text} is ${forbidden}, which is never dialled through the host attachment of VPC ${vpcName}`,
        remedies: [
          advice('Use the database’s address in the private network'),
          {
            kind: 'set-attachment',
            vpc: { id: vpcId, name: vpcName },
            why: `Or forward to it, and to all else that is reached through VPC ${vpcName}: a VPC has one attachment`,
            attachment: { kind: 'forward', forwards: [{ from: '<address in the subnet>:<port>', to: '<address>:<port>' }] },
          },
        ],
      }
    }
    if (isOwnPort(address, machine)) {
      return {
        kind: 'refused',
        rule: 12,
        seen: `${socketAddressText(address.ip.text, address.port)} is this server’s own port, which no queue may reach`,
        remedies: [advice('Use the address and port of the database')],
      }
    }
    const notAllowed = notAllowedTarget(address, machine.allowedTargets)
    if (notAllowed !== undefined) return { kind: 'refused', rule: 19, ...notAllowed }
    const isNamed = rangesOf(spec).some((range) => rangeCovers(range, address.ip))
    // Routes are made by whoever writes in the project: that alone must not lead this machine into the internet.
    if (!isNamed && (spec.networks !== undefined || machine.allowedTargets === undefined)) {
      const own = `${address.ip.text}/${address.ip.family === 'ipv4' ? 32 : 128}`
      return {
        kind: 'refused',
        rule: 21,
        seen: `${address.ip.text} ${spec.networks === undefined ? 'is a public address, and the' : 'is in none of the networks that the'} host attachment of VPC ${vpcName} names${spec.networks === undefined ? ' no networks' : ''}`,
        remedies: [
          {
            kind: 'set-attachment',
            vpc: { id: vpcId, name: vpcName },
            why: 'Let an administrator of the project name the network in the attachment',
            attachment: { kind: 'host', networks: [...(spec.networks ?? PRIVATE_NETWORKS), own] },
          },
        ],
      }
    }
    return {
      kind: 'passed',
      rule: 11,
      dialled: { ip: address.ip.text, port: address.port },
      seen: `VPC ${vpcName} is reached from this machine’s own network (host)`,
    }
  },
  link: directLink,
  describeFailure: (code, address) =>
    socketFailure(code, {
      where: address,
      check: 'Check the address and the port',
      noWay:
        'With the host attachment this server must stand in the network itself: check its routes, or give the VPC a forward attachment',
    }),
} as const satisfies AttachmentKind<HostSpec>

/** The ranges that nobody reaches from the internet: private use, unique local, tests of equipment, examples. */
const PRIVATE_NETWORKS = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
  '198.18.0.0/15',
  '192.0.2.0/24',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '2001:db8::/32',
]
const PRIVATE: readonly IpRange[] = PRIVATE_NETWORKS.map(requireIpRange)

const EVERYTHING: readonly IpRange[] = ['0.0.0.0/0', '::/0'].map(requireIpRange)

/** Of each list that was asked about: every dial asks. */
const read = new WeakMap<readonly string[], readonly IpRange[]>()

function rangesOf({ networks }: HostSpec): readonly IpRange[] {
  if (networks === undefined) return PRIVATE
  const ranges = read.get(networks) ?? networks.map(requireIpRange)
  read.set(networks, ranges)
  return ranges
}

const rangeHolds = (outer: IpRange, inner: IpRange): boolean =>
  outer.prefixLength <= inner.prefixLength &&
  outer.value.kind() === inner.value.kind() &&
  inner.value.match(outer.value, outer.prefixLength)

function plain({ networks }: HostSpec): HostSpec {
  if (networks === undefined) return { kind: 'host' }
  const wrong = networks.find((network) => parseIpRange(network) === undefined)
  if (wrong === undefined) return { kind: 'host', networks: [...new Set(networks)] }
  throw new CausewayError('invalid-parameter', `${JSON.stringify(wrong.slice(0, 80))} is no network`, {
    hint: 'Write a network as a CIDR, 203.0.113.0/24, or one address.',
  })
}
