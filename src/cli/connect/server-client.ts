import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** What is sent beside the method and the target. */
export interface Sent {
  /** Sent as JSON. */
  readonly json?: unknown
  /** Bytes that are known to be these: a signature covers their hash. */
  readonly file?: { readonly content: Readable; readonly bytes: number; readonly sha256: string }
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal | undefined
}

/** A server, asked as somebody. */
export interface ServerClient {
  /** The body of a success. Throws ServerRefusal, in the server's own words; 'unavailable' where none is reached. */
  ask(method: Method, target: string, body?: unknown): Promise<Readonly<Record<string, unknown>>>
  /** A success whose body is still to be read. Throws as `ask` does. */
  send(method: Method, target: string, sent?: Sent): Promise<IncomingMessage>
  /** The id of the project that is meant, by a name or an id; of the context's own, or the only one, where none is. */
  projectId(wanted: string | undefined): Promise<string>
  /** The one that is there now: a restarted one may listen elsewhere. */
  again(): Promise<ServerClient>
  /** Where it is, and as whom it is asked. */
  readonly told: {
    readonly endpoint: string
    readonly user: string
    readonly context: string
    readonly queue: string | undefined
    /** The name of the project whose id was given last; undefined before, and where nobody has told it. */
    readonly project?: string | undefined
  }
}
