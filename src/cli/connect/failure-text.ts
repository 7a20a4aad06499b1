import type { CausewayError } from '../../base/errors.ts'
import type { Fields } from '../../base/fields.ts'
import { plainJson, plainLines } from '../../base/shown-text.ts'
import { ServerRefusal } from './server-refusal.ts'

/** What of a refusal a program may want beside its code, its message and its hint. */
const ALSO_TOLD = ['reason', 'request_id', 'explanation'] as const

type Told = Pick<CausewayError, 'message' | 'hint' | 'place'>

/** What went wrong by the names that errors of the API have. The message is without the hint, which stands by itself. */
function errorFields(error: CausewayError, { message, hint, place }: Told): Fields {
  const body = error instanceof ServerRefusal ? error.body : {}
  const code = [body['error_code'], body['code'], body['reason']].find((each) => typeof each === 'string') ?? error.kind
  return {
    error_code: code,
    // A refusal is shown with its code in front.
    error_msg: message.startsWith(`${code} `) ? message.slice(code.length + 1) : message,
    ...(hint === undefined ? {} : { hint }),
    ...Object.fromEntries(ALSO_TOLD.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]]))),
    ...(place === undefined ? {} : { place }),
  }
}

/**
 * What a command says where it has failed: lines for people, or for programs (`isJson`) an object in one line.
 * @param told in the place of what the error itself says
 */
export function failureText(error: CausewayError, isJson: boolean, told: Told = error): string {
  if (isJson) return plainJson(errorFields(error, told))
  return [plainLines(told.message), ...(told.hint === undefined ? [] : [`  ${plainLines(told.hint)}`])].join('\n')
}
