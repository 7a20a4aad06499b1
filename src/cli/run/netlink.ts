import koffi, { type LibraryHandle } from 'koffi'

/** Requests to the kernel over netlink, as bytes: what `ip` and `nft` would send, which a machine may not have. On a machine that is little-endian, as all of Linux's 64 bit ones are. */
const AF_NETLINK = 16
const SOCK_RAW = 3
const HEADER_BYTES = 16
const NLMSG_ERROR = 2
const ANSWER_BYTES = 16_384

export const NLM_F_REQUEST = 1
export const NLM_F_ACK = 4
export const NLM_F_CREATE = 0x400
const NESTED = 0x8000

const aligned = (length: number): number => (length + 3) & ~3

export function attribute(type: number, payload: Buffer): Buffer {
  const length = 4 + payload.length
  const bytes = Buffer.alloc(aligned(length))
  bytes.writeUInt16LE(length, 0)
  bytes.writeUInt16LE(type, 2)
  payload.copy(bytes, 4)
  return bytes
}

export const nested = (type: number, ...parts: readonly Buffer[]): Buffer => attribute(type | NESTED, Buffer.concat(parts))

export const text = (value: string): Buffer => Buffer.from(`${value}\0`)

export function number32(value: number, order: 'big' | 'little' = 'big'): Buffer {
  const bytes = Buffer.alloc(4)
  if (order === 'big') bytes.writeInt32BE(value)
  else bytes.writeInt32LE(value)
  return bytes
}

export interface NetlinkRequest {
  readonly type: number
  readonly flags: number
  readonly body: Buffer
}

/** Sends them together and waits until each that asks for an acknowledgement has one. Throws with the first error. */
export function askKernel(protocol: number, requests: readonly NetlinkRequest[]): void {
  const library = koffi.load(null)
  const descriptor: unknown = library.func('socket', 'int', ['int', 'int', 'int'])(AF_NETLINK, SOCK_RAW, protocol)
  if (typeof descriptor !== 'number' || descriptor < 0) throw new Error(`netlink: errno ${koffi.errno()}`)
  try {
    const bytes = Buffer.concat(requests.map(messageOf))
    const sent: unknown = library.func('send', 'long', ['int', 'uint8_t *', 'size_t', 'int'])(descriptor, bytes, bytes.length, 0)
    if (Number(sent) !== bytes.length) throw new Error(`netlink: errno ${koffi.errno()}`)
    takeAnswers(library, descriptor, requests.filter(({ flags }) => (flags & NLM_F_ACK) !== 0).length)
  } finally {
    library.func('close', 'int', ['int'])(descriptor)
  }
}

function messageOf({ type, flags, body }: NetlinkRequest, number: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt32LE(HEADER_BYTES + body.length, 0)
  header.writeUInt16LE(type, 4)
  header.writeUInt16LE(flags, 6)
  header.writeUInt32LE(number + 1, 8)
  return Buffer.concat([header, body])
}

function takeAnswers(library: LibraryHandle, descriptor: number, count: number): void {
  const receive = library.func('recv', 'long', ['int', koffi.out('uint8_t *'), 'size_t', 'int'])
  for (let answered = 0; answered < count; ) {
    const answer = Buffer.alloc(ANSWER_BYTES)
    const length = Number(receive(descriptor, answer, answer.length, 0))
    if (length < 0) throw new Error(`netlink: errno ${koffi.errno()}`)
    for (let at = 0; at + HEADER_BYTES <= length; at += aligned(answer.readUInt32LE(at))) {
      if (answer.readUInt16LE(at + 4) !== NLMSG_ERROR) continue
      const error = answer.readInt32LE(at + HEADER_BYTES)
      if (error !== 0) throw new Error(`netlink: request ${answer.readUInt32LE(at + 8)}: errno ${-error}`)
      answered += 1
    }
  }
}
