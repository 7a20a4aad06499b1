import { type Fields, rowsOf } from '../../../../../src/base/fields.ts'

/** An explanation in words: whether it is reached, and where not, at which step. */
export function explainedLines({ target, verdict, steps, remedies }: Fields): string {
  if (verdict === 'reachable' || verdict === 'allowed') return `${String(target)} is reached`
  const failed = rowsOf(steps).find(({ outcome }) => outcome === 'failed')
  const seen = failed === undefined ? '' : `: ${String(failed['seen'])}`
  const help = rowsOf(remedies).map(({ text }) => ` What would help: ${String(text)}`)
  return `${String(target)} is not reached${seen}${help.join('')}`
}
