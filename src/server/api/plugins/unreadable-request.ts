import type { Socket } from 'node:net'
import { CausewayError } from '../../../base/errors.ts'
import { GatewayError } from '../answers/gateway-error.ts'
import { plainAnswer } from '../answers/plain-answer.ts'

/** What is left to say when no request could be made of the bytes that came. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code !== 'ECONNRESET' && socket.writable) socket.write(plainAnswer(refusalOf(error, 'encrypted' in socket)))
  socket.destroy(error)
}

function refusalOf({ code }: NodeJS.ErrnoException, isSecure: boolean): CausewayError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new GatewayError('headers-too-large', 'The path, the query and the headers are larger than 16 KiB', {
        hint: 'Ask for less in one request: shorten the query.',
      })
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new GatewayError('request-too-slow', 'The request did not arrive in time', { hint: 'Send it again.' })
    default:
      return new CausewayError('invalid-parameter', 'What came is not an HTTP/1.1 request', {
        hint: isSecure ? 'Send HTTP/1.1 within TLS.' : 'This address speaks plain HTTP: check the scheme of the endpoint.',
      })
  }
}
