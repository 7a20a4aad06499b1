import { parseIpAddress, rangeCovers, requireIpRange, type SocketAddress, socketAddressText } from '../address.ts'
import { advice } from '../remedy.ts'
import type { AttachmentCheck, MachineView } from './attachment-kind.ts'

const LOOPBACK = ['127.0.0.0/8', '::1'].map(requireIpRange)

/** Whether the address is a port of this server on this machine. */
export function isOwnPort(address: SocketAddress, machine: MachineView): boolean {
  if (!machine.ownPorts.includes(address.port)) return false
  if (LOOPBACK.some((range) => rangeCovers(range, address.ip))) return true
  return machine.ownAddresses.some((text) => parseIpAddress(text.replace(/%.*$/, ''))?.text === address.ip.text)
}

/** Rule 12, of an address that is dialled as it is; undefined where the port is another's. */
export function ownPortRefusal(address: SocketAddress, machine: MachineView): AttachmentCheck | undefined {
  if (!isOwnPort(address, machine)) return undefined
  return {
    kind: 'refused',
    rule: 12,
    seen: `${socketAddressText(address.ip.text, address.port)} is this server’s own port, which no queue may reach`,
    remedies: [advice('Use the address and port of the database')],
  }
}
