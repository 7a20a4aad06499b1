import { parseSocketAddress, socketAddressText } from '../address.ts'
import { forbiddenForForward } from '../forbidden-ranges.ts'
import { listed } from '../listed.ts'
import type { AttachmentView } from '../network-view.ts'
import type { Attachment } from './attachment.ts'
import { openSocket } from './open-socket.ts'
import { isOwnPort } from './own-port.ts'

type ForwardView = Extract<AttachmentView, { readonly kind: 'forward' }>

/** A table of addresses in the VPC and where each is really found: production addresses, local containers. */
export const forward: Attachment<ForwardView> = {
  kind: 'forward',
  check: (view, { address, vpcId, vpcName, machine }) => {
    const wanted = socketAddressText(address.ip.text, address.port)
    const change = `PUT /causeway/v1/{project_id}/vpcs/${vpcId}/attachment`
    const entry = view.forwards.find(({ from }) => {
      const parsed = parseSocketAddress(from)
      return parsed !== undefined && parsed.port === address.port && parsed.ip.text === address.ip.text
    })
    if (entry === undefined) {
      const known = view.forwards.map(({ from }) => from)
      return {
        kind: 'refused',
        seen: `VPC ${vpcName} forwards ${known.length === 0 ? 'nothing' : `only ${listed(known)}`}, not ${wanted}`,
        remedies: [
          `Add a forward for ${wanted} to those that VPC ${vpcName} has (the whole table is replaced): ${change} ` +
            `{"kind":"forward","forwards":[{"from":"${wanted}","to":"127.0.0.1:${address.port}"}]}`,
        ],
      }
    }
    const refuse = (why: string) => ({
      kind: 'refused' as const,
      seen: `VPC ${vpcName} forwards ${wanted} to ${entry.to}, ${why}`,
      remedies: [`Let ${wanted} lead to the address and port where the database listens: ${change}`],
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
