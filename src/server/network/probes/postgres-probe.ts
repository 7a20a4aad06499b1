import type { Parsed } from './exchange.ts'
import { shownText } from './shown-text.ts'

/** Asks whether the server speaks TLS; it answers with one letter. */
export const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])

export type TlsOffer = 'offered' | 'not-offered' | 'refused'

export function parseTlsOffer(bytes: Buffer): Parsed<TlsOffer> {
  const [letter] = bytes
  if (letter === undefined) return { kind: 'more' }
  if (letter === 0x53) return { kind: 'done', value: 'offered', length: 1 }
  if (letter === 0x4e) return { kind: 'done', value: 'not-offered', length: 1 }
  // An error message: a server that is too old, or has no place left. It says more when it is asked to start.
  if (letter === 0x45) return { kind: 'done', value: 'refused', length: 1 }
  return { kind: 'bad', why: 'is no PostgreSQL' }
}

/** Version 3.0, as this user. Neither text may have a NUL: what is given is checked before. */
export function startMessage(user: string, database: string): Buffer {
  const body = Buffer.from(`user\0${user}\0database\0${database}\0application_name\0causeway explain\0\0`, 'utf8')
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8, 0)
  head.writeUInt32BE(0x0003_0000, 4)
  return Buffer.concat([head, body])
}

export type StartAnswer =
  | { readonly kind: 'authentication'; readonly method: string }
  /** Its SQLSTATE; '' where it gave none. */
  | { readonly kind: 'error'; readonly code: string }

const METHODS: ReadonlyMap<number, string> = new Map([
  [0, 'none (trust)'],
  [2, 'Kerberos V5'],
  [3, 'password in clear text'],
  [5, 'password as MD5'],
  [7, 'GSSAPI'],
  [9, 'SSPI'],
])
const MESSAGE_MAX = 8_192

/** The first message after the start: how it wants to know who asks, or why it does not. */
export function parseStartAnswer(bytes: Buffer): Parsed<StartAnswer> {
  if (bytes.length < 5) return { kind: 'more' }
  const type = bytes.readUInt8(0)
  const length = bytes.readUInt32BE(1)
  if ((type !== 0x52 && type !== 0x45) || length < 8 || length > MESSAGE_MAX) return { kind: 'bad', why: 'is no PostgreSQL' }
  if (bytes.length < length + 1) return { kind: 'more' }
  const body = bytes.subarray(5, length + 1)
  const value: StartAnswer = type === 0x45 ? { kind: 'error', code: errorCode(body) } : { kind: 'authentication', method: methodOf(body) }
  return { kind: 'done', value, length: length + 1 }
}

function methodOf(body: Buffer): string {
  const number = body.readUInt32BE(0)
  if (number !== 10) return METHODS.get(number) ?? `method ${number}`
  const names = body
    .subarray(4)
    .toString('latin1')
    .split('\0')
    .filter((name) => /^[A-Z0-9-]{1,40}$/.test(name))
  return names.length === 0 ? 'SASL' : shownText(names.join(', '), 120)
}

/** Fields are a letter and a text; C is the SQLSTATE. */
function errorCode(body: Buffer): string {
  for (const field of body.toString('latin1').split('\0')) {
    const code = field.slice(1)
    if (field.startsWith('C') && /^[0-9A-Z]{5}$/.test(code)) return code
  }
  return ''
}

/** What its SQLSTATE says about a start that is refused. */
export const START_REFUSALS: ReadonlyMap<string, string> = new Map([
  ['28000', 'pg_hba.conf has no line that lets this server’s address, user and database in'],
  ['28P01', 'the password is wrong'],
  ['3D000', 'there is no such database'],
  ['53300', 'it has no connection left'],
  ['57P03', 'it is starting up or shutting down'],
])

/** What would help where a start is refused. */
export function startAdvice(code: string, tls: boolean): string {
  switch (code) {
    case '28000':
      return tls
        ? 'Add a line for the user, the database and this server’s address to pg_hba.conf (hostssl or host), and reload it'
        : 'Add a line for the user, the database and this server’s address to pg_hba.conf (host), and reload it; lines of hostssl want TLS, which the database does not offer'
    case '3D000':
      return 'Name a database that is there'
    case '53300':
      return 'Run fewer jobs at once, or raise max_connections in the database'
    default:
      return 'Check pg_hba.conf, the user and the database'
  }
}
