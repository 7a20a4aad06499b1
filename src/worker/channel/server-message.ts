import type { ServerMessage } from '../../protocol/worker-channel.ts'

/** By the type complete, and without the schemas: loading them would take an eighth of a worker's start. */
const KINDS: Readonly<Record<ServerMessage['kind'], true>> = {
  rest: true,
  'warm-up': true,
  claim: true,
  run: true,
  cancel: true,
  'rows-taken': true,
  analyze: true,
  answer: true,
  'call-refused': true,
  dialed: true,
  'dial-refused': true,
}

/** A message of the server, or undefined for what is none. Only the kind is looked at: the server is trusted and of our own version. */
export function parseServerMessage(message: unknown): ServerMessage | undefined {
  return isServerMessage(message) ? message : undefined
}

const isServerMessage = (message: unknown): message is ServerMessage =>
  typeof message === 'object' &&
  message !== null &&
  'kind' in message &&
  typeof message.kind === 'string' &&
  Object.hasOwn(KINDS, message.kind)
