import {
  CONNECT_WITH_DB,
  LONG_FLAG,
  LONG_PASSWORD,
  PLUGIN_AUTH,
  PLUGIN_AUTH_LENENC,
  PROTOCOL_41,
  SECURE_CONNECTION,
  SSL,
  TRANSACTIONS,
} from './capabilities.ts'

/** utf8mb4_general_ci: every server that has utf8mb4 knows it. */
const UTF8MB4 = 45
const PACKET_BYTES_MAX = 0x40000000
const WANTED = LONG_PASSWORD | LONG_FLAG | PROTOCOL_41 | TRANSACTIONS | SECURE_CONNECTION | PLUGIN_AUTH | PLUGIN_AUTH_LENENC

export interface LogIn {
  readonly user: string
  readonly database: string | undefined
  readonly plugin: string
  readonly proof: Buffer
}

const flags = (database: string | undefined, offered: number, encrypted: boolean): number =>
  ((WANTED | (database === undefined ? 0 : CONNECT_WITH_DB)) & offered) | (encrypted ? SSL : 0)

/** The beginning of a log-in, which alone asks for TLS. */
export function tlsRequest(database: string | undefined, offered: number): Buffer {
  return head(flags(database, offered, true))
}

export function logInMessage({ user, database, plugin, proof }: LogIn, offered: number, encrypted: boolean): Buffer {
  const agreed = flags(database, offered, encrypted)
  const parts = [head(agreed), nulEnded(user), Buffer.from([proof.length]), proof]
  if ((agreed & CONNECT_WITH_DB) !== 0) parts.push(nulEnded(database ?? ''))
  if ((agreed & PLUGIN_AUTH) !== 0) parts.push(nulEnded(plugin))
  return Buffer.concat(parts)
}

function head(agreed: number): Buffer {
  const bytes = Buffer.alloc(32)
  bytes.writeUInt32LE(agreed >>> 0, 0)
  bytes.writeUInt32LE(PACKET_BYTES_MAX, 4)
  bytes[8] = UTF8MB4
  return bytes
}

/** The last fence: a NUL would end the text, and what follows would be read as the next field. */
export function nulEnded(text: string): Buffer {
  if (text.includes('\0')) throw new Error('a text for the server holds a NUL')
  return Buffer.from(`${text}\0`, 'utf8')
}
