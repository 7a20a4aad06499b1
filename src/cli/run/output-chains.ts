import { askKernel, attribute, type NetlinkRequest, NLM_F_ACK, NLM_F_CREATE, NLM_F_REQUEST, nested, number32, text } from './netlink.ts'

/** Chains of nftables for what a namespace's programs send, one rule each: what `nft` would make, which a machine may not have. */
interface OutputChain {
  readonly name: string
  readonly type: 'nat' | 'filter'
  /** The lower ones see a packet first. */
  readonly priority: number
  /** Of expressions. */
  readonly rule: readonly Buffer[]
}

const AF_INET = 2
const AF_INET6 = 10
export const FAMILIES = [AF_INET, AF_INET6] as const
export const NETLINK_NETFILTER = 12
/** Of nftables, for the values of a rule. */
export const REGISTER = number32(1)

const CREATE = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE
const TABLE = 'causeway'
const SUBSYSTEM = 10 << 8
const [NEW_TABLE, NEW_CHAIN, NEW_RULE] = [SUBSYSTEM, SUBSYSTEM | 3, SUBSYSTEM | 6] as const
const LOCAL_OUT = 3
const TCP = 6
const META_L4PROTO = 16
const NETWORK_HEADER = 1
const [EQUAL, NOT_EQUAL] = [0, 1] as const
/** Where an address begins in its packet, how much of it is compared, and what loopback has there. */
const LOOPBACK: Readonly<Record<number, { readonly offset: number; readonly value: Buffer }>> = {
  [AF_INET]: { offset: 16, value: Buffer.from([127]) },
  [AF_INET6]: { offset: 24, value: Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]) },
}

export function makeChain(family: number, { name, type, priority, rule }: OutputChain): void {
  const hook = nested(4, attribute(1, number32(LOCAL_OUT)), attribute(2, number32(priority)))
  const parts = (message: number, ...attributes: readonly Buffer[]): NetlinkRequest => ({
    type: message,
    flags: CREATE,
    body: Buffer.concat([Buffer.from([family, 0, 0, 0]), attribute(1, text(TABLE)), ...attributes]),
  })
  askKernel(NETLINK_NETFILTER, [
    batch(0x10),
    parts(NEW_TABLE),
    parts(NEW_CHAIN, attribute(3, text(name)), hook, attribute(7, text(type))),
    parts(NEW_RULE, attribute(2, text(name)), nested(4, ...rule)),
    batch(0x11),
  ])
}

/** meta l4proto tcp daddr != loopback */
export function ofTcpElsewhere(family: number): readonly Buffer[] {
  const loopback = LOOPBACK[family] ?? { offset: 0, value: Buffer.alloc(0) }
  return [
    expression('meta', attribute(2, number32(META_L4PROTO)), attribute(1, REGISTER)),
    compare(EQUAL, Buffer.from([TCP])),
    payload(NETWORK_HEADER, loopback.offset, loopback.value.length),
    compare(NOT_EQUAL, loopback.value),
  ]
}

export const expression = (name: string, ...data: readonly Buffer[]): Buffer => nested(1, attribute(1, text(name)), nested(2, ...data))

export const payload = (base: number, offset: number, length: number): Buffer =>
  expression(
    'payload',
    attribute(1, REGISTER),
    attribute(2, number32(base)),
    attribute(3, number32(offset)),
    attribute(4, number32(length)),
  )

export const isEqual = (value: Buffer): Buffer => compare(EQUAL, value)

const compare = (how: number, value: Buffer): Buffer =>
  expression('cmp', attribute(1, REGISTER), attribute(2, number32(how)), nested(3, attribute(1, value)))

/** All or nothing. */
const batch = (type: number): NetlinkRequest => ({ type, flags: NLM_F_REQUEST, body: Buffer.from([0, 0, 0, SUBSYSTEM >> 8]) })
