import type { Certainty } from '../../src/worker/sources/shared/dialect.ts'

/** Where a condition is decided, in a word of the pages of types. */
export function whereAsked(certainty: Certainty | undefined): string {
  switch (certainty?.kind) {
    case undefined:
      return ''
    case 'exact':
      return 'there'
    case 'at-least':
      return 'both'
    case 'uncertain':
      return 'here'
  }
}
