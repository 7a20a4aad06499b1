/** One step on the way from a name to a connected socket. */
export interface ExplanationStep {
  readonly step: 'queue' | 'binding' | 'name' | 'route' | 'port' | 'attachment' | 'dial'
  readonly outcome: 'passed' | 'failed' | 'not-reached'
  /** What was seen: a fact, with the names and addresses it is about. */
  readonly seen: string
  /** The rule of docs/spec/policy.md that decided it; the dial has none. */
  readonly rule?: number
  /** Milliseconds, where they were measured. */
  readonly tookMs?: number
}

/**
 * Why an address can, or cannot, be reached from a queue: the steps in order, and what would help, which is text for the reader and data in the room that
 * decides.
 */
export interface Explanation<Remedy = string> {
  readonly target: string
  readonly queue: string
  readonly steps: readonly ExplanationStep[]
  /** What would help, as text imperative sentences; empty when nothing failed. */
  readonly remedies: readonly Remedy[]
}

/** The explanation as text of a job's message: one numbered line for each step that was reached, then what would help. */
export function explanationText(explanation: Explanation): string {
  const lines = explanation.steps
    .filter((s) => s.outcome !== 'not-reached')
    .map((s, i) => `  ${i + 1}. ${s.step}: ${s.outcome === 'passed' ? 'ok' : 'FAILED'}. ${s.seen}`)
  const help = explanation.remedies.map((r) => `  What would help: ${r}`)
  return [`${explanation.target} cannot be reached from queue ${explanation.queue}:`, ...lines, ...help].join('\n')
}

const FAILED_STEP = /cannot be reached from queue [^\n]*:\n(?: {2}\d+\. [a-z]+: ok\. [^\n]*\n)* {2}\d+\. ([a-z]+): FAILED\. /

/** Which step has failed by the text of an explanation, as a job's message has it: a job keeps nothing else of it. Undefined: the text is none. */
export const failedStepIn = (text: string): string | undefined => FAILED_STEP.exec(text)?.[1]

const UNREACHED = /^(?<target>\S+:\d+) cannot be reached from queue (?<queue>\S+):/

/** What such a text is about; undefined: it is none. */
export function unreachedIn(text: string): Pick<Explanation, 'target' | 'queue'> | undefined {
  const { target, queue } = UNREACHED.exec(text)?.groups ?? {}
  return target === undefined || queue === undefined ? undefined : { target, queue }
}
