import type { IncomingMessage } from 'node:http'

const CALLS = '/console/api/'

const ofConsole = new WeakSet<IncomingMessage>()

/** The target that a request of the console means: a call goes the API's own way, and is known as the console's from here on. */
export function consoleTarget(request: IncomingMessage): string {
  const target = request.url ?? '/'
  if (!target.startsWith(CALLS)) return target
  ofConsole.add(request)
  return target.slice(CALLS.length - 1)
}

/** Whether a request came as one of the console: it is let in by the console's session and by nothing else. */
export const cameByConsole = (request: IncomingMessage): boolean => ofConsole.has(request)
