import { type Clock, type MonotonicClock, monotonicClock } from '../../base/clock.ts'
import type { Config } from '../../base/config.ts'
import { dataFiles } from '../../base/data-files.ts'
import type { Logger } from '../../base/log.ts'
import type { Compute } from '../compute/compute.ts'
import type { Broker } from '../network/broker.ts'
import { listQueues } from '../store/queues/queues.ts'
import type { Store } from '../store/store.ts'
import { type Accounts, createAccounts } from './accounts/accounts.ts'
import { type AgentPort, openAgentPort } from './agents/agent-port.ts'
import { createAttachmentHealth } from './attachment-health/attachment-health.ts'
import { type Audit, createAudit } from './audit/audit.ts'
import { createAuditedCallers } from './audit/audited/audited-callers.ts'
import { auditedExpectations } from './audit/audited/audited-expectations.ts'
import { withHealthRecord } from './audit/audited/audited-health.ts'
import { auditedOwnDials } from './audit/audited/audited-stores.ts'
import { openTrail } from './audit/open-trail.ts'
import { createAuthorizer } from './authorization/authorizer.ts'
import { type Backup, createBackup } from './backup/backup.ts'
import type { Catalog } from './catalog/catalog.ts'
import { createSharing } from './connections/sharing.ts'
import { endInterruptedTasks } from './connectivity/connectivity.ts'
import { USUAL_DEFAULTS } from './defence/default-rules.ts'
import type { RemedyText } from './dialling/in-words.ts'
import { watchAccounts } from './events/account-changes.ts'
import { createEvents, nextEpoch } from './events/events.ts'
import { createExpectedReach } from './expected-reach.ts'
import { createTableTest, type TableTest } from './explain/table-test.ts'
import { guardedCatalog, guardedTables } from './guards/catalog-guards.ts'
import { type GuardedEvents, guardedEvents } from './guards/event-guard.ts'
import { guardedJobs, guardedTransfers } from './guards/job-guards.ts'
import { guardedScripts } from './guards/script-guards.ts'
import { type FirstIdentity, forgetFirstIdentity, makeFirstIdentity } from './identity/first-identity.ts'
import { createIdentity, type Identity } from './identity/identity.ts'
import { createJobServices } from './job-services.ts'
import { createContexts } from './jobs/contexts.ts'
import { endInterruptedJobs } from './jobs/job-recovery.ts'
import type { Jobs } from './jobs/jobs.ts'
import { createTransfers, type Transfers } from './jobs/transfers.ts'
import { createCounters } from './metrics/counters.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { createNetworkAccess } from './network-access.ts'
import { createNetworkServices, type NetworkServices } from './network-services.ts'
import { createPermissions, type Permissions } from './permissions/permissions.ts'
import { createQueuePlans } from './plans/queue-plans.ts'
import { openProjectFiles } from './project-files.ts'
import { createProjectServices, type ProjectServices } from './project-services.ts'
import { createQueueServices, type QueueServices } from './queue-services.ts'
import { type TellsReadiness, tellsReadiness } from './readiness.ts'
import { createReconciler } from './reconciler/reconciler.ts'
import { createPoolScaler } from './scaling/pool-scaler.ts'
import { endInterruptedScripts } from './scripts/script-recovery.ts'
import type { Scripts } from './scripts/scripts.ts'
import { JOB_RECORD_BYTES, QUOTAS } from './shared/limits.ts'
import { ownTimeZone } from './shared/local-time.ts'
import { startSweeper } from './sweeper.ts'
import { createTables, type Tables } from './tables/tables.ts'

/** Everything the server can do, without a word of HTTP. */
export interface Control extends NetworkServices, QueueServices, ProjectServices, TellsReadiness {
  readonly identity: Identity
  readonly accounts: Accounts
  readonly permissions: Permissions
  readonly audit: Audit
  readonly backup: Backup
  readonly catalog: Catalog
  readonly tables: Tables
  readonly tableTest: TableTest
  readonly jobs: Jobs
  readonly scripts: Scripts
  readonly transfers: Transfers
  readonly metrics: Metrics
  readonly events: GuardedEvents
}

export type { FirstIdentity }

