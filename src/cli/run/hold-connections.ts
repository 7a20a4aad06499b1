import { attribute, attributesIn, type NetlinkSocket, NLM_F_ACK, NLM_F_REQUEST, nested, number32, openNetlink, text } from './netlink.ts'
import { expression, FAMILIES, isEqual, makeChain, NETLINK_NETFILTER, ofTcpElsewhere, payload, REGISTER } from './output-chains.ts'

/** A connection that a program begins. */
export interface BegunConnection {
  /** Its own port. */
  readonly from: number
  readonly host: string
  readonly port: number
}

/**
 * Holds each TCP connection that a program of the namespace begins, before anybody takes it, until it is decided: one that is not let through is refused, as by a host
 * where nothing listens. Throws where the kernel has no queues for that.
 */
export function holdConnections(decide: (connection: BegunConnection) => Promise<boolean>): void {
  const socket = openNetlink(NETLINK_NETFILTER)
  try {
    socket.ask([configure(attribute(CFG_COMMAND, Buffer.from([BIND, 0, 0, 0])))])
    socket.ask([configure(attribute(CFG_PARAMETERS, Buffer.concat([number32(PACKET_BYTES), Buffer.from([COPY_PACKET])])))])
    for (const family of FAMILIES) {
      holdAll(family)
      makeChain(family, { name: 'refuse', type: 'filter', priority: -140, rule: [...marked(), refuse()] })
    }
  } catch (error) {
    socket.close()
    throw error
  }
  void serve(socket, decide)
}

const SUBSYSTEM = 3 << 8
const [MESSAGE_PACKET, MESSAGE_VERDICT, MESSAGE_CONFIG] = [SUBSYSTEM, SUBSYSTEM | 1, SUBSYSTEM | 2] as const
const [CFG_COMMAND, CFG_PARAMETERS] = [1, 2] as const
const BIND = 1
const COPY_PACKET = 2
/** The longest headers of IP, and the ports. */
const PACKET_BYTES = 64
const [PACKET_HEADER, PACKET_PAYLOAD] = [1, 10] as const
const [VERDICT_HEADER, VERDICT_MARK] = [2, 3] as const
const NF_ACCEPT = 1
const REFUSED_MARK = 1

/** Family, version, and which queue, the first. */
const ofQueue = Buffer.alloc(4)

const configure = (body: Buffer) => ({ type: MESSAGE_CONFIG, flags: NLM_F_REQUEST | NLM_F_ACK, body: Buffer.concat([ofQueue, body]) })

/** tcp flags & (syn | ack) == syn */
function ofBegin(): readonly Buffer[] {
  const [TRANSPORT_HEADER, FLAGS_OFFSET, SYN, SYN_OR_ACK] = [2, 13, 0x02, 0x12] as const
  const both = expression(
    'bitwise',
    ...[attribute(1, REGISTER), attribute(2, REGISTER), attribute(3, number32(1))],
    ...[nested(4, attribute(1, Buffer.from([SYN_OR_ACK]))), nested(5, attribute(1, Buffer.from([0])))],
  )
  return [payload(TRANSPORT_HEADER, FLAGS_OFFSET, 1), both, isEqual(Buffer.from([SYN]))]
}

/** queue num 0 bypass; and as iptables has it, for kernels without the first. What goes on where nobody listens at the queue is as it would be without. */
const TO_QUEUE: readonly Buffer[] = [
  expression('queue', attribute(1, Buffer.from([0, 0])), attribute(2, Buffer.from([0, 1])), attribute(3, Buffer.from([0, 1]))),
  expression('target', attribute(1, text('NFQUEUE')), attribute(2, number32(3)), attribute(3, Buffer.from([0, 0, 1, 0, 1, 0]))),
]

function holdAll(family: number): void {
  const [first, second] = TO_QUEUE.map((toQueue) => () => {
    makeChain(family, { name: 'hold', type: 'filter', priority: -150, rule: [...ofTcpElsewhere(family), ...ofBegin(), toQueue] })
  })
  try {
    first?.()
  } catch {
    second?.()
  }
}

function marked(): readonly Buffer[] {
  const META_MARK = 3
  return [expression('meta', attribute(2, number32(META_MARK)), attribute(1, REGISTER)), isEqual(number32(REFUSED_MARK, 'little'))]
}

/** reject with tcp reset */
const refuse = (): Buffer => expression('reject', attribute(1, number32(1)), attribute(2, Buffer.from([0])))

async function serve(socket: NetlinkSocket, decide: (connection: BegunConnection) => Promise<boolean>): Promise<void> {
  /** A program that waits for an answer asks again. */
  const deciding = new Map<string, Promise<boolean>>()

  async function answer(id: Buffer, connection: BegunConnection | undefined): Promise<void> {
    const key = JSON.stringify(connection)
    const decision = connection === undefined ? Promise.resolve(false) : (deciding.get(key) ?? decide(connection))
    deciding.set(key, decision)
    const isAllowed = await decision.catch(() => false)
    deciding.delete(key)
    const mark = isAllowed ? [] : [attribute(VERDICT_MARK, number32(REFUSED_MARK))]
    const verdict = attribute(VERDICT_HEADER, Buffer.concat([number32(NF_ACCEPT), id]))
    socket.send([{ type: MESSAGE_VERDICT, flags: NLM_F_REQUEST, body: Buffer.concat([ofQueue, verdict, ...mark]) }])
  }

  for (;;) {
    for (const { type, body } of (await socket.receive()) ?? []) {
      if (type !== MESSAGE_PACKET) continue
      const found = attributesIn(body.subarray(ofQueue.length))
      const id = found.get(PACKET_HEADER)?.subarray(0, 4)
      if (id !== undefined) void answer(id, connectionIn(found.get(PACKET_PAYLOAD) ?? Buffer.alloc(0))).catch(() => undefined)
    }
  }
}

/** Of the packet's begin. An address is written as the server has it of a socket. */
function connectionIn(packet: Buffer): BegunConnection | undefined {
  if (packet.length < 24) return undefined
  const isIpv4 = packet.readUInt8(0) >> 4 === 4
  const at = isIpv4 ? (packet.readUInt8(0) & 0x0f) * 4 : 40
  if (packet.length < at + 4) return undefined
  const host = isIpv4
    ? packet.subarray(16, 20).join('.')
    : Array.from({ length: 8 }, (_none, group) => packet.readUInt16BE(24 + 2 * group).toString(16)).join(':')
  return { from: packet.readUInt16BE(at), host, port: packet.readUInt16BE(at + 2) }
}
