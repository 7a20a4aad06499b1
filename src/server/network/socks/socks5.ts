import type { Socket } from 'node:net'
import type { Target } from '../policy.ts'
import { readBytes } from '../read-bytes.ts'

/** What a client of a SOCKS5 server shows (RFC 1929). */
interface SocksLogin {
  readonly user: string
  readonly password: string
}

/** Undefined: whoever gets to the socket may use it. */
export type CheckLogin = ((login: SocksLogin) => boolean) | undefined

export type SocksAsked =
  | { readonly kind: 'asked'; readonly target: Target }
  /** The client has been told, as far as the protocol has words for it. */
  | { readonly kind: 'refused'; readonly reason: SocksRefusal }

export type SocksRefusal =
  | 'no SOCKS5'
  | 'no such log-in'
  | 'log-in missing'
  | 'not CONNECT'
  | 'no such kind of address'
  | 'no name'
  | 'ended'

/** The replies of RFC 1928. */
export const SOCKS_REPLY = {
  succeeded: 0,
  generalFailure: 1,
  notAllowed: 2,
  networkUnreachable: 3,
  hostUnreachable: 4,
  connectionRefused: 5,
  expired: 6,
  commandNotSupported: 7,
  addressNotSupported: 8,
} as const

const VERSION = 5
const LOGIN_VERSION = 1
const NO_LOGIN = 0
const BY_PASSWORD = 2
const NO_METHOD = 0xff
const CONNECT = 1
/** Printable ASCII: names are written into messages and logs. */
const NAME = /^[\x21-\x7e]+$/

/** The address that a reply has to have; nobody reads it after CONNECT. */
export const socksReply = (code: number): Buffer => Buffer.from([VERSION, code, 0, 1, 0, 0, 0, 0, 0, 0])

/**
 * The beginning of a connection of SOCKS5 (RFC 1928), up to what is asked for. A name stays a name: it is never looked up here. Bytes behind the request stay in the
 * socket. Rejects with the signal, by which its caller bounds how long that may take.
 */
export async function askedBySocks(socket: Socket, check: CheckLogin, signal: AbortSignal): Promise<SocksAsked> {
  const read = (count: number): Promise<Buffer> => required(socket, count, signal)
  try {
    const [version = 0, methodCount = 0] = await read(2)
    if (version !== VERSION) return refused('no SOCKS5')
    const method = check === undefined ? NO_LOGIN : BY_PASSWORD
    if (!(await read(methodCount)).includes(method)) {
      socket.write(Buffer.from([VERSION, NO_METHOD]))
      return refused('log-in missing')
    }
    socket.write(Buffer.from([VERSION, method]))
    if (check !== undefined) {
      const isKnown = check(await readLogin(read))
      socket.write(Buffer.from([LOGIN_VERSION, isKnown ? 0 : 1]))
      if (!isKnown) return refused('no such log-in')
    }
    return await readRequest(socket, read)
  } catch (thrown) {
    if (thrown instanceof Ended) return refused('ended')
    throw thrown
  }
}

async function readLogin(read: (count: number) => Promise<Buffer>): Promise<SocksLogin> {
  const [, userLength = 0] = await read(2)
  const user = (await read(userLength)).toString('latin1')
  const [passwordLength = 0] = await read(1)
  return { user, password: (await read(passwordLength)).toString('latin1') }
}

async function readRequest(socket: Socket, read: (count: number) => Promise<Buffer>): Promise<SocksAsked> {
  const [version, command, , type] = await read(4)
  if (version !== VERSION) return refused('no SOCKS5')
  const host = await readHost(type ?? 0, read)
  if (host === undefined) {
    socket.write(socksReply(SOCKS_REPLY.addressNotSupported))
    return refused('no such kind of address')
  }
  const port = (await read(2)).readUInt16BE(0)
  if (command !== CONNECT) {
    socket.write(socksReply(SOCKS_REPLY.commandNotSupported))
    return refused('not CONNECT')
  }
  if (!NAME.test(host)) {
    socket.write(socksReply(SOCKS_REPLY.hostUnreachable))
    return refused('no name')
  }
  return { kind: 'asked', target: { host, port } }
}

/** IPv4, a name, IPv6. */
async function readHost(type: number, read: (count: number) => Promise<Buffer>): Promise<string | undefined> {
  switch (type) {
    case 1:
      return (await read(4)).join('.')
    case 3: {
      const [length = 0] = await read(1)
      return (await read(length)).toString('latin1')
    }
    case 4: {
      const bytes = await read(16)
      return Array.from({ length: 8 }, (_none, at) => bytes.readUInt16BE(2 * at).toString(16)).join(':')
    }
    default:
      return undefined
  }
}

class Ended extends Error {}

async function required(socket: Socket, count: number, signal: AbortSignal): Promise<Buffer> {
  const bytes = await readBytes(socket, count, signal)
  if (bytes === undefined) throw new Ended('The client went away')
  return bytes
}

const refused = (reason: SocksRefusal): SocksAsked => ({ kind: 'refused', reason })
