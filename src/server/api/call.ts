import type { Control } from '../control/control.ts'
import type { ConsoleSession } from '../control/identity/console-sessions.ts'
import type { TokenSession } from '../control/identity/identity.ts'
import type { Caller } from '../control/shared/caller.ts'
import type { TokenScope, User } from '../domain/account.ts'
import type { OperationContext } from './operation-context.ts'

/** Who sent a request, after its token or its signature was found good. */
export type Authenticated =
  | { readonly kind: 'token'; readonly user: User; readonly session: TokenSession }
  /** At the console, by both halves of a session's key. */
  | { readonly kind: 'console'; readonly user: User; readonly session: ConsoleSession }
  /** On the machine of the server, by its data folder: for accounts alone. */
  | { readonly kind: 'local'; readonly user: User }
  /** `scope`: of a temporary key that was asked for by a token. */
  | {
      readonly kind: 'signature'
      readonly user: User
      readonly bodySigned: boolean
      readonly accessKey: string
      readonly isTemporary: boolean
      readonly scope: TokenScope | undefined
    }

/** The parts of a request as their schemas have them. */
export interface ParsedInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

/** A request as it is handed to an operation. */
export interface RawCall {
  readonly context: OperationContext
  readonly params: unknown
  readonly query: unknown
  readonly rawBody: Uint8Array
  /** Of a call that takes a file. */
  readonly file: AsyncIterable<Uint8Array> | undefined
  /** '' for a header that is not there. */
  readonly header: (name: string) => string
  /** This server as the client wrote it: scheme and host, no slash at the end. */
  readonly baseUrl: () => string
  /** As the answer's X-Request-Id says it. */
  readonly requestId: string
  /** The client's address, as a trusted proxy tells it; of IPv6 the network of 64 bits, which is one client's. */
  readonly peer: string
  readonly signal: () => AbortSignal
  readonly authenticated: Authenticated | undefined
  readonly caller: Caller | undefined
  /** Told what was parsed, before anything is done with it. */
  parsed(input: ParsedInput): void
}

export interface PublicCall<P = unknown, Q = unknown, B = unknown> {
  readonly context: OperationContext
  readonly control: Control
  readonly params: P
  readonly query: Q
  readonly body: B
  /** What the query has beside its parameters, each name that comes once: a list may be filtered by names that its users have made. */
  readonly otherQuery: () => Readonly<Record<string, string>>
  readonly header: (name: string) => string
  readonly baseUrl: () => string
  /** As the answer's X-Request-Id says it. */
  readonly requestId: string
  /** The client's address, as a trusted proxy tells it; of IPv6 the network of 64 bits, which is one client's. */
  readonly peer: string
  /** Made when it is asked for. Aborted when the client goes away; in a call that answers in pieces also when the server stops. The reason is a CausewayError. */
  readonly signal: () => AbortSignal
}
export interface UserCall<P = unknown, Q = unknown, B = unknown> extends PublicCall<P, Q, B> {
  readonly authenticated: Authenticated
}
/** A file as it comes. Whoever takes it may trust it when it has come to its end and has the hash. */
export interface FileCall<P = unknown, Q = unknown> extends ProjectCall<P, Q> {
  readonly content: AsyncIterable<Uint8Array>
  /** What a signature says that it has, in hexadecimal; undefined where a token was sent. */
  readonly sha256: string | undefined
}

export interface ProjectCall<P = unknown, Q = unknown, B = unknown> extends UserCall<P, Q, B> {
  readonly caller: Caller
}
