import { socketAddressText } from '../address.ts'
import { forbiddenForHost } from '../forbidden-ranges.ts'
import { advice } from '../remedy.ts'
import type { Attachment } from './attachment.ts'
import { openSocket } from './open-socket.ts'
import { isOwnPort } from './own-port.ts'

/** This machine stands in the VPC's network and dials its addresses as they are. */
export const host: Attachment<{ readonly kind: 'host' }> = {
  kind: 'host',
  check: (_view, { address, vpcId, vpcName, machine }) => {
    const forbidden = forbiddenForHost(address.ip)
    if (forbidden !== undefined) {
      return {
        kind: 'refused',
        seen: `${address.ip.text} is ${forbidden}, which is never dialled through the host attachment of VPC ${vpcName}`,
        remedies: [{ kind: 'forward-instead', vpc: { id: vpcId, name: vpcName } }],
      }
    }
    if (isOwnPort(address, machine)) {
      return {
        kind: 'refused',
        seen: `${socketAddressText(address.ip.text, address.port)} is this server’s own port, which no queue may reach`,
        remedies: [advice('Use the address and port of the database')],
      }
    }
    return {
      kind: 'passed',
      dialled: { ip: address.ip.text, port: address.port },
      seen: `VPC ${vpcName} is reached from this machine’s own network (host)`,
    }
  },
  open: openSocket,
}
