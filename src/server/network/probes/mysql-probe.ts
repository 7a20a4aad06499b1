import type { Parsed } from './exchange.ts'
import { shownText } from './shown-text.ts'

export type MysqlGreeting =
  | {
      readonly kind: 'greeting'
      readonly product: 'MySQL' | 'MariaDB'
      readonly version: string
      readonly tls: boolean
      readonly plugin: string
      /** Of the next packet of ours. */
      readonly sequence: number
    }
  | { readonly kind: 'error'; readonly code: number }

const CLIENT_SSL = 0x0800
const CLIENT_PLUGIN_AUTH = 0x0008_0000
const PACKET_MAX = 4_096
const VERSION_MAX = 100

/** The first packet, which the server sends unasked. */
export function parseMysqlGreeting(bytes: Buffer): Parsed<MysqlGreeting> {
  if (bytes.length < 5) return { kind: 'more' }
  const length = bytes.readUIntLE(0, 3)
  const type = bytes.readUInt8(4)
  if (length < 3 || length > PACKET_MAX || (type !== 10 && type !== 0xff)) return { kind: 'bad', why: 'is neither MySQL nor MariaDB' }
  if (bytes.length < length + 4) return { kind: 'more' }
  const body = bytes.subarray(4, length + 4)
  const sequence = bytes.readUInt8(3) + 1
  const value = type === 0xff ? ({ kind: 'error', code: body.readUInt16LE(1) } as const) : greeting(body, sequence)
  return value === undefined
    ? { kind: 'bad', why: 'sent a greeting that is neither of MySQL nor of MariaDB' }
    : { kind: 'done', value, length: length + 4 }
}

function greeting(body: Buffer, sequence: number): MysqlGreeting | undefined {
  const end = body.indexOf(0, 1)
  // Behind the version: connection id (4), 8 bytes of the challenge, a NUL, flags (2), collation, status (2), flags (2), length, 10 bytes, the challenge, plugin.
  if (end < 0 || end > VERSION_MAX || body.length < end + 16) return undefined
  const text = shownText(body.toString('latin1', 1, end), VERSION_MAX)
  const rest = body.subarray(end + 1)
  const low = rest.readUInt16LE(13)
  const flags = rest.length < 20 ? low : low + rest.readUInt16LE(18) * 0x1_0000
  const product = /mariadb/i.test(text) ? 'MariaDB' : 'MySQL'
  // MariaDB says 5.5.5- before, for old replicas.
  const version = text.replace(/^5\.5\.5-(?=\d)/, '')
  return { kind: 'greeting', product, version, tls: (flags & CLIENT_SSL) !== 0, plugin: pluginOf(rest, flags), sequence }
}

function pluginOf(rest: Buffer, flags: number): string {
  if ((flags & CLIENT_PLUGIN_AUTH) === 0 || rest.length < 32) return ''
  const start = 31 + Math.max(13, rest.readUInt8(20) - 8)
  if (start >= rest.length) return ''
  const end = rest.indexOf(0, start)
  return shownText(rest.toString('latin1', start, end < 0 ? rest.length : end), 64)
}

/** The short form of our answer, which only says that TLS begins now. */
export function mysqlTlsRequest(sequence: number): Buffer {
  const packet = Buffer.alloc(36)
  packet.writeUIntLE(32, 0, 3)
  packet.writeUInt8(sequence & 0xff, 3)
  // PROTOCOL_41, SECURE_CONNECTION, SSL, PLUGIN_AUTH
  packet.writeUInt32LE(0x0000_0200 + 0x0000_8000 + CLIENT_SSL + CLIENT_PLUGIN_AUTH, 4)
  packet.writeUInt32LE(PACKET_MAX, 8)
  packet.writeUInt8(45, 12)
  return packet
}

export const MYSQL_REFUSALS: ReadonlyMap<number, string> = new Map([
  [1040, 'it has no connection left'],
  [1129, 'it has locked this server’s address out after errors (FLUSH HOSTS)'],
  [1130, 'no user of it may come from this server’s address'],
])
