import { Type } from 'typebox'
import { networkMistake } from '../../../base/addresses/network-mistake.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { StoredAttachment } from '../../domain/stored-attachment.ts'
import { type IpRange, parseIpRange, rangeCovers, requireIpRange } from '../address.ts'
import type { AttachmentCheck, AttachmentRequest } from './attachment-kind.ts'

/** What of a spec says which networks it reaches, as CIDRs; absent: what is nowhere reached from the internet, and what the operator's list names. */
export type NamedNetworks = { readonly networks?: readonly string[] | undefined }

const NETWORKS_MAX = 100

export const NETWORKS_FIELD = {
  networks: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: NETWORKS_MAX })),
}

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

/** Rule 21. `withNetworks` makes the attachment that would help. */
export function notNamedNetwork(
  spec: StoredAttachment & NamedNetworks,
  { address, vpcId, vpcName, machine }: AttachmentRequest,
  withNetworks: (named: Required<NamedNetworks>) => StoredAttachment,
): AttachmentCheck | undefined {
  const isNamed = rangesOf(spec).some((range) => rangeCovers(range, address.ip))
  // Routes are made by whoever writes in the project: that alone must not lead this machine into the internet.
  if (isNamed || (spec.networks === undefined && machine.allowedTargets !== undefined)) return undefined
  const own = `${address.ip.text}/${address.ip.family === 'ipv4' ? 32 : 128}`
  return {
    kind: 'refused',
    rule: 21,
    seen: `${address.ip.text} ${spec.networks === undefined ? 'is a public address, and the' : 'is in none of the networks that the'} ${spec.kind} attachment of VPC ${vpcName} names${spec.networks === undefined ? ' no networks' : ''}`,
    remedies: [
      {
        kind: 'set-attachment',
        vpc: { id: vpcId, name: vpcName },
        why: 'Let an administrator of the project name the network in the attachment',
        attachment: withNetworks({ networks: [...(spec.networks ?? PRIVATE_NETWORKS), own] }),
      },
    ],
  }
}

/** Of each list that was asked about: every dial asks. */
const read = new WeakMap<readonly string[], readonly IpRange[]>()

function rangesOf({ networks }: NamedNetworks): readonly IpRange[] {
  if (networks === undefined) return PRIVATE
  const ranges = read.get(networks) ?? networks.map(requireIpRange)
  read.set(networks, ranges)
  return ranges
}

export function takesNetworksAway(old: NamedNetworks, next: NamedNetworks): boolean {
  if (old.networks === next.networks) return false
  // What the operator's list may have let through, too.
  const before = old.networks === undefined ? EVERYTHING : rangesOf(old)
  return !before.every((range) => rangesOf(next).some((other) => rangeHolds(other, range)))
}

const rangeHolds = (outer: IpRange, inner: IpRange): boolean =>
  outer.prefixLength <= inner.prefixLength &&
  outer.value.kind() === inner.value.kind() &&
  inner.value.match(outer.value, outer.prefixLength)

export function plainNetworks({ networks }: NamedNetworks): NamedNetworks {
  if (networks === undefined) return {}
  for (const network of networks) {
    const range = parseIpRange(network)
    if (range === undefined) {
      throw new CausewayError('invalid-parameter', `${JSON.stringify(network.slice(0, 80))} is no network`, {
        hint: 'Write a network as a CIDR, 203.0.113.0/24, or one address.',
      })
    }
    const mistake = networkMistake(range)
    if (mistake !== undefined) throw new CausewayError('invalid-parameter', mistake.what, { hint: mistake.hint })
  }
  return { networks: [...new Set(networks)] }
}
