/** A host and a port as they were written. */
export interface HostPort {
  /** Without its brackets. */
  readonly host: string
  /** Whether it stood in brackets, as an IPv6 address does. */
  readonly bracketed: boolean
  /** At most five digits; undefined when none were given. */
  readonly digits: string | undefined
}

/** Takes `host`, `host:port` and `[host]:port` apart; undefined for any other shape. What a host is, and whether the port may be left out, is for the caller to say. */
export function splitHostPort(text: string): HostPort | undefined {
  const [, inside, bare, digits] = /^(?:\[([^\]]*)\]|([^:[\]]*))(?::(\d{1,5}))?$/.exec(text) ?? []
  const host = inside ?? bare
  return host === undefined ? undefined : { host, bracketed: inside !== undefined, digits }
}

/** A port from 1 to 65535 without zeros before it. */
export function parsePort(digits: string): number | undefined {
  const port = Number(digits)
  return /^[1-9]\d{0,4}$/.test(digits) && port <= 65_535 ? port : undefined
}

/** An address as it is written: one of IPv6 in brackets. */
export const hostAndPort = (host: string, port: number): string => `${host.includes(':') ? `[${host}]` : host}:${port}`
