/**
 * What whoever may change a VPC's attachment gives to whoever starts an agent in that network: where the server listens for agents, by which authority it is known
 * there, and a secret that is good for one enrolment.
 */
export interface AgentToken {
  /** host:port, or [address]:port. */
  readonly server: string
  /** SHA-256 of the certificate of the server's own authority for agents, in hexadecimal. */
  readonly authority: string
  readonly secret: string
}

const PREFIX = 'cwa_'
const CHARACTERS_MAX = 1_000

export const writeAgentToken = ({ server, authority, secret }: AgentToken): string =>
  `${PREFIX}${Buffer.from(JSON.stringify([server, authority, secret])).toString('base64url')}`

/** Undefined for what `writeAgentToken` has not written. */
export function readAgentToken(text: string): AgentToken | undefined {
  if (!text.startsWith(PREFIX) || text.length > CHARACTERS_MAX) return undefined
  let fields: unknown
  try {
    fields = JSON.parse(Buffer.from(text.slice(PREFIX.length), 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
  if (!Array.isArray(fields) || fields.length !== 3) return undefined
  const [server, authority, secret]: readonly unknown[] = fields
  if (typeof server !== 'string' || typeof authority !== 'string' || typeof secret !== 'string') return undefined
  return /^[^\s/@]{1,300}:\d{1,5}$/.test(server) && /^[0-9a-f]{64}$/.test(authority) && /^[\w-]{20,100}$/.test(secret)
    ? { server, authority, secret }
    : undefined
}
