import { parseIpAddress, rangeCovers, requireIpRange, type SocketAddress } from '../address.ts'
import type { MachineView } from './attachment-kind.ts'

const LOOPBACK = ['127.0.0.0/8', '::1'].map(requireIpRange)

/** Whether the address is a port of this server on this machine. */
export function isOwnPort(address: SocketAddress, machine: MachineView): boolean {
  if (!machine.ownPorts.includes(address.port)) return false
  if (LOOPBACK.some((range) => rangeCovers(range, address.ip))) return true
  return machine.ownAddresses.some((text) => parseIpAddress(text.replace(/%.*$/, ''))?.text === address.ip.text)
}
