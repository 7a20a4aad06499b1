import type { DialFailure } from '../dial-failure.ts'

/** Whether what the dials through an attachment share can be used, and if not, why and what would help. */
export type LinkHealth = { readonly kind: 'up' } | { readonly kind: 'down'; readonly failure: DialFailure }

export const UP: LinkHealth = { kind: 'up' }
