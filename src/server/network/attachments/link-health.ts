import type { DialFailure } from '../dial-failure.ts'

/** Whether what the dials through an attachment share can be used, and if not, why and what would help. */
export type LinkHealth = { readonly kind: 'up' } | { readonly kind: 'down'; readonly code?: string; readonly failure: DialFailure }

/** Nothing can be opened, for what the dials share is down. */
export class LinkDown extends Error {
  readonly failure: DialFailure

  constructor(failure: DialFailure) {
    super('The attachment is down')
    this.failure = failure
  }
}

export const UP: LinkHealth = { kind: 'up' }
