import type { CausewayError, ErrorKind } from '../../../base/errors.ts'
import { ERROR_TABLE, type ErrorRow, GATEWAY_TABLE, type Protocol } from './error-table.ts'
import { explanationFields } from './explanation-fields.ts'
import { GatewayError } from './gateway-error.ts'

/** What is kept of an error. */
export interface Failure {
  readonly kind: ErrorKind
  /** As the answer says it, where it says one. */
  readonly code: string
  /** In our own words. */
  readonly reason: string
}

export interface ErrorAnswer {
  readonly status: number
  readonly failure: Failure
  readonly body: Readonly<Record<string, unknown>>
}

/**
 * The error in the protocol's own shape. The message has the hint too, since the vendor's clients show nothing else; `hint`, `explanation`, `place`, and `reason` beside a
 * code of the vendor's, which means several kinds, are extra fields, which they ignore.
 */
export function errorAnswer(protocol: Protocol, error: CausewayError, requestId: string): ErrorAnswer {
  const row = error instanceof GatewayError ? GATEWAY_TABLE[error.refusal] : ERROR_TABLE[error.kind]
  const reason = row.causeway.code
  const extra = {
    ...(protocol === 'causeway' ? {} : { reason }),
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.explanation === undefined ? {} : { explanation: explanationFields(error.explanation) }),
    ...(error.place === undefined ? {} : { place: error.place }),
  }
  const code = protocol === 'iam' ? reason : row[protocol].code
  return { ...shapes[protocol](row, messageOf(error), requestId, extra), failure: { kind: error.kind, code, reason } }
}

function messageOf({ message, hint }: CausewayError): string {
  if (hint === undefined) return message
  return `${message}${/[.!?:]$/.test(message) ? '' : '.'} ${hint}`
}

type Shape = (row: ErrorRow, message: string, requestId: string, extra: Readonly<Record<string, unknown>>) => Omit<ErrorAnswer, 'failure'>

const shapes: Readonly<Record<Protocol, Shape>> = {
  dli: ({ dli }, message, requestId, extra) => ({
    status: dli.status,
    body: { error_code: dli.code, error_msg: message, request_id: requestId, ...extra },
  }),
  // Version 1 of VPC has the first two, its version 3 and the gateway before both the other two; clients read either.
  vpc: ({ vpc }, message, requestId, extra) => ({
    status: vpc.status,
    body: { code: vpc.code, message, error_code: vpc.code, error_msg: message, request_id: requestId, ...extra },
  }),
  iam: ({ iam }, message, requestId, extra) => ({
    status: iam.status,
    body: { error: { code: iam.status, message, title: iam.title }, request_id: requestId, ...extra },
  }),
  causeway: ({ causeway }, message, requestId, extra) => ({
    status: causeway.status,
    body: { error_code: causeway.code, error_msg: message, request_id: requestId, ...extra },
  }),
}
