import { type ErrorKind, isErrorKind } from '../../base/errors.ts'
import { unreachedIn } from '../../base/explanation.ts'
import { type Fields, isFields } from '../shown-fields.ts'
import { expectationHint, hintInCommands } from './hint-in-commands.ts'
import { ServerRefusal } from './server-refusal.ts'

const KINDS_BY_STATUS: ReadonlyMap<number, ErrorKind> = new Map([
  [401, 'unauthenticated'],
  [403, 'forbidden'],
  [404, 'not-found'],
  [503, 'unavailable'],
])
/** DLI has one code for several kinds of what stands in the way, and answers 409 for this one alone. */
const BROKEN_EXPECTATION = 409
const KINDS_BY_CODE: ReadonlyMap<unknown, ErrorKind> = new Map([
  ['DLI.0002', 'not-found'],
  ['DLI.0003', 'sql-permission'],
  ['DLI.0004', 'sql-syntax'],
  ['DLI.0005', 'sql-semantics'],
  ['DLI.0006', 'already-exists'],
  ['DLI.0012', 'unreachable'],
  ['DLI.0019', 'timed-out'],
  ['VPC.0202', 'not-found'],
])

/** The server's message ends with its hint, for SDKs show nothing else; here the hint has a line of its own, and names commands where the server names calls. */
export function refusalOf(body: Fields, status: number): ServerRefusal {
  const inner = isFields(body['error']) ? body['error'] : body
  const code = body['error_code'] ?? body['code']
  const message = inner['error_msg'] ?? inner['message']
  const told = typeof body['hint'] === 'string' ? body['hint'] : undefined
  const kind =
    KINDS_BY_STATUS.get(status) ??
    (isKind(body['reason']) ? body['reason'] : undefined) ??
    (code === 'DLI.0007' && status === BROKEN_EXPECTATION ? 'expectation-broken' : undefined) ??
    KINDS_BY_CODE.get(code) ??
    (isKind(code) ? code : 'invalid-parameter')
  if (typeof message !== 'string') return new ServerRefusal('internal', `The server answered ${status}`, { status, body, hint: told })
  const { cause, hint: help } = told === undefined ? parted(message) : { cause: withoutEnd(message, told), hint: told }
  const ofExpectation = kind === 'expectation-broken' ? expectationHint(cause) : undefined
  const hint = ofExpectation ?? (help === undefined ? explainHint(message) : hintInCommands(help))
  return new ServerRefusal(kind, typeof code === 'string' ? `${code} ${cause}` : cause, { status, body, hint })
}

const isKind = (value: unknown): value is ErrorKind => typeof value === 'string' && isErrorKind(value)

/** The same refusal with a word of Causeway's where a call of the vendor's has a code; as it is where the server tells no such word. */
export function inOwnWords(thrown: unknown): unknown {
  if (!(thrown instanceof ServerRefusal) || typeof thrown.body['reason'] !== 'string') return thrown
  return refusalOf({ ...thrown.body, error_code: thrown.body['reason'] }, thrown.status)
}

const withoutEnd = (message: string, hint: string): string => (message.endsWith(hint) ? message.slice(0, -hint.length).trimEnd() : message)

/** A job keeps one text of its failure, in which the hint stands behind these words. The steps of an explanation have them too, within a line of theirs. */
const HELP = '\nWhat would help: '

function parted(message: string): { readonly cause: string; readonly hint: string | undefined } {
  const at = message.lastIndexOf(HELP)
  return at < 0 ? { cause: message, hint: undefined } : { cause: message.slice(0, at), hint: message.slice(at + HELP.length) }
}

/** A job says what would help as a request; this command line has words of its own for it, and says why as well before anything is run. */
function explainHint(message: string): string | undefined {
  const { queue = '', target = '' } = unreachedIn(message) ?? {}
  const isPlain = [queue, target].every((word) => /^[\w.:[\]-]+$/.test(word))
  return isPlain ? `causeway explain ${queue} ${target} says so too, with the command that helps` : undefined
}
