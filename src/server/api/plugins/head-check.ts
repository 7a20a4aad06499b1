import type { FastifyInstance } from 'fastify'
import { CausewayError } from '../../../base/errors.ts'
import { GatewayError } from '../answers/gateway-error.ts'

/** More than any client sends; together they have at most 16 KiB, which thousands of names of one letter fit in. */
const HEADERS_MAX = 200
const QUERY_PARAMETERS_MAX = 200

/** Headers of which Node keeps one and drops the others: a proxy on the way may have read another one than we do. */
const SINGLE = ['host', 'authorization', 'content-type', 'x-auth-token', 'x-subject-token', 'x-sdk-date', 'x-sdk-content-sha256']
const LONGEST = Math.max(...SINGLE.map((name) => name.length))
/** By their lengths, for nearly every other name differs in that. */
const BY_LENGTH: readonly (readonly string[])[] = Array.from({ length: LONGEST + 1 }, (_, length) =>
  SINGLE.filter((name) => name.length === length),
)

/** A name or an address, and a port: it is shown again in the addresses that answers have. */
const HOST = /^(?:[\w.~%!$&'()*+,;=-]*|\[[\w.~%:]+\])(?::\d*)?$/

/** What is wrong with the head of a request as a whole, before anything of it is looked at. */
export function addHeadCheck(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { rawHeaders, url = '' } = request.raw
    if (rawHeaders.length > 2 * HEADERS_MAX) {
      throw new GatewayError('headers-too-large', `The request has more than ${HEADERS_MAX} headers`, { hint: 'Send fewer headers.' })
    }
    const repeated = repeatedHeader(rawHeaders)
    if (repeated !== undefined) {
      throw new CausewayError('invalid-parameter', `The header ${repeated} is given twice`, { hint: 'Send it once.' })
    }
    const { host } = request.raw.headers
    if (host === undefined && request.raw.httpVersion === '1.1') {
      throw new CausewayError('invalid-parameter', 'The request has no header Host', { hint: 'Send it, as HTTP/1.1 wants it.' })
    }
    if (url === '*' && request.method !== 'OPTIONS') {
      throw new CausewayError('invalid-parameter', 'The target * is for OPTIONS alone', { hint: 'Write a path, which begins with /.' })
    }
    if (!isHost(host ?? '')) {
      throw new CausewayError('invalid-parameter', 'The header Host is no host', { hint: 'Write a name or an address, and a port.' })
    }
    if (countOf('&', url) >= QUERY_PARAMETERS_MAX) {
      throw new CausewayError('invalid-parameter', `The query has more than ${QUERY_PARAMETERS_MAX} parameters`, { hint: 'Send fewer.' })
    }
    done()
  })
}

/** Most requests have the host of the one before. */
let lastHost = ''
function isHost(text: string): boolean {
  if (text === lastHost) return true
  if (!HOST.test(text)) return false
  lastHost = text
  return true
}

/** @param rawHeaders names and values in turns */
function repeatedHeader(rawHeaders: readonly string[]): string | undefined {
  let seen = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const given = rawHeaders[at] ?? ''
    const alike = BY_LENGTH[given.length]
    if (alike === undefined || alike.length === 0) continue
    const name = given.toLowerCase()
    if (!alike.includes(name)) continue
    const bit = 1 << SINGLE.indexOf(name)
    if ((seen & bit) !== 0) return name
    seen |= bit
  }
  return undefined
}

function countOf(character: string, text: string): number {
  let count = 0
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count += 1
  return count
}
