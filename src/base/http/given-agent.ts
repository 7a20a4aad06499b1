import type { Duplex } from 'node:stream'
import { Agent } from './node-http.ts'

/** An agent of node:http over connections that come from elsewhere; node keeps those that are free. */
export class GivenAgent extends Agent {
  readonly #connect: () => Promise<Duplex>

  constructor(connect: () => Promise<Duplex>, connectionsMax: number) {
    super({ keepAlive: true, maxSockets: connectionsMax, maxFreeSockets: connectionsMax })
    this.#connect = connect
  }

  override createConnection(_options: unknown, callback?: (error: Error | null, connection: Duplex) => void): undefined {
    this.#connect().then(
      (connection) => callback?.(null, connection),
      // Node's types want a connection beside a failure.
      (error: unknown) => (callback as ((error: Error) => void) | undefined)?.(error instanceof Error ? error : new Error(String(error))),
    )
  }
}
