import { CausewayError } from '../../../base/errors.ts'
import { GatewayError } from '../answers/gateway-error.ts'

const JSON_TYPE = /^application\/json\s*(;|$)/i
const CHARSET = /;\s*charset\s*=\s*("?)([^";\s]*)\1/i

/**
 * Throws 415 where a body says that it is no JSON in UTF-8; one that says nothing is read as such. For Causeway's own calls: the vendor's take any type, as its
 * clients send.
 */
export function checkMediaType(contentType: string): void {
  if (contentType === '') return
  const [, , charset = 'utf-8'] = CHARSET.exec(contentType) ?? []
  if (JSON_TYPE.test(contentType.trim()) && /^utf-?8$/i.test(charset)) return
  throw new GatewayError('not-json', 'The header Content-Type names something else than JSON in UTF-8', {
    hint: 'Send the body as JSON in UTF-8, with Content-Type: application/json.',
  })
}

/** For a header that names no type at all, in every call, with a body or without. */
export const noMediaType = (): CausewayError =>
  new CausewayError('invalid-parameter', 'The header Content-Type is not a media type', { hint: 'Send Content-Type: application/json.' })
