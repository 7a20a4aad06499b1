import { networkInterfaces, tmpdir } from 'node:os'
import { type Clock, type MonotonicClock, monotonicClock } from '../../base/clock.ts'
import { type HandedSocket, socketOf } from '../../base/sockets/held-descriptor.ts'
import { requireIpRange, socketAddressText } from './address.ts'
import { ConnectedAgents } from './agents/connected-agents.ts'
import type { AllowedTarget } from './attachments/allowed-target.ts'
import type { AttachmentLink, LinkContext } from './attachments/attachment-kind.ts'
import { type AttachmentSpec, describeFailure, linkOf, refusedBy } from './attachments/attachments.ts'
import { LinkDown, type LinkHealth, UP } from './attachments/link-health.ts'
import { Deadlines } from './deadlines.ts'
import type { DialFailure } from './dial-failure.ts'
import { DialGate } from './dial-gate.ts'
import { type Allowed, type DialResult, failed, lentFailure, stopping, wayOf, withDial } from './dial-result.ts'
import { failureOf, firstAllowed, isOfAddress, triesOf, withOthers } from './dial-tries.ts'
import { KeptDecisions } from './kept-decisions.ts'
import { type AttachmentOf, Links } from './links.ts'
import { type Held, isOwnEnd, openWay, type Way } from './open-way.ts'
import { type Decision, decide, type MachineView, type QueueNetworkView, type Target } from './policy.ts'
import { advice } from './remedy.ts'
import type { NameAnswer } from './resolver/name-answer.ts'
import { Resolver } from './resolver/resolver.ts'

/** Decides, dials through the VPC's attachment, and explains. */
export interface Broker {
  /** `signal` gives it up before its time: it is then refused. */
  dial(view: QueueNetworkView, target: Target, signal?: AbortSignal): Promise<DialResult>
  /** As `dial`, of what is handed to a worker: it need not be a stream of this process. */
  dialForWorker(view: QueueNetworkView, target: Target, signal?: AbortSignal): Promise<DialResult<HandedSocket>>
  /** The decision alone, as `dial` would make it now; with a clock its steps tell what they took. */
  decide(view: QueueNetworkView, target: Target, clock?: MonotonicClock, answer?: NameAnswer): Decision
  /** Why this machine's settings keep the attachment from reaching anything at all; undefined where they do not. */
  attachmentRefusal(attachment: AttachmentSpec): DialFailure | undefined
  /** Asks the resolver that the target's name is for, through its connection; undefined where the policy decides without. The target itself is not dialled. */
  lookUp(view: QueueNetworkView, target: Target, signal?: AbortSignal): Promise<NameAnswer | undefined>
  /**
   * The VPC is gone, or something that it reached is reached in another way from this revision of its attachment on: what dials under older ones shared ends, and
   * what was opened through it. None gets it after the call, also before the promise resolves. Without a revision it is gone, and its agents with it.
   */
  closeLinks(vpcId: string, beforeRevision?: number): Promise<void>
  /** The VPC reaches more from this revision on, and nothing less: what dials under older ones shared ends with the last thing that was opened through it. */
  retireLinks(vpcId: string, beforeRevision: number): void
  /**
   * Brings up what the dials under this attachment share, keeps it until the call that this gives back, and tells how it is: as soon as that is known, which may be
   * within this call, and at each change. One that shares nothing is up.
   */
  watch(attachment: AttachmentOf<AttachmentSpec>, told: (health: LinkHealth) => void): () => void
  /** Who of the agents is connected. */
  readonly agents: ConnectedAgents
  readiness(): readonly string[]
  /** Destroys every socket that nobody took; refuses later dials. */
  close(): Promise<void>
}

