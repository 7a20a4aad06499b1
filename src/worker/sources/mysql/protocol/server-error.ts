import { PacketCursor } from './packet-cursor.ts'

/** What the server says in an ERR packet. */
export class ServerError extends Error {
  readonly code: number
  readonly sqlState: string

  constructor(code: number, sqlState: string, message: string) {
    super(message)
    this.name = 'ServerError'
    this.code = code
    this.sqlState = sqlState
  }
}

export const ERR = 0xff
const MESSAGE_BYTES_MAX = 4096

export function readServerError(packet: Buffer): ServerError {
  const cursor = new PacketCursor(packet, 1)
  const code = cursor.uint(2)
  const rest = cursor.rest()
  // Before the log-in there is no state.
  const hasState = rest[0] === '#'.charCodeAt(0) && rest.length >= 6
  const sqlState = hasState ? rest.toString('latin1', 1, 6) : 'HY000'
  return new ServerError(code, sqlState, rest.subarray(hasState ? 6 : 0, MESSAGE_BYTES_MAX).toString('utf8'))
}
