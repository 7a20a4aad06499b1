/** What may be asked of whoever answers behind a socket. */
export const PROBE_PROTOCOLS = ['tcp', 'tls', 'postgresql', 'mysql', 'redis', 'kafka', 'http', 'https'] as const

export type ProbeProtocol = (typeof PROBE_PROTOCOLS)[number]
