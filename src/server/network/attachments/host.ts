import { Type } from 'typebox'
import { socketFailure } from '../dial-failure.ts'
import { advice } from '../remedy.ts'
import { askByDatagram } from './ask-by-datagram.ts'
import type { AttachmentKind } from './attachment-kind.ts'
import { directLink } from './direct-link.ts'
import { type NamedNetworks, NETWORKS_FIELD, notNamedNetwork, plainNetworks, takesNetworksAway } from './named-networks.ts'
import { targetRefusal } from './target-refusal.ts'

type HostSpec = { readonly kind: 'host' } & NamedNetworks

/** This machine stands in the VPC's network and dials its addresses as they are. */
export const host = {
  kind: 'host',
  schema: Type.Object({ kind: Type.Literal('host'), ...NETWORKS_FIELD }),
  plain: (spec) => ({ kind: 'host', ...plainNetworks(spec) }),
  show: (spec) => ({ kind: 'host', ...plainNetworks(spec) }),
  takesAway(old, next) {
    return next === undefined || takesNetworksAway(old, next)
  },
  check(spec, request) {
    const { address, vpcId, vpcName } = request
    const refused = targetRefusal('host', request, [
      advice('Use the database’s address in the private network'),
      {
        kind: 'set-attachment',
        vpc: { id: vpcId, name: vpcName },
        why: `Or forward to it, and to all else that is reached through VPC ${vpcName}: a VPC has one attachment`,
        attachment: { kind: 'forward', forwards: [{ from: '<address in the subnet>:<port>', to: '<address>:<port>' }] },
      },
    ])
    if (refused !== undefined) return refused
    const notNamed = notNamedNetwork(spec, request, ({ networks }) => ({ kind: 'host', networks }))
    if (notNamed !== undefined) return notNamed
    return {
      kind: 'passed',
      rule: 11,
      dialled: { ip: address.ip.text, port: address.port },
      seen: `VPC ${vpcName} is reached from this machine’s own network (host)`,
    }
  },
  link: () => ({ ...directLink(), ask: askByDatagram }),
  describeFailure: (code, address) =>
    socketFailure(code, {
      where: address,
      check: 'Check the address and the port',
      noWay:
        'With the host attachment this server must stand in the network itself: check its routes, or give the VPC a forward attachment',
    }),
} as const satisfies AttachmentKind<HostSpec>
