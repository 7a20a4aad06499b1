/** What became of something: refused is what nobody may, failed what could not be done; unknown: the server ended before it had answered. */
export const AUDIT_OUTCOMES = ['succeeded', 'refused', 'failed', 'unknown'] as const
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number]

/** call: of the API; log-in: for a token; dial: of a worker or a test; work: what a running job asked for. */
export const AUDIT_KINDS = ['call', 'log-in', 'dial', 'work'] as const
type AuditKind = (typeof AUDIT_KINDS)[number]

/** What may be told of it beside the rest. Nothing secret and nothing sensitive. */
type AuditDetails = Readonly<Record<string, unknown>>

/** Who did something, and from where. What is not known is ''. */
export interface AuditActor {
  readonly domainId: string
  readonly projectId: string
  readonly userId: string
  readonly userName: string
  /** How the user was known: token, signature, password, … */
  readonly method: string
  /** With which key. */
  readonly accessKey: string
  /** The address of the client, as a trusted proxy says it where there is one. */
  readonly peer: string
  /** The address of that proxy. */
  readonly proxy: string
}

/** One thing that somebody did, or tried. */
export interface AuditEvent extends AuditActor {
  /** Grows with each. */
  readonly id: number
  /** Epoch ms. */
  readonly at: number
  readonly kind: AuditKind
  readonly requestId: string
  /** The name of the operation. */
  readonly action: string
  /** What it was about, as in the path of the call. */
  readonly object: string
  readonly outcome: AuditOutcome
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number
  /** Of the error; '' for none. */
  readonly code: string
  /** How often the same happened until `lastAt`: only what came to nothing is counted together. */
  readonly count: number
  readonly lastAt: number
  readonly durationMs: number
  readonly details: AuditDetails
}

/** Where a page of events ends. */
export interface AuditPlace {
  readonly at: number
  readonly id: number
}

/** Which events are meant; what is absent leaves nothing out. */
export interface AuditFilter {
  /** Of one of these domains; '' has those of nobody known. */
  readonly domainIds?: readonly string[]
  readonly projectId?: string | undefined
  /** Epoch ms; `to` is not in it. */
  readonly from?: number | undefined
  readonly to?: number | undefined
  /** By name or by id. */
  readonly user?: string | undefined
  /** The beginning of the action's name. */
  readonly action?: string | undefined
  /** A part of the object. */
  readonly object?: string | undefined
  readonly outcome?: AuditOutcome | undefined
}
