/** One step on the way from a name to a connected socket. */
export interface ExplanationStep {
  readonly step: 'queue' | 'binding' | 'name' | 'route' | 'attachment' | 'dial'
  readonly outcome: 'passed' | 'failed' | 'not-reached'
  /** What was seen: a fact, with the names and addresses it is about. */
  readonly seen: string
}

/** Why an address can, or cannot, be reached from a queue: the steps in order, and what would help. */
export interface Explanation {
  readonly target: string
  readonly queue: string
  readonly steps: readonly ExplanationStep[]
  /** What would help, imperative sentences; empty when nothing failed. */
  readonly remedies: readonly string[]
}

const MARK = { passed: 'ok', failed: 'FAILED', 'not-reached': '-' } as const

/** The explanation as text of a job's message: one numbered line a step, then what would help. */
export function explanationText(explanation: Explanation): string {
  const lines = explanation.steps.map((s, i) => `  ${i + 1}. ${s.step}: ${MARK[s.outcome]}. ${s.seen}`)
  const help = explanation.remedies.map((r) => `  What would help: ${r}`)
  return [`${explanation.target} cannot be reached from queue ${explanation.queue}:`, ...lines, ...help].join('\n')
}
