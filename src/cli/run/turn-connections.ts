import { askKernel, attribute, type NetlinkRequest, NLM_F_ACK, NLM_F_CREATE, NLM_F_REQUEST, nested, number32, text } from './netlink.ts'

/**
 * Makes an empty network namespace one in which every TCP connection to every address and port comes to one listener: the loopback interface is up, every address is
 * local to it, and nftables turns what is connected to the listener's port. What a program connects to its own 127.0.0.1 or ::1 stays there.
 */
export function turnConnections(port: number): void {
  raiseLoopback()
  for (const family of [AF_INET, AF_INET6]) {
    makeAllLocal(family)
    redirectAll(family, port)
  }
}

const AF_INET = 2
const AF_INET6 = 10
const NETLINK_ROUTE = 0
const NETLINK_NETFILTER = 12
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

const TABLE = 'causeway'
const CHAIN = 'out'
const SUBSYSTEM = 10 << 8
const [NEW_TABLE, NEW_CHAIN, NEW_RULE] = [SUBSYSTEM, SUBSYSTEM | 3, SUBSYSTEM | 6] as const
const REGISTER = number32(1)
const TCP = 6
/** Where an address begins in its packet, how much of it is compared, and what loopback has there. */
const LOOPBACK: Readonly<Record<number, { readonly offset: number; readonly value: Buffer }>> = {
  [AF_INET]: { offset: 16, value: Buffer.from([127]) },
  [AF_INET6]: { offset: 24, value: Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]) },
}

/** nft: type nat hook output priority -100; meta l4proto tcp daddr != loopback redirect to :port */
function redirectAll(family: number, port: number): void {
  const loopback = LOOPBACK[family] ?? { offset: 0, value: Buffer.alloc(0) }
  const hook = nested(4, attribute(1, number32(LOCAL_OUT)), attribute(2, number32(PRIORITY_NAT)))
  const ports = Buffer.alloc(2)
  ports.writeUInt16BE(port)
  const rule = nested(
    4,
    expression('meta', attribute(2, number32(META_L4PROTO)), attribute(1, REGISTER)),
    compare(EQUAL, Buffer.from([TCP])),
    expression(
      'payload',
      attribute(1, REGISTER),
      attribute(2, number32(NETWORK_HEADER)),
      attribute(3, number32(loopback.offset)),
      attribute(4, number32(loopback.value.length)),
    ),
    compare(NOT_EQUAL, loopback.value),
    expression('immediate', attribute(1, REGISTER), nested(2, attribute(1, ports))),
    expression('redir', attribute(1, REGISTER)),
  )
  const parts = (type: number, ...attributes: readonly Buffer[]): NetlinkRequest => ({
    type,
    flags: CREATE,
    body: Buffer.concat([Buffer.from([family, 0, 0, 0]), attribute(1, text(TABLE)), ...attributes]),
  })
  askKernel(NETLINK_NETFILTER, [
    batch(0x10),
    parts(NEW_TABLE),
    parts(NEW_CHAIN, attribute(3, text(CHAIN)), hook, attribute(7, text('nat'))),
    parts(NEW_RULE, attribute(2, text(CHAIN)), rule),
    batch(0x11),
  ])
}

const LOCAL_OUT = 3
const PRIORITY_NAT = -100
const META_L4PROTO = 16
const NETWORK_HEADER = 1
const [EQUAL, NOT_EQUAL] = [0, 1] as const

const expression = (name: string, ...data: readonly Buffer[]): Buffer => nested(1, attribute(1, text(name)), nested(2, ...data))

const compare = (how: number, value: Buffer): Buffer =>
  expression('cmp', attribute(1, REGISTER), attribute(2, number32(how)), nested(3, attribute(1, value)))

/** All or nothing. */
const batch = (type: number): NetlinkRequest => ({ type, flags: NLM_F_REQUEST, body: Buffer.from([0, 0, 0, SUBSYSTEM >> 8]) })
