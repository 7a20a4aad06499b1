import { PLUGIN_AUTH, PROTOCOL_41, SECURE_CONNECTION } from './capabilities.ts'
import { NotProtocolError } from './not-protocol-error.ts'
import { PacketCursor } from './packet-cursor.ts'
import { ERR, readServerError } from './server-error.ts'

/** What the server says first. */
export interface Greeting {
  readonly serverVersion: string
  readonly connectionId: number
  readonly capabilities: number
  /** The server's part of the proof of a password. */
  readonly nonce: Buffer
  readonly plugin: string
}

const VERSION = 10
const NONCE_BYTES = 20

/** @throws NotProtocolError; ServerError when the server refuses the connection at once. */
export function readGreeting(packet: Buffer): Greeting {
  if (packet[0] === ERR) throw readServerError(packet)
  const cursor = new PacketCursor(packet)
  if (cursor.uint(1) !== VERSION) throw new NotProtocolError('the greeting has another version')
  const serverVersion = cursor.untilNul().toString('latin1')
  const connectionId = cursor.uint(4)
  const nonceStart = cursor.bytes(8)
  cursor.bytes(1)
  const low = cursor.uint(2)
  // Collation and status.
  cursor.bytes(3)
  const capabilities = low + cursor.uint(2) * 0x10000
  if ((capabilities & PROTOCOL_41) === 0 || (capabilities & SECURE_CONNECTION) === 0)
    throw new NotProtocolError('the server is older than 4.1')
  const nonceLength = cursor.uint(1)
  cursor.bytes(10)
  const nonceRest = cursor.bytes(Math.max(13, nonceLength - 8))
  const plugin = (capabilities & PLUGIN_AUTH) === 0 ? 'mysql_native_password' : pluginName(cursor.rest())
  return { serverVersion, connectionId, capabilities, nonce: Buffer.concat([nonceStart, nonceRest]).subarray(0, NONCE_BYTES), plugin }
}

/** Some servers leave out the NUL at the end. */
export const pluginName = (bytes: Buffer): string => bytes.toString('latin1').replace(/\0.*$/s, '')
