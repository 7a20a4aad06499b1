import { remedyCommand } from '../../client/remedy-command.ts'
import { hintInCommands } from '../connect/hint-in-commands.ts'
import { type Fields, isFields, plain, rowsOf } from '../shown-fields.ts'

const MARKS: ReadonlyMap<unknown, string> = new Map([
  ['passed', 'ok    '],
  ['failed', 'FAILED'],
  ['not-reached', '-     '],
])

const VERDICTS: ReadonlyMap<unknown, string> = new Map([
  ['allowed', 'is allowed to reach'],
  ['reachable', 'reaches'],
  ['refused', 'may not reach'],
  ['dial-failed', 'may reach, and did not,'],
  ['failed', 'cannot read'],
])

/** An explanation for people: the verdict, a line for each step that was reached, what was found, and what would help. */
export function explainedText({ queue, target, verdict, steps, remedies }: Fields): string {
  const lines = [`Queue ${plain(queue)} ${VERDICTS.get(verdict) ?? plain(verdict)} ${plain(target)}`]
  for (const { step, outcome, seen, rule, took_ms: took, found } of rowsOf(steps)) {
    if (outcome === 'not-reached') continue
    const isTimed = typeof took === 'number' && took >= 1 && !/\d ms$/.test(plain(seen))
    const told = [typeof rule === 'number' ? `rule ${rule}` : '', isTimed ? `${Math.round(took)} ms` : '']
    const more = told.filter((text) => text !== '').join(', ')
    lines.push(
      `  ${MARKS.get(outcome) ?? ''} ${plain(step).padEnd(10)} ${plain(hintInCommands(String(seen ?? '')))}${more === '' ? '' : ` (${more})`}`,
    )
    if (step === 'tls' && isFields(found)) lines.push(...certificateLines(found))
  }
  for (const { text, remedy, request } of rowsOf(remedies)) {
    const command = commandOf(remedy, request)
    lines.push(`  What would help: ${plain(command === undefined ? text : withoutCall(String(text), request))}`)
    if (command !== undefined) lines.push(`    ${plain(command)}`)
  }
  return lines.join('\n')
}

/** The call is for those who have no commands. */
function withoutCall(text: string, request: unknown): string {
  const at = isFields(request) ? text.indexOf(`: ${String(request['method'])} ${String(request['path'])}`) : -1
  return at < 0 ? text : text.slice(0, at)
}

/** The command that does the same; undefined where no single request does it. */
function commandOf(remedy: unknown, request: unknown): string | undefined {
  if (!isFields(remedy) || !isFields(request)) return undefined
  const { method, path, body } = request
  return remedyCommand({ kind: String(remedy['kind']), data: remedy }, { method: String(method), path: String(path), body })
}

function certificateLines(found: Fields): readonly string[] {
  return ['subject', 'names', 'issuer', 'valid_from', 'valid_to', 'chain', 'fingerprint'].flatMap((name) => {
    const value = found[name]
    const text = Array.isArray(value) ? value.map(plain).join(' <- ') : plain(value)
    return text === '' ? [] : [`                    ${name.padEnd(12)} ${name === 'names' ? text.replaceAll(' <- ', ', ') : text}`]
  })
}
