import type { Remedy } from '../remedy.ts'

/** What the resolver of a connection has answered about a name: a fact that the policy decides by, and asks nobody for. */
export type NameAnswer = {
  readonly connectionId: string
  /** In lower case. */
  readonly name: string
} & (
  | {
      readonly kind: 'found'
      /** As they came, none of them looked at yet; IPv4 first. Never empty. */
      readonly addresses: readonly string[]
      /** The server that answered. */
      readonly server: string
      /** The names that the name is another one for, in their order. */
      readonly through: readonly string[]
    }
  | { readonly kind: 'not-found'; readonly seen: string; readonly remedies: readonly Remedy[] }
)
