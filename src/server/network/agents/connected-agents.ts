import type { Duplex } from 'node:stream'
import type { Clock } from '../../../base/clock.ts'
import type { Goodbye } from '../../../protocol/agents/agent-wire.ts'
import type { DialledAddress } from '../address.ts'
import { AgentRefused, type AgentSession } from './agent-session.ts'

/** An agent that has been enrolled. */
export interface KnownAgent {
  readonly id: string
  readonly vpcId: string
  readonly name: string
  /** Undefined: it has never connected. */
  readonly lastSeenAt: number | undefined
}

/** An agent as it is now. `connected`: undefined while it is not. */
export interface AgentState {
  readonly name: string
  readonly lastSeenAt: number | undefined
  readonly connected: { readonly since: number; readonly address: string; readonly version: string } | undefined
}

interface Entry {
  readonly agent: KnownAgent
  lastSeenAt: number | undefined
  session: AgentSession | undefined
  connectedAt: number
  /** When its certificate ends. */
  endsAt: number
}

/** No agent of the VPC is there to be asked, nor about to be back. */
export class NoAgent extends Error {
  constructor() {
    super('No agent of the VPC is connected')
  }
}

/** How long after one has gone it is likely to be back, and after a start of the server. */
const RETURN_MS = 1_000
const START_MS = 15_000
const EXPIRY_LOOK_MS = 60_000

/** Who of the enrolled agents is there, for each VPC. An agent serves the one VPC it was enrolled for. */
export class ConnectedAgents {
  readonly #byVpc = new Map<string, Map<string, Entry>>()
  readonly #listeners = new Map<string, Set<() => void>>()
  /** Until when each VPC's agents are waited for. */
  readonly #awaited = new Map<string, NodeJS.Timeout>()
  #clock: Clock = () => 0
  #port: number | undefined
  #expiry: NodeJS.Timeout | undefined

  /** Where agents connect; undefined where this server takes none. */
  get port(): number | undefined {
    return this.#port
  }