export interface ControlDeps {
  readonly config: Config
  readonly store: Store
  readonly broker: Broker
  /** Made, not started: control starts and stops it. */
  readonly compute: Compute
  readonly clock: Clock
  /** By which refusals are counted, log-ins slowed down and durations measured; absent: the machine's. */
  readonly monotonic?: MonotonicClock
  /** Where the hours of plans and of scaling policies are meant; that of this machine when absent. */
  readonly timeZone?: string
  readonly log: Logger
  readonly remedyText: RemedyText
  /** What the broker is told of as the server's own: the ports of doors are put in. */
  readonly ownPorts?: Set<number>
  /** Done while the workers are started, so that nothing waits for it; the start waits for both. */
  readonly whileWorkersStart?: (control: Control) => Promise<void>
}

export interface StartedControl {
  readonly control: Control
  /** What to show once: given by the first start of a data folder, and by later ones until `identityWasShown` was called. */
  readonly firstIdentity: FirstIdentity | undefined
  identityWasShown(): Promise<void>
  /** Ends the jobs with this reason, stops compute and writes what has happened. Store and broker stay open: they belong to the caller. */
  stop(reason: string): Promise<void>
}

/**
 * Puts the services together and brings the world to what the store says: ends jobs and tests that the last server left open, starts compute, opens the
 * queues, checks bindings, gives waiting queries to compute again.
 */
