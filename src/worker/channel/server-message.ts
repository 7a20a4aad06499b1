import { ServerMessage } from '../../protocol/worker-channel.ts'

const KINDS: ReadonlySet<string> = new Set(ServerMessage.anyOf.map((message) => message.properties.kind.const))

/** A message of the server, or undefined for what is none. Only the kind is looked at: the server is trusted and of our own version. */
export function parseServerMessage(message: unknown): ServerMessage | undefined {
  return isServerMessage(message) ? message : undefined
}

function isServerMessage(message: unknown): message is ServerMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string' && KINDS.has(message.kind)
}
