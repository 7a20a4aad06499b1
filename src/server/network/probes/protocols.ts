export const PROTOCOLS = ['tcp', 'tls', 'postgresql', 'mysql', 'redis', 'kafka', 'http', 'https'] as const
export type Protocol = (typeof PROTOCOLS)[number]

const BY_PORT: ReadonlyMap<number, Protocol> = new Map([
  [5432, 'postgresql'],
  [5433, 'postgresql'],
  [3306, 'mysql'],
  [3307, 'mysql'],
  [6379, 'redis'],
  [9092, 'kafka'],
  [80, 'http'],
  [8080, 'http'],
  [443, 'https'],
  [8443, 'https'],
])

/** What usually listens at a port; nothing is said to what may be anything. */
export const protocolOfPort = (port: number): Protocol => BY_PORT.get(port) ?? 'tcp'