export async function createControl(deps: ControlDeps): Promise<StartedControl> {
  const { config, store, broker, compute, clock, monotonic = monotonicClock, log, remedyText } = deps
  let stopReason = 'The server could not start'
  // In the order in which it is to be ended, turned round: what fails below ends all that is running by then.
  await using running = new AsyncDisposableStack()
  const quotas = { ...QUOTAS, ...config.quotas }
  const timeZone = deps.timeZone ?? ownTimeZone()
  const firstIdentity = await makeFirstIdentity(store, clock, config.identity)
  await endInterruptedTasks(store)
  const waitingQueries = await endInterruptedJobs(store, clock)
  await endInterruptedScripts(store, clock)

  const trail = await openTrail({ store, clock, monotonic, log, settings: config.audit })
  running.defer(() => trail.stop())
  const callers = createAuditedCallers(store)

  const dialling = auditedOwnDials({ trail, callers, clock, monotonic })
  const contexts = createContexts()
  const files = await openProjectFiles({ config, store, clock, log, quotas, dialling, moved: contexts.moved })
  const { warehouse, buckets, readers, gates, objects, unfinished, stores, uploads, sendings, catalog, catalogViews } = files
  running.defer(() => stores.close())
  running.defer(() => unfinished.stop())
  running.defer(() => warehouse.stop())
  running.defer(() => uploads.drain())
  running.defer(() => sendings.drain())
  const counting = createCounters({ monotonic })
  const authorizer = createAuthorizer({ store, remedyText })
  const events = createEvents({ epoch: await nextEpoch(store, clock), clock })
  const changes = watchAccounts(store)
  running.defer(() => changes.stop())
  const access = createNetworkAccess({
    store,
    broker,
    clock,
    log,
    authorizer,
    remedyText,
    events,
    counting,
    trail,
    callers,
    folder: dataFiles(config.home).doors,
    ownPorts: deps.ownPorts ?? new Set(),
  })
  const { views, grants, dialler, doors, runs } = access
  const scaler = createPoolScaler({ store, compute, clock, monotonic, timeZone, log })
  running.defer(() => scaler.stop())
  const queuePlans = createQueuePlans({ store, clock, timeZone, compute, log })
  const health = createAttachmentHealth({
    store,
    broker,
    log,
    changed: (told) => withHealthRecord(told, () => reconciler.attachment(told.vpcId), { trail, callers, clock, monotonic }),
  })
  const reconciler = createReconciler({
    store,
    compute,
    clock,
    log,
    views,
    events,
    grants,
    health,
    remedyText,
    dataFolders: catalog.dataFolders,
    cuOf: scaler.cuOf,
  })
  events.follow((event) => {
    if (event.kind === 'job') counting.counters.jobIsNow(event.state)
    if (event.kind === 'binding') health.settleOf(event.connectionId)
    if (event.kind === 'vpc' && (event.change === 'attachment' || event.change === 'deleted')) void health.settle(event.vpcId)
  })

  const { recorder, results, search, jobs, scripts, ...jobServices } = createJobServices({
    config,
    store,
    clock,
    monotonic,
    log,
    compute,
    authorizer,
    events,
    trail,
    callers,
    contexts,
    files,
    dialler,
    reconciler,
    queueLoadChanged: scaler.queueLoadChanged,
  })
  running.defer(() => recorder.drain())
  running.defer(() => search.stop())

  const identity = createIdentity({
    store,
    clock,
    monotonic,
    claimed: ({ id, name, domain }) => trail.current()?.add({ domainId: domain.id, userId: id, userName: name }),
  })
  const openProject = async (projectId: string, queueId: string): Promise<void> => {
    await files.makeFolders(projectId)
    await reconciler.queue(queueId)
  }
  const audit = auditedExpectations({ trail, callers, clock })
  const expected = { store, clock, timeZone, log, quotas, broker, views, remedyText, events, audit, health, authorizer }
  const { watch, rehearse, enforced } = createExpectedReach(expected)
  const agentPort: AgentPort | undefined =
    config.agents === undefined ? undefined : await openAgentPort(config.agents, { store, clock, log, trail, connected: broker.agents })
  running.defer(() => agentPort?.stop())
  const ownJobs = guardedJobs(jobs, authorizer, async ({ projectId }, shown) => await listQueues(store.db, projectId, { shown }))
  const tables = guardedTables(createTables({ store, authorizer, catalog, catalogViews, buckets, jobs }), authorizer)
  const backup = createBackup({ store, readers, gates, mapped: config.buckets })
  const makeControl = (): Control => {
    const network = createNetworkServices({
      ...access,
      store,
      clock,
      log,
      quotas,
      broker,
      authorizer,
      reconciler,
      events,
      remedyText,
      health,
      agentDoor: agentPort,
      watch,
      rehearse,
      enforced,
      catalog,
      jobs,
      guardedJobs: ownJobs,
    })
    return {
      ...network,
      ...createQueueServices({
        store,
        clock,
        timeZone,
        quotas,
        compute,
        authorizer,
        reconciler,
        events,
        views,
        doors,
        scaler,
        recorder,
        enforced,
        plans: queuePlans,
      }),
      ...createProjectServices({ store, clock, quotas, authorizer, objects, defaultRules: config.defaultDefenceRules ?? USUAL_DEFAULTS }),
      identity,
      accounts: createAccounts({ store, clock, open: openProject, keyUses: identity.keyUses }),
      permissions: createPermissions({ store, clock, authorizer, sharing: createSharing({ clock, views, grants, events }) }),
      backup,
      audit: createAudit({ store, trail, authorizer, identity }),
      catalog: guardedCatalog(catalog, authorizer),
      tables,
      tableTest: createTableTest({ store, authorizer, tables, jobs: ownJobs, explain: network.explain }),
      jobs: ownJobs,
      scripts: guardedScripts(scripts, authorizer),
      transfers: guardedTransfers(createTransfers({ catalog, jobs }), authorizer),
      metrics: createMetrics({ store, counters: counting.counters, watch, compute }),
      events: guardedEvents({ events, authorizer, changes }),
      ...tellsReadiness({ compute, store, broker, others: [reconciler, recorder] }),
    }
  }
  const launched = Promise.withResolvers<void>()
  const ready = compute.start(jobServices.ports, launched.resolve)
  const prepared = Promise.race([launched.promise, ready]).then(async () => {
    const made = makeControl()
    await deps.whileWorkersStart?.(made)
    return made
  })
  running.defer(async () => void (await Promise.allSettled([prepared])))
  running.defer(() => scripts.drain())
  running.defer(() => compute.stop(stopReason))
  running.defer(() => scripts.halt())
  running.defer(() => {
    reconciler.stop()
    health.stop()
    queuePlans.stop()
  })
  running.defer(() => watch.stop())
  running.defer(async () => void (await Promise.all([doors.stop(), runs.stop()])))
  // Before all that may wait until buckets are copied.
  running.defer(() => backup.stop())
  const [control] = await Promise.all([prepared, ready])
  await reconciler.all()
  await scaler.all()
  await queuePlans.start()
  await doors.start()
  await watch.start()
  await jobServices.runAgain(waitingQueries)
  const rightsWatch = jobServices.watchRights()
  running.defer(() => rightsWatch.stop())
  const sweeper = startSweeper({
    store,
    clock,
    log,
    warehouse,
    readers,
    results,
    counters: counting.counters,
    jobRecordBytes: config.jobRecordBytes ?? JOB_RECORD_BYTES,
  })
  running.defer(() => sweeper.stop())

  const started = running.move()
  return {
    control,
    firstIdentity,
    identityWasShown: () => forgetFirstIdentity(store),
    async stop(reason) {
      stopReason = reason
      await started.disposeAsync()
    },
  }
}
