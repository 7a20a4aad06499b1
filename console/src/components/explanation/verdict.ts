import type { Explanation } from '../../api/explanation.ts'

export interface VerdictWords {
  readonly good: boolean
  readonly sign: string
  readonly text: string
}

/** The answer in a sentence, as the CLI says it. */
export function verdictWords(
  { verdict, queue, target }: Pick<Explanation, 'verdict' | 'queue' | 'target'>,
  isSupposed: boolean,
): VerdictWords {
  switch (verdict) {
    case 'allowed':
      return isSupposed
        ? { good: true, sign: '✓', text: `Queue ${queue} would be let through to ${target}` }
        : { good: true, sign: '✓', text: `Queue ${queue} may reach ${target}` }
    case 'reachable':
      return { good: true, sign: '✓', text: `Queue ${queue} reaches ${target}` }
    case 'refused':
      return isSupposed
        ? { good: false, sign: '✕', text: `Queue ${queue} would still not be let through to ${target}` }
        : { good: false, sign: '✕', text: `Queue ${queue} may not reach ${target}` }
    case 'dial-failed':
      return { good: false, sign: '✕', text: `Queue ${queue} may reach ${target}, but the dial failed` }
    case 'failed':
      return { good: false, sign: '✕', text: `${target} answers queue ${queue}, and what comes behind the dial failed` }
  }
}
