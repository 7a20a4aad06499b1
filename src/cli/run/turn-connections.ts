import { askKernel, attribute, NLM_F_ACK, NLM_F_CREATE, NLM_F_REQUEST, nested, number32 } from './netlink.ts'
import { expression, FAMILIES, makeChain, ofTcpElsewhere, REGISTER } from './output-chains.ts'

/**
 * Makes an empty network namespace one in which every TCP connection to every address and port comes to one listener: the loopback interface is up, every address is
 * local to it, and nftables turns what is connected to the listener's port. What a program connects to its own 127.0.0.1 or ::1 stays there.
 */
export function turnConnections(port: number): void {
  raiseLoopback()
  for (const family of FAMILIES) {
    makeAllLocal(family)
    redirectAll(family, port)
  }
}

const NETLINK_ROUTE = 0
const LOOPBACK_INDEX = 1
const ACK = NLM_F_REQUEST | NLM_F_ACK
const CREATE = ACK | NLM_F_CREATE

function raiseLoopback(): void {
  const RTM_NEWLINK = 16
  const IFF_UP = 1
  // struct ifinfomsg: family, type, index, flags, which flags change.
  const body = Buffer.concat([number32(0), number32(LOOPBACK_INDEX, 'little'), number32(IFF_UP, 'little'), number32(IFF_UP, 'little')])
  askKernel(NETLINK_ROUTE, [{ type: RTM_NEWLINK, flags: ACK, body }])
}

/** ip route add local default dev lo */
function makeAllLocal(family: number): void {
  const RTM_NEWROUTE = 24
  const [TABLE_LOCAL, PROTOCOL_BOOT, SCOPE_HOST, TYPE_LOCAL, RTA_OIF] = [255, 3, 254, 2, 4] as const
  // struct rtmsg: family, lengths of destination and source, type of service, table, protocol, scope, type, flags.
  const route = Buffer.from([family, 0, 0, 0, TABLE_LOCAL, PROTOCOL_BOOT, SCOPE_HOST, TYPE_LOCAL, 0, 0, 0, 0])
  const body = Buffer.concat([route, attribute(RTA_OIF, number32(LOOPBACK_INDEX, 'little'))])
  askKernel(NETLINK_ROUTE, [{ type: RTM_NEWROUTE, flags: CREATE, body }])
}

/** nft: type nat hook output priority -100; meta l4proto tcp daddr != loopback redirect to :port */
function redirectAll(family: number, port: number): void {
  const ports = Buffer.alloc(2)
  ports.writeUInt16BE(port)
  const turn = [
    expression('immediate', attribute(1, REGISTER), nested(2, attribute(1, ports))),
    expression('redir', attribute(1, REGISTER)),
  ]
  makeChain(family, { name: 'out', type: 'nat', priority: -100, rule: [...ofTcpElsewhere(family), ...turn] })
}
