import type { ProbeProtocol } from '../../../base/probe-protocols.ts'

const BY_PORT: ReadonlyMap<number, ProbeProtocol> = new Map([
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
export const protocolOfPort = (port: number): ProbeProtocol => BY_PORT.get(port) ?? 'tcp'
