import type { Server, ServerOptions } from 'node:http'
import type { Socket } from 'node:net'
import type { ConnectionLimits } from './connection-limits.ts'

/** What HTTP goes over: plain (limited-server.ts), or TLS (tls/). */
export interface Transport {
  readonly scheme: 'http' | 'https'
  /** Its 'connection' is told of each TCP connection, as it comes. */
  createServer(options: ServerOptions, limits: ConnectionLimits): Server
  /** Ends connections that do not speak HTTP yet. */
  closeUnfinished(): void
  /** Ends a connection that is one too many. */
  refuse(socket: Socket, message: string): void
}
