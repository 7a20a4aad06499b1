import { isIPv4 } from 'node:net'
import { constants } from 'node:os'
import koffi from 'koffi'
import {
  AF_INET,
  cLibrary,
  IPPROTO_TCP,
  type NativeFunction,
  POLLOUT,
  SO_ERROR,
  SO_KEEPALIVE,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
} from './c-library.ts'

/** Where a poll's answer stands, behind the descriptor and what was asked for. */
const ANSWER_AT = 6
const INT_BYTES = 4
/** What libuv sets beside the time of silence: how often is asked then, and how many times without an answer. */
const ASKED_EVERY_SECONDS = 1
const ASKED_TIMES = 10

interface Calls {
  readonly socket: NativeFunction
  readonly setsockopt: NativeFunction
  readonly getsockopt: NativeFunction
  readonly connect: NativeFunction
  readonly poll: NativeFunction
  readonly close: NativeFunction
}

export type ConnectedDescriptor =
  | { readonly kind: 'connected'; readonly descriptor: number }
  /** On its way: it can be written to, or tells its error, when that is known. */
  | { readonly kind: 'pending'; readonly descriptor: number }
  /** `code` is the operating system's, where it is one that Node has a name for. */
  | { readonly kind: 'failed'; readonly code: string | undefined }

/** Linux with 64 bits, as far as koffi has been built for it. */
let calls: Calls | undefined | 'none' = process.platform === 'linux' && ['x64', 'arm64'].includes(process.arch) ? undefined : 'none'

function libc(): Calls | undefined {
  calls ??= load()
  return calls === 'none' ? undefined : calls
}

function load(): Calls | 'none' {
  try {
    const library = cLibrary()
    return {
      socket: library.func('socket', 'int', ['int', 'int', 'int']),
      setsockopt: library.func('setsockopt', 'int', ['int', 'int', 'int', 'uint8_t *', 'uint32_t']),
      getsockopt: library.func('getsockopt', 'int', ['int', 'int', 'int', 'uint8_t *', 'uint8_t *']),
      connect: library.func('connect', 'int', ['int', 'uint8_t *', 'uint32_t']),
      poll: library.func('poll', 'int', ['uint8_t *', 'ulong', 'int']),
      close: library.func('close', 'int', ['int']),
    }
  } catch {
    return 'none'
  }
}

const intOf = (value: number): Buffer => {
  const bytes = Buffer.alloc(INT_BYTES)
  bytes.writeInt32LE(value)
  return bytes
}
const ON = intOf(1)
const EVERY = intOf(ASKED_EVERY_SECONDS)
const TIMES = intOf(ASKED_TIMES)
const lengthOfInt = intOf(INT_BYTES)
// One call of the system is over before the next begins: nobody else has them meanwhile.
const address = Buffer.alloc(16)
let written: string | undefined
const polled = Buffer.alloc(8)
const error = Buffer.alloc(INT_BYTES)
const silence = Buffer.alloc(INT_BYTES)

/**
 * Asks the kernel for a connection to an IPv4 address by its own calls: what leads to this machine, or a container of it, is there before this returns, and Node would make
 * a stream for it and wait for a turn of its loop. It sends what it is given at once (TCP_NODELAY), and is asked after so many seconds of silence whether the other side is
 * there. Nothing of it is read. Undefined where there are no such calls, or the address is of another kind.
 */
export function connectDescriptor(ip: string, port: number, silentSeconds: number): ConnectedDescriptor | undefined {
  const c = libc()
  if (c === undefined || !writeAddress(ip, port)) return undefined
  const descriptor = Number(c.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
  if (descriptor < 0) return failed(koffi.errno())
  silence.writeInt32LE(silentSeconds)
  c.setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, ON, INT_BYTES)
  c.setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, ON, INT_BYTES)
  c.setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, silence, INT_BYTES)
  c.setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, EVERY, INT_BYTES)
  c.setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, TIMES, INT_BYTES)
  if (Number(c.connect(descriptor, address, address.length)) === 0) return { kind: 'connected', descriptor }
  const errno = koffi.errno()
  if (errno !== constants.errno.EINPROGRESS) {
    c.close(descriptor)
    return failed(errno)
  }
  polled.writeInt32LE(descriptor, 0)
  polled.writeInt32LE(POLLOUT, 4)
  if (Number(c.poll(polled, 1, 0)) !== 1) return { kind: 'pending', descriptor }
  if (polled.readUInt16LE(ANSWER_AT) === POLLOUT) return { kind: 'connected', descriptor }
  const isAnswered = Number(c.getsockopt(descriptor, SOL_SOCKET, SO_ERROR, error, lengthOfInt)) === 0
  const refusal = isAnswered ? error.readInt32LE() : koffi.errno()
  if (refusal === 0) return { kind: 'connected', descriptor }
  c.close(descriptor)
  return failed(refusal)
}

function writeAddress(ip: string, port: number): boolean {
  address.writeUInt16BE(port, 2)
  // Those that come together mostly lead to one place.
  if (ip === written) return true
  if (!isIPv4(ip)) return false
  address.writeUInt16LE(AF_INET, 0)
  for (const [at, part] of ip.split('.').entries()) address[4 + at] = Number(part)
  written = ip
  return true
}

const names: ReadonlyMap<number, string> = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))

const failed = (errno: number): ConnectedDescriptor => ({ kind: 'failed', code: names.get(errno) })
