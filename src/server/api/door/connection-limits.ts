import { readFileSync } from 'node:fs'

/** What connections may take of the server. Times in ms. */
export interface ConnectionLimits {
  /** Open at the same time. */
  readonly connections: number
  /** Of them, from one address (of IPv6, from one network of 64 bits). */
  readonly ofOneAddress: number
  /** From the connection, or from the first byte of a later request, to the end of the headers. */
  readonly headersMs: number
  /** From there to the end of the body. */
  readonly requestMs: number
  /** Without a request, after one; longer than the minute that proxies keep a connection. */
  readonly keptMs: number
  /** That a client takes nothing of its answer, or sends nothing of a file. */
  readonly stalledMs: number
  /** How often the times of headers and bodies are looked at. */
  readonly checkMs: number
}

const CONNECTIONS_MAX = 10_000
/** What any system gives, where it does not tell. */
const DESCRIPTORS_OTHERWISE = 1_024

/**
 * Half of the descriptors are for connections, the others for workers, databases and files; half of the connections are for one address, so that one
 * peer never shuts the port to all others.
 */
export function connectionLimits(descriptors: number): ConnectionLimits {
  const connections = Math.min(CONNECTIONS_MAX, Math.floor(descriptors / 2))
  return {
    connections,
    ofOneAddress: Math.ceil(connections / 2),
    headersMs: 20_000,
    requestMs: 120_000,
    keptMs: 72_000,
    stalledMs: 60_000,
    checkMs: 5_000,
  }
}

/** How many files and sockets this process may have open. Node has raised it at its start to what the system allows (the hard limit). */
export function readDescriptorLimit(): number {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? DESCRIPTORS_OTHERWISE : Number(soft)
  } catch {
    return DESCRIPTORS_OTHERWISE
  }
}
