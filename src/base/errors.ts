import type { Explanation } from './explanation.ts'

/**
 * What went wrong, in the domain's words. The protocols we speak turn a kind into their own code and
 * HTTP status in one table (server/api/answers/error-table.ts), so the domain never names a vendor's code.
 */
const ERROR_KINDS = [
  'invalid-parameter',
  'not-found',
  'already-exists',
  'in-use',
  'expectation-broken',
  'conflict',
  'not-supported',
  'limit-exceeded',
  'unauthenticated',
  'forbidden',
  'sql-syntax',
  'sql-semantics',
  'sql-permission',
  'unreachable',
  'remote-failure',
  'unschedulable',
  'unavailable',
  'timed-out',
  'cancelled',
  'expired',
  'internal',
] as const
export type ErrorKind = (typeof ERROR_KINDS)[number]

export const isErrorKind = (text: string): text is ErrorKind => ERROR_KINDS.some((kind) => kind === text)

/** Where in a statement a mistake stands: line and column from 1, both in characters, as is the length; 0 is the statement's end. */
export interface StatementPlace {
  readonly line: number
  readonly column: number
  readonly length: number
  /** What could stand there instead. */
  readonly expected?: string
}

export interface ErrorDetails {
  /** What the reader can do about it: one sentence, imperative. */
  readonly hint?: string
  /** The steps that led to a refusal, when there were steps. */
  readonly explanation?: Explanation
  readonly place?: StatementPlace | undefined
  /** For our log only; never shown to a caller. */
  readonly cause?: unknown
}

/** The one error class of the product: a kind, a message that is safe to show, and a hint. */
export class CausewayError extends Error {
  readonly kind: ErrorKind
  readonly hint: string | undefined
  readonly explanation: Explanation | undefined
  #place: StatementPlace | undefined

  constructor(kind: ErrorKind, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'CausewayError'
    this.kind = kind
    this.hint = details.hint
    this.explanation = details.explanation
    this.#place = details.place
  }

  get place(): StatementPlace | undefined {
    return this.#place
  }

  /** For who knows the place only when the error passes: the first word holds. */
  tellPlace(place: StatementPlace): void {
    this.#place ??= place
  }
}

/** Any thrown value as a CausewayError; what is not ours becomes 'internal' and keeps its cause for the log. */
export function asCausewayError(thrown: unknown): CausewayError {
  if (thrown instanceof CausewayError) return thrown
  return new CausewayError('internal', 'The server failed while it handled the request', { cause: thrown })
}
