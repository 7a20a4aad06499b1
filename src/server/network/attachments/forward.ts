import type { AttachmentSpec } from '../../domain/attachment-spec.ts'
import { parseSocketAddress, socketAddressText } from '../address.ts'
import { forbiddenForForward } from '../forbidden-ranges.ts'
import { listed } from '../listed.ts'
import type { Attachment, AttachmentCheck } from './attachment.ts'
import { openSocket } from './open-socket.ts'
import { isOwnPort } from './own-port.ts'

type ForwardView = Extract<AttachmentSpec, { readonly kind: 'forward' }>

/** A table of addresses in the VPC and where each is really found: production addresses, local containers. */
export const forward: Attachment<ForwardView> = {
  kind: 'forward',
  check: (view, { address, vpcId, vpcName, machine }) => {
    const wanted = socketAddressText(address.ip.text, address.port)
    const vpc = { id: vpcId, name: vpcName }
    // Both are in the one spelling of an address; a table may have 10,000 entries, and every dial looks.
    const entry = view.forwards.find(({ from }) => from === wanted)
    if (entry === undefined) {
      const known = view.forwards.map(({ from }) => from)
      return {
        kind: 'refused',
        seen: `VPC ${vpcName} forwards ${known.length === 0 ? 'nothing' : `only ${listed(known)}`}, not ${wanted}`,
        remedies: [{ kind: 'add-forward', vpc, from: wanted, port: address.port }],
      }
    }
    const refuse = (why: string): AttachmentCheck => ({
      kind: 'refused',
      seen: `VPC ${vpcName} forwards ${wanted} to ${entry.to}, ${why}`,
      remedies: [{ kind: 'change-forward', vpc, from: wanted }],
    })
    const dialled = parseSocketAddress(entry.to)
    if (dialled === undefined) return refuse('which is not an address and a port like 127.0.0.1:5432')
    const forbidden = forbiddenForForward(dialled.ip)
    if (forbidden !== undefined) return refuse(`which is ${forbidden} and never dialled`)
    if (isOwnPort(dialled, machine)) return refuse('which is this server’s own port, and no queue may reach that')
    return {
      kind: 'passed',
      dialled: { ip: dialled.ip.text, port: dialled.port },
      seen: `VPC ${vpcName} forwards ${wanted} to ${entry.to}`,
    }
  },
  open: openSocket,
}