export interface BrokerOptions {
  /** Waiting for a place and connecting together. */
  readonly dialTimeoutMs: number
  /** The server's own listening ports beside that for agents: never dialled through any attachment. Read at each dial. */
  readonly ownPorts: () => readonly number[]
  /** What may be dialled from this machine at all; everything when it is absent. */
  readonly allowedTargets?: readonly (Omit<AllowedTarget, 'network'> & { readonly network: string })[]
  /** The paths of the network namespaces that may be entered; none when it is absent. */
  readonly networkNamespaces?: readonly string[]
  /** The sockets of the ssh-agents that may be used, by name; none when it is absent. */
  readonly sshAgents?: ReadonlyMap<string, string>
  /** How an attachment opens its way: for tests of attachments that there are not yet. */
  readonly linkOf?: (spec: AttachmentSpec, context: LinkContext) => AttachmentLink
  /** What is kept sealed of a VPC's attachment; undefined for nothing. */
  readonly secretOf?: (vpcId: string) => Promise<string | undefined>
  /** Dials at once; what is above waits. Defaults: 32 for one queue, 256 in total. */
  readonly dialsPerQueueMax?: number
  readonly dialsMax?: number
  /** Absolute, for sockets that the server pumps into; the system's temporary folder when absent. */
  readonly scratchFolder?: string
  /** Whether a certificate has expired is told by it, and not told without it. */
  readonly clock?: Clock
}

interface HowDialled {
  readonly withinMs: number
  readonly forWorker: boolean
}

/** Why a dial is given up that whoever asked for it wants no more: that is no answer in time. */
const CALLED_OFF = new Error('The dial was called off')
const calledOff = (decision: Allowed, when: string): DialResult<never> => failed(decision, `The dial was called off ${when}`, [])

/** Dials of one queue that may wait for a place. */
const WAITING_PER_QUEUE_MAX = 1000

