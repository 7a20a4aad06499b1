import type { Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { Explanation } from '../../base/explanation.ts'
import { socketAddressText } from './address.ts'
import { openThrough } from './attachments/attachments.ts'
import { dialFailure } from './dial-failure.ts'
import { DialGate } from './dial-gate.ts'
import { type Decision, decide, type QueueNetworkView, type Target } from './policy.ts'
import { advice, type Remedy } from './remedy.ts'

export type DialResult =
  /**
   * The socket is connected and was paused before it connected, so no greeting is lost. Who takes it destroys it in the end,
   * also after it was handed to another process: until then the broker's close() would end it.
   */
  | {
      readonly kind: 'connected'
      readonly socket: Socket
      readonly connectionId: string
      readonly vpcId: string
      readonly explanation: Explanation<Remedy>
    }
  | { readonly kind: 'refused'; readonly explanation: Explanation<Remedy> }

/** Decides, dials through the VPC's attachment, and explains. */
export interface Broker {
  dial(view: QueueNetworkView, target: Target): Promise<DialResult>
  /** The decision alone, as `dial` would make it now. */
  decide(view: QueueNetworkView, target: Target): Decision
  readiness(): readonly string[]
  /** Destroys every socket that nobody took; refuses later dials. */
  close(): Promise<void>
}

export interface BrokerOptions {
  /** Waiting for a place and connecting together. */
  readonly dialTimeoutMs: number
  /** The server's own listening ports: never dialled through any attachment. Read at each dial. */
  readonly ownPorts: () => readonly number[]
  /** Dials at once; what is above waits. Defaults: 32 for one queue, 256 in total. */
  readonly dialsPerQueueMax?: number
  readonly dialsMax?: number
}

/** Dials of one queue that may wait for a place. */
const WAITING_PER_QUEUE_MAX = 1000

type Allowed = Extract<Decision, { readonly kind: 'allowed' }>

export function createBroker(options: BrokerOptions): Broker {
  const gate = new DialGate({
    perKeyMax: options.dialsPerQueueMax ?? 32,
    totalMax: options.dialsMax ?? 256,
    waitingMax: WAITING_PER_QUEUE_MAX,
  })
  const sockets = new Set<Socket>()
  const dials = new Set<AbortController>()
  let closed = false

  const decideHere = (view: QueueNetworkView, target: Target): Decision =>
    decide(view, target, { ownPorts: options.ownPorts(), ownAddresses: ownAddresses() })

  async function dial(view: QueueNetworkView, target: Target): Promise<DialResult> {
    const decision = decideHere(view, target)
    if (decision.kind === 'refused') return decision
    if (closed) return stopping(decision)
    const key = view.queueId ?? view.queueName
    const controller = new AbortController()
    const timer = setTimeout(() => controller.abort(), options.dialTimeoutMs)
    dials.add(controller)
    try {
      const place = await gate.enter(key, controller.signal)
      if (place === 'admitted') {
        try {
          return await connect(decision, controller.signal)
        } finally {
          gate.leave(key)
        }
      }
      if (closed) return stopping(decision)
      const seen =
        place === 'full'
          ? `${WAITING_PER_QUEUE_MAX} dials of queue ${view.queueName} wait already`
          : `No place to dial became free within ${options.dialTimeoutMs} ms`
      return failed(decision, seen, [advice('Open fewer connections at once')])
    } finally {
      clearTimeout(timer)
      dials.delete(controller)
    }
  }

  function connect(decision: Allowed, signal: AbortSignal): Promise<DialResult> {
    return new Promise((resolve) => {
      const startedAt = performance.now()
      const socket = openThrough(decision.attachment.kind, decision.dialled)
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      const settle = (result: DialResult): void => {
        signal.removeEventListener('abort', abort)
        socket.off('connect', connected)
        socket.off('error', error)
        resolve(result)
      }
      const connected = (): void => {
        // A peer may reset the connection before its taker listens: that is told by 'close', never by a crash of the server.
        socket.on('error', () => {})
        if (isOwnEnd(socket, options.ownPorts())) {
          socket.destroy()
          const what = `${socketAddressText(decision.dialled.ip, decision.dialled.port)} turned out to be this server’s own port`
          settle(failed(decision, `${what}, which no queue may reach`, [advice('Use the address and port of the database')]))
          return
        }
        const tookMs = Math.max(1, Math.round(performance.now() - startedAt))
        const { dialled, connectionId, vpcId } = decision
        const seen = `Connected to ${socketAddressText(dialled.ip, dialled.port)} in ${tookMs} ms`
        settle({ kind: 'connected', socket, connectionId, vpcId, explanation: withDial(decision, 'passed', seen, []) })
      }
      const error = (cause: NodeJS.ErrnoException): void => {
        socket.destroy()
        const { seen, remedies } = dialFailure(cause.code, decision)
        settle(failed(decision, seen, remedies))
      }
      const abort = (): void => {
        socket.destroy()
        const { seen, remedies } = dialFailure('ETIMEDOUT', decision)
        settle(closed ? stopping(decision) : failed(decision, `${seen} within ${options.dialTimeoutMs} ms`, remedies))
      }
      socket.once('connect', connected)
      socket.once('error', error)
      signal.addEventListener('abort', abort, { once: true })
      if (signal.aborted) abort()
    })
  }

  return {
    dial,
    decide: decideHere,
    readiness: () => (closed ? ['The broker is closed'] : []),
    async close() {
      closed = true
      for (const controller of dials) controller.abort()
      await Promise.all(
        [...sockets].map((socket) => {
          const gone = new Promise((resolve) => socket.once('close', resolve))
          socket.destroy()
          return gone
        }),
      )
    },
  }
}

/**
 * Interfaces that are down, and local routes, have addresses that the system does not list and yet answers: a connection to one of them has the same address at
 * both of its ends.
 */
const isOwnEnd = (socket: Socket, ownPorts: readonly number[]): boolean =>
  socket.localAddress === socket.remoteAddress && ownPorts.includes(socket.remotePort ?? 0)

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address))

const failed = (decision: Allowed, seen: string, remedies: readonly Remedy[]): DialResult => ({
  kind: 'refused',
  explanation: withDial(decision, 'failed', seen, remedies),
})

const stopping = (decision: Allowed): DialResult => failed(decision, 'The server is stopping', [])

const withDial = (decision: Allowed, outcome: 'passed' | 'failed', seen: string, remedies: readonly Remedy[]): Explanation<Remedy> => ({
  ...decision.explanation,
  steps: [...decision.explanation.steps, { step: 'dial', outcome, seen }],
  remedies,
})
