import { fieldsOf, isRecord } from './fields.ts'

/** A refusal of the API, as it says it. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly hint: string | undefined
  readonly requestId: string | undefined
  /** The steps that led to it, where there were steps: as in GET …/explain. */
  readonly explanation: unknown
  /** Where in a statement the mistake stands, line and column from 1. */
  readonly place: { readonly line: number; readonly column: number; readonly length: number } | undefined

  constructor(status: number, body: unknown) {
    const { code, message, hint, requestId, explanation, place } = readFailure(status, body)
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.hint = hint
    this.requestId = requestId
    this.explanation = explanation
    this.place = place
  }
}

/** The server does not answer: it is stopped, it starts, or the network is down. */
export class ServerLost extends Error {
  constructor() {
    super('The server does not answer')
    this.name = 'ServerLost'
  }
}

function readFailure(status: number, body: unknown) {
  const shown = isRecord(body) ? body : {}
  const inner = isRecord(shown['error']) ? shown['error'] : shown
  const fields = fieldsOf(inner)
  const hint = fieldsOf(shown).optionalText('hint')
  const whole =
    fields.optionalText('error_msg') ?? fields.optionalText('message') ?? `The server answered with the status ${status} and no reason`
  return {
    code: fields.optionalText('error_code') ?? textOf(inner['code']) ?? String(status),
    // The message of the API ends with the hint, for clients that show nothing else.
    message: hint !== undefined && whole.endsWith(hint) ? whole.slice(0, -hint.length).trim() : whole,
    hint,
    requestId: fieldsOf(shown).optionalText('request_id'),
    explanation: shown['explanation'],
    place: placeOf(shown['place']),
  }
}

function placeOf(value: unknown): ApiError['place'] {
  if (!isRecord(value)) return undefined
  const { line, column, length } = value
  return typeof line === 'number' && typeof column === 'number' && typeof length === 'number' ? { line, column, length } : undefined
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : undefined
}
