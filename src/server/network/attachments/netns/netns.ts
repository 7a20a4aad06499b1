import { Type } from 'typebox'
import { NETWORK_NAMESPACE_PATH } from '../../../../base/network-namespace-path.ts'
import { type DialFailure, socketFailure } from '../../dial-failure.ts'
import { advice } from '../../remedy.ts'
import type { AttachmentKind, MachineView } from '../attachment-kind.ts'
import { type NamedNetworks, NETWORKS_FIELD, notNamedNetwork, plainNetworks, takesNetworksAway } from '../named-networks.ts'
import { targetRefusal } from '../target-refusal.ts'
import { netnsFailure } from './netns-failures.ts'
import { NetnsLink } from './netns-link.ts'

/** `path`: where the namespace is found, /run/netns/NAME or /proc/PID/ns/net. */
type NetnsSpec = { readonly kind: 'netns'; readonly path: string } & NamedNetworks

const plain = (spec: NetnsSpec): NetnsSpec => ({ kind: 'netns', path: spec.path, ...plainNetworks(spec) })

const refusedBy = ({ path }: NetnsSpec, { networkNamespaces }: MachineView): DialFailure | undefined =>
  networkNamespaces?.includes(path) === true ? undefined : netnsFailure('NETNS_NOT_ALLOWED', path)

/** From inside a network namespace of this machine, which the operator has named: a process of ours there dials, and passes the connected sockets out. */
export const netns = {
  kind: 'netns',
  schema: Type.Object({ kind: Type.Literal('netns'), path: Type.String({ pattern: NETWORK_NAMESPACE_PATH }), ...NETWORKS_FIELD }),
  plain,
  show: plain,
  takesAway: (old, next) => next === undefined || old.path !== next.path || takesNetworksAway(old, next),
  refusedBy,
  check(spec, request) {
    const { address, vpcName, machine } = request
    // It may have been set before the settings were changed.
    const notSet = refusedBy(spec, machine)
    if (notSet !== undefined) {
      return { kind: 'refused', rule: 23, seen: `VPC ${vpcName} is not reached: ${notSet.seen}`, remedies: notSet.remedies }
    }
    // This server's own ports as well: a namespace is often connected with this machine.
    const refused = targetRefusal('netns', request, [advice('Let the database listen on another address of the namespace, and use that')])
    if (refused !== undefined) return refused
    const notNamed = notNamedNetwork(spec, request, (named) => ({ kind: 'netns', path: spec.path, ...named }))
    if (notNamed !== undefined) return notNamed
    return {
      kind: 'passed',
      rule: 23,
      dialled: { ip: address.ip.text, port: address.port },
      seen: `VPC ${vpcName} is reached from inside the network namespace at ${spec.path} (netns)`,
    }
  },
  link: ({ path }, context) => new NetnsLink(path, context),
  describeFailure: (code, address) =>
    socketFailure(code, {
      where: `${address}, dialled inside its network namespace`,
      check: 'Check the address and the port',
      noWay: 'Check the devices and routes of the namespace: nsenter --net=<path> ip route',
    }),
} as const satisfies AttachmentKind<NetnsSpec>
