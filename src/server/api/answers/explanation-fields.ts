import type { Explanation, ExplanationStep } from '../../../base/explanation.ts'

type Step = Pick<ExplanationStep, 'outcome' | 'seen' | 'tookMs'> & {
  readonly step: string
  readonly rule?: number
  readonly found?: Readonly<Record<string, unknown>> | undefined
}

/** Steps as every answer has them. */
export const stepFields = ({ step, outcome, seen, rule, tookMs, found }: Step) => ({
  step,
  outcome,
  seen,
  ...(rule === undefined ? {} : { rule }),
  ...(tookMs === undefined ? {} : { took_ms: tookMs }),
  ...(found === undefined ? {} : { found }),
})

export const explanationFields = ({ target, queue, steps, remedies }: Explanation) => ({
  target,
  queue,
  steps: steps.map(stepFields),
  remedies: [...remedies],
})
