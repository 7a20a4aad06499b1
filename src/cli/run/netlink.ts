import koffi, { type LibraryHandle } from 'koffi'

/** Requests to the kernel over netlink, as bytes: what `ip` and `nft` would send, which a machine may not have. On a machine that is little-endian, as all of Linux's 64 bit ones are. */
const AF_NETLINK = 16
const SOCK_RAW = 3
const SOCK_CLOEXEC = 0o2000000
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
  const socket = openNetlink(protocol)
  try {
    socket.ask(requests)
  } finally {
    socket.close()
  }
}

export interface NetlinkSocket {
  /** As askKernel does. */
  ask(requests: readonly NetlinkRequest[]): void
  /** Waits for nothing. Throws where the kernel does not take them. */
  send(requests: readonly NetlinkRequest[]): void
  /** What the kernel says of itself, type and body; waits on a thread of its own. Undefined: something was lost. */
  receive(): Promise<readonly NetlinkMessage[] | undefined>
  close(): void
}

interface NetlinkMessage {
  readonly type: number
  readonly body: Buffer
}

export function openNetlink(protocol: number): NetlinkSocket {
  const library = koffi.load(null)
  const descriptor: unknown = library.func('socket', 'int', ['int', 'int', 'int'])(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)
  if (typeof descriptor !== 'number' || descriptor < 0) throw new Error(`netlink: errno ${koffi.errno()}`)
  const sendBytes = library.func('send', 'long', ['int', 'uint8_t *', 'size_t', 'int'])
  const receiveBytes = library.func('recv', 'long', ['int', koffi.out('uint8_t *'), 'size_t', 'int'])
  const send = (requests: readonly NetlinkRequest[]): void => {
    const bytes = Buffer.concat(requests.map(messageOf))
    if (Number(sendBytes(descriptor, bytes, bytes.length, 0)) !== bytes.length) throw new Error(`netlink: errno ${koffi.errno()}`)
  }
  return {
    send,
    ask(requests) {
      send(requests)
      takeAnswers(library, descriptor, requests.filter(({ flags }) => (flags & NLM_F_ACK) !== 0).length)
    },
    receive: () =>
      new Promise((resolve) => {
        const bytes = Buffer.alloc(ANSWER_BYTES)
        receiveBytes.async(descriptor, bytes, bytes.length, 0, (error: unknown, length: unknown) => {
          resolve(error === null && Number(length) > 0 ? messagesIn(bytes.subarray(0, Number(length))) : undefined)
        })
      }),
    close: () => void library.func('close', 'int', ['int'])(descriptor),
  }
}

function messagesIn(bytes: Buffer): readonly NetlinkMessage[] {
  const messages: NetlinkMessage[] = []
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32LE(at)
    if (length < HEADER_BYTES) break
    messages.push({ type: bytes.readUInt16LE(at + 4), body: bytes.subarray(at + HEADER_BYTES, at + length) })
    at += aligned(length)
  }
  return messages
}

/** By their types; of a nested one only itself. */
export function attributesIn(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16LE(at)
    if (length < 4) break
    found.set(bytes.readUInt16LE(at + 2) & ~NESTED, bytes.subarray(at + 4, at + length))
    at += aligned(length)
  }
  return found
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
