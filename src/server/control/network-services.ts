import type { Clock } from '../../base/clock.ts'
import type { Quotas } from '../../base/config.ts'
import type { Logger } from '../../base/log.ts'
import type { Broker } from '../network/broker.ts'
import type { Store } from '../store/store.ts'
import { type AgentDoor, type Agents, createAgents } from './agents/agents.ts'
import type { AttachmentHealth } from './attachment-health/attachment-health.ts'
import type { Authorizer } from './authorization/authorizer.ts'
import type { Catalog } from './catalog/catalog.ts'
import { type ClassicConnections, createClassicConnections } from './connections/classic-connections.ts'
import { type Connections, createConnections } from './connections/connections.ts'
import { type Connectivity, createConnectivity } from './connectivity/connectivity.ts'
import type { RemedyText } from './dialling/in-words.ts'
import type { Doors } from './doors/doors.ts'
import type { Runs } from './doors/runs.ts'
import type { EventSink } from './events/events.ts'
import type { Enforcement } from './expectations/enforced.ts'
import type { ExpectationWatch } from './expectations/expectation-watch.ts'
import { createExpectations, type Expectations } from './expectations/expectations.ts'
import type { Rehearse } from './expectations/rehearsals.ts'
import { createDialExplainer } from './explain/dial.ts'
import { createExplain, type Explain } from './explain/explain.ts'
import { guardedAgents, guardedClassicConnections, guardedConnections, guardedNetworkTags, guardedVpcs } from './guards/network-guards.ts'
import {
  guardedConnectivity,
  guardedDoors,
  guardedExpectations,
  guardedExplain,
  guardedReach,
  guardedTopology,
} from './guards/queue-guards.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { NetworkAccess } from './network-access.ts'
import { createReach, type Reach } from './reach/reach.ts'
import type { Reconciler } from './reconciler/reconciler.ts'
import { createTopology, type Topology } from './topology/topology.ts'
import { createNetworkTags, type NetworkTags } from './vpcs/network-tags.ts'
import { createVpcs, type Vpcs } from './vpcs/vpcs.ts'

/** What of a server is about networks: which there are, what queues reach in them, and why. */
export interface NetworkServices {
  readonly vpcs: Vpcs
  readonly networkTags: NetworkTags
  readonly agents: Agents
  readonly connections: Connections
  readonly classicConnections: ClassicConnections
  readonly connectivity: Connectivity
  readonly explain: Explain
  readonly doors: Doors
  readonly expectations: Expectations
  readonly reach: Reach
  readonly topology: Topology
  readonly runs: Runs
  /** Attachments of VPCs that something is bound to, by the names of those, with what would help. */
  attachmentsDown(): readonly AttachmentDownInWords[]
}

interface AttachmentDownInWords {
  readonly vpcId: string
  readonly vpcName: string
  readonly projectId: string
  readonly kind: string
  readonly seen: string
  readonly remedies: readonly string[]
}

interface NetworkServicesDeps extends NetworkAccess {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly quotas: Quotas
  readonly broker: Broker
  readonly authorizer: Authorizer
  readonly reconciler: Reconciler
  readonly events: EventSink
  readonly remedyText: RemedyText
  readonly health: Pick<AttachmentHealth, 'down' | 'of'>
  /** Undefined where this server takes no agents. */
  readonly agentDoor: AgentDoor | undefined
  readonly watch: ExpectationWatch
  readonly rehearse: Rehearse
  readonly enforced: Enforcement
  readonly catalog: Catalog
  readonly jobs: Jobs
  /** The same with the rules of who may: what runs statements for whoever asks. */
  readonly guardedJobs: Jobs
}

/** Each held to its rules of who may do what, and what changes a network to the expectations that are enforced. */
export function createNetworkServices(deps: NetworkServicesDeps): NetworkServices {
  const { store, clock, log, quotas, broker, authorizer, reconciler, events, views, grants, dialler } = deps
  const { shownRemedies, remedyText, watch, rehearse, enforced, catalog, jobs } = deps
  const anybodysConnections = createConnections({ store, clock, quotas, reconciler, views, grants, events })
  const connections = guardedConnections(enforced.connections(anybodysConnections), authorizer)
  const dial = createDialExplainer({ dialler, store, authorizer, jobs: deps.guardedJobs, clock })
  return {
    vpcs: guardedVpcs(enforced.vpcs(createVpcs({ store, clock, quotas, views, grants, broker, events })), authorizer),
    networkTags: guardedNetworkTags(createNetworkTags({ store, clock }), authorizer),
    agents: guardedAgents(createAgents({ store, clock, connected: broker.agents, door: deps.agentDoor, events }), authorizer),
    connections,
    classicConnections: guardedClassicConnections(createClassicConnections({ store, connections }), authorizer),
    connectivity: guardedConnectivity(createConnectivity({ store, clock, log, dialler }), authorizer),
    explain: guardedExplain(createExplain({ store, views, broker, authorizer, shownRemedies, dial, remedyText }), authorizer),
    doors: guardedDoors(deps.doors, authorizer),
    expectations: guardedExpectations(
      createExpectations({ store, clock, quotas, authorizer, watch, remedyText, shownRemedies, rehearse }),
      authorizer,
    ),
    reach: guardedReach(createReach({ store, clock, views, broker, catalog, jobs, watch, connections: anybodysConnections }), authorizer),
    topology: guardedTopology(
      createTopology({ store, broker, connections: anybodysConnections, health: deps.health, remedyText }),
      authorizer,
    ),
    runs: deps.runs,
    attachmentsDown: () =>
      deps.health.down().map(({ vpcId, vpcName, projectId, kind, failure: { seen, remedies } }) => {
        return { vpcId, vpcName, projectId, kind, seen, remedies: remedies.map((remedy) => remedyText(remedy)) }
      }),
  }
}
