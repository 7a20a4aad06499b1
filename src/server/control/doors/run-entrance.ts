import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { asCausewayError } from '../../../base/errors.ts'
import type { Explanation } from '../../../base/explanation.ts'
import type { Logger } from '../../../base/log.ts'
import { closeDescriptor, descriptorOf, isListening, receiveDescriptor } from '../../../base/native/descriptors.ts'
import { hearWholeLines } from '../../../base/whole-lines.ts'
import { RUN_GREETING_BYTES_MAX, RunAsk, type RunLine } from '../../../protocol/run-line.ts'
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

const askOf = Compile(RunAsk)

/**
 * Accepts at the listening socket of a program's namespace what is born in there: each connection has the address that the program wanted, is decided by the
 * policy once, and is pumped, or reset. Where the namespace can hold a connection back, it is dialled before the program has it, and refused by its own kernel where that
 * fails. Resolves when the run is over.
 */
export async function serveRun({ line, listener, log, dial }: RunEntranceOptions): Promise<void> {
  const over = new Promise((resolve) => line.once('close', resolve))
  const clients = new Set<Socket>()
  /** Dialled for connections that are held back, until the program's side of them comes. */
  const waiting = new Map<string, Connected>()
  let asked = 0
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => {})
    clients.add(client)
    client.once('close', () => clients.delete(client))
    void serve(client)
  })

  /** Undefined: refused, and told why. */
  async function reach(target: Target): Promise<Connected | undefined> {
    if (clients.size + waiting.size + asked > LIMITS.connectionsOfDoor) {
      sayTo(line, { kind: 'refused', text: `More than ${LIMITS.connectionsOfDoor} connections are open at once` })
      return undefined
    }
    asked += 1
    try {
      const dialled = await dial(target)
      if (dialled.kind === 'connected') return dialled
      sayTo(line, { kind: 'refused', text: refusalText(dialled.explanation) })
    } catch (thrown) {
      const { kind, message, hint } = asCausewayError(thrown)
      if (kind === 'internal') log.error({ err: thrown }, 'A connection of a run could not be dialled')
      sayTo(line, { kind: 'refused', text: [message, hint].filter((part) => part !== undefined).join('. ') })
    } finally {
      asked -= 1
    }
    return undefined
  }

  async function serve(client: Socket): Promise<void> {
    const target = originalTarget(client)
    if (target === undefined) return reset(client)
    const key = keyOf({ from: client.remotePort ?? 0, ...target })
    const held = waiting.get(key)
    waiting.delete(key)
    const dialled = held ?? (await reach(target))
    if (dialled === undefined) return reset(client)
    if (client.destroyed || dialled.socket.destroyed) {
      dialled.socket.destroy()
      reset(client)
      return
    }
    pumpPassage(client, dialled)
  }

  async function hear(text: string): Promise<void> {
    const ask = parsedAsk(text)
    if (ask === undefined) return void line.destroy()
    const { id, host, port } = ask
    const dialled = await reach({ host, port })
    if (dialled !== undefined) keep(keyOf(ask), dialled)
    sayTo(line, { kind: 'decided', id, allowed: dialled !== undefined })
  }

  function keep(key: string, dialled: Connected): void {
    if (line.destroyed) return void dialled.socket.destroy()
    waiting.get(key)?.socket.destroy()
    waiting.set(key, dialled)
    setTimeout(() => {
      // Whoever began it has gone meanwhile.
      if (waiting.get(key) !== dialled) return
      waiting.delete(key)
      dialled.socket.destroy()
    }, HELD_MS).unref()
  }

  try {
    await listenOn(server, listener)
    sayTo(line, { kind: 'listening' })
    hearWholeLines(line, (text) => void hear(text))
    await over
  } finally {
    server.close()
    for (const client of clients) reset(client)
    for (const { socket } of waiting.values()) socket.destroy()
  }
}

type Connected = Extract<Passage, { readonly kind: 'connected' }>

/** From the decision until the program's kernel has said so to both ends, on a busy machine. */
const HELD_MS = 30_000

const keyOf = ({ from, host, port }: { readonly from: number; readonly host: string; readonly port: number }): string =>
  `${from} ${host} ${port}`

function parsedAsk(text: string): Static<typeof RunAsk> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return askOf.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function sayHosts(line: Socket, hosts: readonly { readonly name: string; readonly ip: string }[]): void {
  sayTo(line, { kind: 'hosts', hosts: [...hosts] })
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