export function createBroker(options: BrokerOptions): Broker {
  const gate = new DialGate({
    perKeyMax: options.dialsPerQueueMax ?? 32,
    totalMax: options.dialsMax ?? 256,
    waitingMax: WAITING_PER_QUEUE_MAX,
  })
  const scratchFolder = options.scratchFolder ?? tmpdir()
  const held = new Set<Held>()
  const dials = new Deadlines(options.dialTimeoutMs)
  const agents = new ConnectedAgents()
  const ownPorts = (): readonly number[] => [...options.ownPorts(), ...(agents.port === undefined ? [] : [agents.port])]
  let closed = false

  const allowedTargets = options.allowedTargets?.map(({ network, ports }) => ({ network: requireIpRange(network), ports }))
  const allowed = {
    ...(allowedTargets === undefined ? {} : { allowedTargets }),
    ...(options.networkNamespaces === undefined ? {} : { networkNamespaces: options.networkNamespaces }),
    ...(options.sshAgents === undefined ? {} : { sshAgents: options.sshAgents }),
  }
  const machine: MachineView = {
    get ownPorts() {
      return ownPorts()
    },
    // Asked for where a port is the server's own: the system takes longer to tell them than the whole decision.
    get ownAddresses() {
      return ownAddresses()
    },
    ...allowed,
  }
  const links = new Links((spec: AttachmentSpec, vpcId) =>
    (options.linkOf ?? linkOf)(spec, {
      vpcId,
      agents,
      scratchFolder,
      clock: options.clock,
      machine: () => machine,
      secret: async () => await options.secretOf?.(vpcId),
    }),
  )
  const decideHere = (view: QueueNetworkView, target: Target, clock?: MonotonicClock, answer?: NameAnswer): Decision =>
    decide(view, target, machine, clock, answer)
  const decisions = new KeptDecisions(ownPorts, (view, target) => decideHere(view, target, monotonicClock))
  const resolver = new Resolver(
    {
      async dial(view, target, signal) {
        const decision = decideHere(view, target)
        const dialled = decision.kind === 'refused' ? decision : asSocket(await dialDecided(view, decision, signal))
        if (dialled.kind === 'refused') {
          const { steps, remedies } = dialled.explanation
          return { kind: 'refused', seen: steps.find(({ outcome }) => outcome === 'failed')?.seen ?? '', remedies }
        }
        const close = (): void => {
          for (const each of dialled.held) each.destroy()
        }
        return { kind: 'connected', socket: dialled.socket, close }
      },
      async ask(view, target, datagram, signal) {
        const decision = decideHere(view, target)
        return decision.kind === 'refused' ? undefined : await askDecided(view, decision, datagram, signal)
      },
    },
    options.dialTimeoutMs,
    monotonicClock,
  )

  async function dialFor(
    view: QueueNetworkView,
    target: Target,
    signal: AbortSignal | undefined,
    forWorker: boolean,
  ): Promise<DialResult<HandedSocket>> {
    return await inTime(signal, async (own) => {
      const asked = resolver.answerFor(view, target.host, own)
      const answer = asked === undefined ? undefined : await asked
      const tries = triesOf(answer)
      const shareMs = options.dialTimeoutMs / tries.length
      const attempt = async (each: NameAnswer | undefined): Promise<DialResult<HandedSocket>> => {
        const isKept = forWorker && each === undefined
        const decision = isKept ? decisions.of(view, target) : decideHere(view, target, monotonicClock, each)
        if (decision.kind === 'refused') return decision
        const share = tries.length === 1 ? own : AbortSignal.any([own, AbortSignal.timeout(shareMs)])
        const dialled = await dialDecided(view, decision, share, { withinMs: shareMs, forWorker })
        return dialled.kind === 'refused' || each === undefined ? dialled : { ...dialled, answer: each }
      }
      const [one, ...rest] = tries
      const first = await attempt(one)
      if (first.kind === 'connected') return first
      const others: string[] = []
      for (let last = first; rest.length > 0 && !own.aborted && isOfAddress(last); ) {
        const next = await attempt(rest.shift())
        if (next.kind === 'connected')
          return { ...next, explanation: withOthers(next.explanation, [failureOf(first.explanation), ...others]) }
        others.push(failureOf(next.explanation))
        last = next
      }
      return { ...first, explanation: withOthers(first.explanation, others) }
    })
  }

  /** As `dialDecided`, of a datagram; undefined where none goes there, or none comes back. */
  async function askDecided(
    { queueId }: QueueNetworkView,
    decision: Allowed,
    datagram: Buffer,
    signal: AbortSignal,
  ): Promise<Buffer | undefined> {
    const { dialled, attachment: spec, attachmentRevision: revision, vpcId } = decision
    if (closed || (await gate.enter(queueId, signal)) !== 'admitted') return undefined
    const use = links.use({ vpcId, revision, spec })
    try {
      const answer = await use.link.ask?.(dialled, datagram, signal)
      return use.ended() ? undefined : answer
    } catch {
      return undefined
    } finally {
      use.release()
      gate.leave(queueId)
    }
  }

  async function inTime<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    const giveUp = (): void => controller.abort(CALLED_OFF)
    signal?.addEventListener('abort', giveUp, { once: true })
    if (signal?.aborted === true) giveUp()
    dials.add(controller)
    try {
      return await work(controller.signal)
    } finally {
      signal?.removeEventListener('abort', giveUp)
      dials.delete(controller)
    }
  }

  async function dialDecided(
    { queueId: key, queueName }: QueueNetworkView,
    decision: Allowed,
    signal: AbortSignal,
    how: HowDialled = { withinMs: options.dialTimeoutMs, forWorker: false },
  ): Promise<DialResult<HandedSocket>> {
    if (closed) return stopping(decision)
    const wanted = gate.enter(key, signal)
    const place = typeof wanted === 'string' ? wanted : await wanted
    if (place === 'admitted') {
      try {
        return await connect(decision, signal, how)
      } finally {
        gate.leave(key)
      }
    }
    if (closed) return stopping(decision)
    if (signal.reason === CALLED_OFF) return calledOff(decision, 'while it waited for a place')
    const seen =
      place === 'full'
        ? `${WAITING_PER_QUEUE_MAX} dials of queue ${queueName} wait already`
        : `No place to dial became free within ${Math.round(how.withinMs)} ms`
    return failed(decision, seen, [advice('Open fewer connections at once')])
  }

  async function connect(decision: Allowed, signal: AbortSignal, { withinMs, forWorker }: HowDialled): Promise<DialResult<HandedSocket>> {
    const { dialled, attachment, attachmentRevision, vpcId } = decision
    const wanted = socketAddressText(decision.ip, decision.port)
    const way = wayOf(decision)
    const { address } = way
    const describe = (code: string | undefined): DialFailure =>
      decision.lent ? lentFailure(code, wanted) : describeFailure(attachment, code, wanted, address)
    const startedAt = performance.now()
    const use = links.use({ vpcId, revision: attachmentRevision, spec: attachment })
    let ways: Way | undefined
    let code: string | undefined
    let down: DialFailure | undefined
    try {
      const opening = openWay(use.link, dialled, { scratchFolder, signal, forWorker })
      ways = opening instanceof Promise ? await opening : opening
    } catch (error) {
      code = codeOf(error)
      // Of a connection that another project lends nothing is told.
      if (error instanceof LinkDown && !decision.lent) down = error.failure
    }
    if (ways === undefined || signal.aborted || use.ended()) {
      use.release()
      for (const each of ways?.held ?? []) each.destroy()
      if (closed) return stopping(decision)
      if (use.ended())
        return failed(decision, `The attachment of the VPC was changed while ${address} was dialled`, [advice('Run it again')])
      if (signal.reason === CALLED_OFF) return calledOff(decision, `before ${address} answered`)
      const told = signal.aborted ? 'ETIMEDOUT' : code
      const { seen, remedies } = (signal.aborted ? undefined : down) ?? describe(told)
      return failed(decision, signal.aborted ? `${seen} within ${Math.round(withinMs)} ms` : seen, remedies, told)
    }
    // One that has closed meanwhile tells of it no more.
    const living = ways.held.filter((each) => !each.closed)
    let open = living.length
    if (open === 0) use.release()
    for (const each of living) {
      held.add(each)
      each.once('close', () => {
        held.delete(each)
        open -= 1
        if (open === 0) use.release()
      })
    }
    // Each of the addresses is a question to the system.
    if (ways.held.length === 1 && ownPorts().includes(dialled.port) && isOwnEnd(socketOf(ways.socket))) {
      ways.socket.destroy()
      const what = `${address} turned out to be this server’s own port`
      return failed(decision, `${what}, which no queue may reach`, [advice('Use the address and port of the database')])
    }
    const tookMs = Math.max(1, Math.round(performance.now() - startedAt))
    const explanation = withDial(decision, 'passed', `Connected to ${address} in ${tookMs} ms`, [], performance.now() - startedAt)
    return { kind: 'connected', ...ways, ...way, explanation }
  }

  return {
    dial: async (view, target, signal) => asSocket(await dialFor(view, target, signal, false)),
    dialForWorker: (view, target, signal) => dialFor(view, target, signal, true),
    decide: (view, target, clock, answer) => firstAllowed(answer, (each) => decideHere(view, target, clock, each)),
    attachmentRefusal: (attachment) => refusedBy(attachment, machine),
    lookUp: (view, target, signal) => inTime(signal, async (own) => await resolver.answerFor(view, target.host, own)),
    closeLinks(vpcId, beforeRevision) {
      if (beforeRevision === undefined) agents.forgetVpc(vpcId)
      return links.close(vpcId, beforeRevision)
    },
    retireLinks: (vpcId, beforeRevision) => links.retire(vpcId, beforeRevision),
    watch(attachment, told) {
      const use = links.use(attachment)
      const unwatch = use.link.watch?.(told)
      if (unwatch === undefined) {
        use.release()
        told(UP)
        return () => {}
      }
      return () => {
        unwatch()
        use.release()
      }
    },
    agents,
    readiness: () => (closed ? ['The broker is closed'] : []),
    async close() {
      closed = true
      dials.abortAll()
      await links.closeAll()
      await Promise.all(
        [...held].map((each) => {
          const gone = new Promise<void>((resolve) => each.once('close', () => resolve()))
          each.destroy()
          return gone
        }),
      )
    },
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((addresses) => (addresses ?? []).map(({ address }) => address))

const asSocket = (result: DialResult<HandedSocket>): DialResult =>
  result.kind === 'refused' ? result : { ...result, socket: socketOf(result.socket) }
