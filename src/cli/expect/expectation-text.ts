import { hintInCommands } from '../connect/hint-in-commands.ts'
import { type Fields, isFields, listOf, plain, rowsOf } from '../shown-fields.ts'

/** An expectation for people: whether it holds, what it is, its id; where it does not, the step that decided it and what would help. */
export function expectationText(expectation: Fields): string {
  const { id, queue_name: queue, address, expect, enforced, observed, holds, note, explanation } = expectation
  const more = [plain(id), ...(enforced === true ? ['enforced'] : []), ...(note === '' || note === undefined ? [] : [plain(note)])]
  const head = `${holds === true ? 'holds ' : 'BROKEN'} ${plain(queue)} ${plain(address)} ${plain(expect)} (${more.join(', ')})`
  if (holds === true || !isFields(explanation)) return head
  const steps = rowsOf(explanation['steps'])
  const decisive = steps.find(({ outcome }) => outcome === 'failed') ?? steps.findLast(({ outcome }) => outcome === 'passed')
  const seen = decisive === undefined ? [] : [`       it is ${plain(observed)}: ${plain(decisive['step'])}: ${plain(decisive['seen'])}`]
  return [
    head,
    ...seen,
    ...listOf(explanation['remedies']).map((text) => `       What would help: ${plain(hintInCommands(String(text)))}`),
  ].join('\n')
}
