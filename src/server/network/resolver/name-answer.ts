import type { Remedy } from '../remedy.ts'

export interface ResolverFailure {
  readonly server: string
  readonly why: string
  /** What would help that no connection to it could be made; empty where it has answered, and said nothing. */
  readonly remedies: readonly Remedy[]
}

/**
 * What the resolver of a connection has answered about a name: a fact that the policy decides by, and asks nobody for. In no words yet: it is kept for every project that
 * has the connection, and what one of them may be told is more than what another may.
 */
export type NameAnswer = {
  readonly connectionId: string
  /** In lower case. */
  readonly name: string
} & (
  | {
      readonly kind: 'found'
      /** As they came, none of them looked at yet; IPv4 first. Never empty. */
      readonly addresses: readonly string[]
      /** Which of them is meant; the first where it is not said. */
      readonly at?: number
      /** The server that answered. */
      readonly server: string
      /** The names that the name is another one for, in their order. */
      readonly through: readonly string[]
    }
  /** The server says that there is no such name (NXDOMAIN), or no address of it that the connection could lead to (NODATA). */
  | { readonly kind: 'not-found'; readonly code: 'NXDOMAIN' | 'NODATA'; readonly server: string }
  /** None of the servers says what it is: what was the matter with each. */
  | { readonly kind: 'unanswered'; readonly failures: readonly ResolverFailure[] }
)
