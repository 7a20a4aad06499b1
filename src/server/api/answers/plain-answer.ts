import type { CausewayError } from '../../../base/errors.ts'
import { STATUS_CODES } from '../../../base/http/node-http.ts'
import { errorAnswer } from './error-answer.ts'
import { newRequestId } from './request-id.ts'

/** An error as the bytes of an HTTP answer, for a connection of which no request was made; nothing tells which protocol was meant, so it is DLI's. */
export function plainAnswer(error: CausewayError): string {
  const requestId = newRequestId()
  const { status, body } = errorAnswer('dli', error, requestId)
  const text = JSON.stringify(body)
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${requestId}`,
    'Connection: close',
    '',
    text,
  ].join('\r\n')
}
