import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Static } from 'typebox'
import { asCausewayError } from '../../../base/errors.ts'
import type { Explanation } from '../../../base/explanation.ts'
import type { Logger } from '../../../base/log.ts'
import { closeDescriptor, descriptorOf, isListening, receiveDescriptor } from '../../../base/native/descriptors.ts'
import { RUN_GREETING_BYTES_MAX, type RunLine } from '../../../protocol/run-line.ts'
import { originalTarget } from '../../network/original-target.ts'
import type { Target } from '../../network/policy.ts'
import { LIMITS } from '../shared/limits.ts'
import { type Passage, pumpPassage, reset } from './passage.ts'

export interface RunEntranceOptions {
  /** From whom the listening socket came; when it closes, the run is over. */
  readonly line: Socket
  readonly listener: number
  readonly log: Logger
  readonly dial: (target: Target) => Promise<Passage>
}

const sayTo = (line: Socket, message: Static<typeof RunLine>): void => {
  if (line.writable) line.write(`${JSON.stringify(message)}\n`)
}

/**
 * Accepts at the listening socket of a program's namespace what is born in there: each connection has the address that the program wanted, is decided by the
 * policy once, and is pumped or reset. Resolves when the run is over.
 */
export async function serveRun({ line, listener, log, dial }: RunEntranceOptions): Promise<void> {
  const over = new Promise((resolve) => line.once('close', resolve))
  const clients = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => {})
    clients.add(client)
    client.once('close', () => clients.delete(client))
    void serve(client)
  })

  async function serve(client: Socket): Promise<void> {
    const target = clients.size > LIMITS.connectionsOfDoor ? undefined : originalTarget(client)
    if (target === undefined) {
      if (clients.size > LIMITS.connectionsOfDoor) {
        sayTo(line, { kind: 'refused', text: `More than ${LIMITS.connectionsOfDoor} connections are open at once` })
      }
      return reset(client)
    }
    try {
      const dialled = await dial(target)
      if (dialled.kind === 'refused') {
        sayTo(line, { kind: 'refused', text: refusalText(dialled.explanation) })
        reset(client)
        return
      }
      if (client.destroyed || dialled.socket.destroyed) {
        dialled.socket.destroy()
        reset(client)
        return
      }
      pumpPassage(client, dialled)
    } catch (thrown) {
      const { kind, message, hint } = asCausewayError(thrown)
      if (kind === 'internal') log.error({ err: thrown }, 'A connection of a run could not be dialled')
      sayTo(line, { kind: 'refused', text: [message, hint].filter((part) => part !== undefined).join('. ') })
      reset(client)
    }
  }

  try {
    await listenOn(server, listener)
    sayTo(line, { kind: 'listening' })
    // What else it says is of no interest; its end is.
    line.on('data', () => {}).resume()
    await over
  } finally {
    server.close()
    for (const client of clients) reset(client)
  }
}

export function endRun(line: Socket, text: string): void {
  sayTo(line, { kind: 'over', text })
  line.end()
}

interface Greeted {
  readonly greeting: string
  /** Of a listening socket. */
  readonly listener: number
}

/** Undefined where something else comes, or nothing for long. Asked again and again: Node can wait for bytes only by reading them, and the descriptor would be lost. */
export async function takeListener(line: Socket): Promise<Greeted | undefined> {
  const socket = descriptorOf(line)
  const until = performance.now() + LIMITS.doorLoginMs
  for (let waitMs = 1; socket !== undefined && !line.destroyed && performance.now() < until; waitMs = Math.min(2 * waitMs, 50)) {
    const received = receiveDescriptor(socket, RUN_GREETING_BYTES_MAX)
    if (received !== undefined) {
      if (isListening(received.descriptor)) return { greeting: received.data.toString(), listener: received.descriptor }
      closeDescriptor(received.descriptor)
      return undefined
    }
    await sleep(waitMs)
  }
  return undefined
}

async function listenOn(server: Server, fd: number): Promise<void> {
  server.listen({ fd })
  await once(server, 'listening')
  server.on('error', () => {})
}

function refusalText({ target, steps, remedies }: Explanation): string {
  const failed = steps.find(({ outcome }) => outcome === 'failed')
  return [`${target}: ${failed?.seen ?? 'refused'}`, ...remedies].map((part) => part.replace(/\.$/, '')).join('. ')
}