  /** From here on agents can connect; those that did before the start are about to. */
  start(port: number, agents: readonly KnownAgent[], clock: Clock): void {
    this.#port = port
    this.#clock = clock
    this.#expiry = setInterval(() => this.#endExpired(), EXPIRY_LOOK_MS).unref()
    for (const agent of agents) {
      this.know(agent)
      if (agent.lastSeenAt !== undefined && !this.#awaited.has(agent.vpcId)) this.#await(agent.vpcId, START_MS)
    }
  }

  know(agent: KnownAgent): void {
    const agents = this.#byVpc.get(agent.vpcId) ?? new Map<string, Entry>()
    this.#byVpc.set(agent.vpcId, agents)
    if (!agents.has(agent.id)) {
      agents.set(agent.id, { agent, lastSeenAt: agent.lastSeenAt, session: undefined, connectedAt: 0, endsAt: 0 })
    }
    this.#tell(agent.vpcId)
  }

  /** Its connection ends now, with all that was opened through it. */
  forget(vpcId: string, agentId: string): void {
    const agents = this.#byVpc.get(vpcId)
    const entry = agents?.get(agentId)
    if (agents === undefined || entry === undefined) return
    agents.delete(agentId)
    if (agents.size === 0) this.#byVpc.delete(vpcId)
    this.#end(entry, 'removed')
    this.#tell(vpcId)
  }

  forgetVpc(vpcId: string): void {
    for (const id of [...(this.#byVpc.get(vpcId)?.keys() ?? [])]) this.forget(vpcId, id)
  }

  /** `gone` is told when it ends. False: it was removed meanwhile, and is told so. */
  connected(vpcId: string, agentId: string, session: AgentSession, endsAt: number, gone: (at: number) => void): boolean {
    const entry = this.#byVpc.get(vpcId)?.get(agentId)
    if (entry === undefined) {
      session.end('removed')
      return false
    }
    this.#end(entry, 'replaced')
    entry.session = session
    entry.connectedAt = this.#clock()
    entry.lastSeenAt = entry.connectedAt
    entry.endsAt = endsAt
    clearTimeout(this.#awaited.get(vpcId))
    this.#awaited.delete(vpcId)
    session.onEnd(({ silent }) => {
      if (entry.session !== session) return
      entry.session = undefined
      entry.lastSeenAt = this.#clock()
      gone(entry.lastSeenAt)
      if (!silent) this.#await(vpcId, RETURN_MS)
      this.#tell(vpcId)
    })
    this.#tell(vpcId)
    return true
  }

  renewed(vpcId: string, agentId: string, endsAt: number): void {
    const entry = this.#byVpc.get(vpcId)?.get(agentId)
    if (entry !== undefined) entry.endsAt = Math.max(entry.endsAt, endsAt)
  }

  stateOf(vpcId: string, agentId: string): AgentState | undefined {
    return this.statesOf(vpcId).get(agentId)
  }

  /** By id, in the order in which they were enrolled. */
  statesOf(vpcId: string): ReadonlyMap<string, AgentState> {
    const entries = [...(this.#byVpc.get(vpcId) ?? [])]
    return new Map(
      entries.map(([id, { agent, lastSeenAt, session, connectedAt }]) => [
        id,
        {
          name: agent.name,
          lastSeenAt,
          connected: session === undefined ? undefined : { since: connectedAt, address: session.address, version: session.version },
        },
      ]),
    )
  }

  /** up: one at least is there; awaited: none is, and one is likely to be in a moment. */
  presence(vpcId: string): 'up' | 'awaited' | 'down' {
    if (this.#sessions(vpcId).length > 0) return 'up'
    return this.#awaited.has(vpcId) ? 'awaited' : 'down'
  }

  /** Told after each change of who is there; what this gives back ends that. */
  listen(vpcId: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(vpcId) ?? new Set()
    this.#listeners.set(vpcId, listeners)
    listeners.add(listener)
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) this.#listeners.delete(vpcId)
    }
  }

  /**
   * Through the agent that connected last; through the others, where that one is gone or does not allow the address. Rejects with AgentRefused, with NoAgent, or with the
   * reason of the signal.
   */
  async open(vpcId: string, dialled: DialledAddress, signal: AbortSignal): Promise<Duplex> {
    await this.#arrival(vpcId, signal)
    let refused: AgentRefused | undefined
    for (const session of this.#sessions(vpcId)) {
      try {
        return await session.open(dialled, signal)
      } catch (thrown) {
        if (!(thrown instanceof AgentRefused) || thrown.refusal.kind === 'dial-failed') throw thrown
        // What an agent has said is more than that another was gone.
        if (refused === undefined || thrown.refusal.kind === 'not-allowed') refused = thrown
      }
    }
    throw refused ?? new NoAgent()
  }

  stop(): void {
    clearInterval(this.#expiry)
    this.#port = undefined
    for (const timer of this.#awaited.values()) clearTimeout(timer)
    this.#awaited.clear()
    for (const agents of this.#byVpc.values()) for (const entry of agents.values()) this.#end(entry, 'stopping')
  }

  /** Newest first. */
  #sessions(vpcId: string): readonly AgentSession[] {
    return [...(this.#byVpc.get(vpcId)?.values() ?? [])]
      .toSorted((one, other) => other.connectedAt - one.connectedAt)
      .flatMap(({ session }) => session ?? [])
  }

  async #arrival(vpcId: string, signal: AbortSignal): Promise<void> {
    while (this.presence(vpcId) === 'awaited') {
      await new Promise<void>((resolve, reject) => {
        const abort = (): void => {
          unlisten()
          reject(new NoAgent())
        }
        const unlisten = this.listen(vpcId, () => {
          unlisten()
          signal.removeEventListener('abort', abort)
          resolve()
        })
        signal.addEventListener('abort', abort, { once: true })
        if (signal.aborted) abort()
      })
    }
  }

  #await(vpcId: string, ms: number): void {
    clearTimeout(this.#awaited.get(vpcId))
    const over = (): void => {
      this.#awaited.delete(vpcId)
      this.#tell(vpcId)
    }
    this.#awaited.set(vpcId, setTimeout(over, ms).unref())
  }

  #end(entry: Entry, why: Goodbye): void {
    const { session } = entry
    if (session === undefined) return
    entry.session = undefined
    entry.lastSeenAt = this.#clock()
    session.end(why)
  }

  #endExpired(): void {
    const now = this.#clock()
    for (const [vpcId, agents] of this.#byVpc) {
      for (const entry of agents.values()) {
        if (entry.session === undefined || entry.endsAt > now) continue
        this.#end(entry, 'expired')
        this.#tell(vpcId)
      }
    }
  }

  #tell(vpcId: string): void {
    for (const listener of [...(this.#listeners.get(vpcId) ?? [])]) listener()
  }
}
