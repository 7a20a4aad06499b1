import { hostAndPort } from '../../../base/addresses/host-port.ts'
import type { Clock } from '../../../base/clock.ts'
import type { AgentPortSettings } from '../../../base/config.ts'
import type { Logger } from '../../../base/log.ts'
import { AGENT_AUTHORITY } from '../../domain/secret-purpose.ts'
import {
  type AgentAuthority,
  type KeptAuthority,
  makeAuthority,
  openAuthority,
  readKeptAuthority,
} from '../../network/agents/agent-authority.ts'
import { openAgentListener } from '../../network/agents/agent-listener.ts'
import type { ConnectedAgents } from '../../network/agents/connected-agents.ts'
import { listAllAgents } from '../../store/network/agents.ts'
import { findSetting, insertSetting } from '../../store/settings.ts'
import type { Store } from '../../store/store.ts'
import type { AuditTrail } from '../audit/audit-trail.ts'
import { createAgentGate } from './agent-gate.ts'
import type { AgentDoor } from './agents.ts'

export interface AgentPort extends AgentDoor {
  /** Ends the connections of all agents. */
  stop(): Promise<void>
}

export interface AgentPortDeps {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly trail: AuditTrail
  readonly connected: ConnectedAgents
}

const RENEW_EVERY_MS = 86_400_000

/** Opens the port for agents. Its authority is made when it is opened for the first time, and kept sealed. Throws 'in-use' where the port is taken. */
export async function openAgentPort(
  settings: AgentPortSettings,
  { store, clock, log, trail, connected }: AgentPortDeps,
): Promise<AgentPort> {
  const authority = await ownAuthority(store, clock)
  const gate = createAgentGate({ store, clock, log, trail, authority, connected })
  const { host } = settings
  const certificate = await authority.issueServer(clock())
  const listener = await openAgentListener({ host, port: settings.port, certificate, gate, log })
  connected.start(listener.port, await listAllAgents(store.db), clock)
  const renew = async (): Promise<void> => listener.use(await authority.issueServer(clock()))
  const timer = setInterval(() => {
    renew().catch((error: unknown) => log.error({ err: error }, 'The next certificate for agents could not be made'))
  }, RENEW_EVERY_MS).unref()
  return {
    address: settings.address ?? hostAndPort(host, listener.port),
    fingerprint: authority.fingerprint,
    async stop() {
      clearInterval(timer)
      connected.stop()
      await listener.close()
    },
  }
}

async function ownAuthority(store: Store, clock: Clock): Promise<AgentAuthority> {
  const sealed = await findSetting(store.db, AGENT_AUTHORITY)
  if (sealed !== undefined)
    return await openAuthority(readKeptAuthority(store.secrets.open(Buffer.from(sealed, 'base64'), AGENT_AUTHORITY)))
  const made: KeptAuthority = await makeAuthority(clock())
  await store.transaction(async (tx) => {
    await insertSetting(tx, AGENT_AUTHORITY, Buffer.from(store.secrets.seal(JSON.stringify(made), AGENT_AUTHORITY)).toString('base64'))
  })
  return await openAuthority(made)
}
