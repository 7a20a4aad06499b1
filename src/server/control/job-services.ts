import type { Clock, MonotonicClock } from '../../base/clock.ts'
import type { Config } from '../../base/config.ts'
import type { Logger } from '../../base/log.ts'
import type { Compute } from '../compute/compute.ts'
import type { ComputePorts } from '../compute/compute-ports.ts'
import type { JobRecord } from '../domain/job.ts'
import type { Store } from '../store/store.ts'
import type { AuditTrail } from './audit/audit-trail.ts'
import type { AuditedCallers } from './audit/audited/audited-callers.ts'
import { auditedPorts } from './audit/audited/audited-ports.ts'
import { auditedStatements } from './audit/audited/audited-statements.ts'
import { auditedStores } from './audit/audited/audited-stores.ts'
import { hintDetails } from './audit/audited/hint-details.ts'
import type { Authorizer } from './authorization/authorizer.ts'
import { createFoundTables } from './catalog/found-tables.ts'
import { createCatalogFunctions } from './catalog/functions.ts'
import { createTableVersions } from './catalog/table-versions.ts'
import { createTableWrites } from './catalog/table-writes.ts'
import { USUAL_DEFAULTS } from './defence/default-rules.ts'
import type { Dialler } from './dialling/dialler.ts'
import type { EventSink } from './events/events.ts'
import { createComputePorts } from './jobs/compute-ports.ts'
import type { Contexts } from './jobs/contexts.ts'
import { createJobRecorder, type JobRecorder } from './jobs/job-recorder.ts'
import { runAgain } from './jobs/job-recovery.ts'
import { createJobSearch, type JobSearch } from './jobs/job-search.ts'
import { createJobs, type Jobs } from './jobs/jobs.ts'
import { createResultFiles, type ResultFiles } from './jobs/result-files.ts'
import { watchRights } from './jobs/rights/rights-watch.ts'
import type { ProjectFiles } from './project-files.ts'
import type { Reconciler } from './reconciler/reconciler.ts'
import { createScripts } from './scripts/scripts.ts'
import { createSessions } from './sessions/sessions.ts'

/** What takes statements, has them run, and keeps what came of it. */
interface JobServices {
  readonly recorder: JobRecorder
  readonly results: ResultFiles
  readonly search: JobSearch
  readonly jobs: Jobs
  readonly scripts: ReturnType<typeof createScripts>
  /** What compute tells of its jobs, and what workers may ask for. */
  readonly ports: ComputePorts
  /** Gives queries to compute again that the last server left waiting. */
  runAgain(waiting: readonly JobRecord[]): Promise<void>
  /** Ends jobs whose right was taken away. */
  watchRights(): ReturnType<typeof watchRights>
}

interface JobServicesDeps {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
  readonly monotonic: MonotonicClock
  readonly log: Logger
  readonly compute: Compute
  readonly authorizer: Authorizer
  readonly events: EventSink
  readonly trail: AuditTrail
  readonly callers: AuditedCallers
  readonly contexts: Contexts
  readonly files: ProjectFiles
  readonly dialler: Dialler
  readonly reconciler: Reconciler
  readonly queueLoadChanged: (queueId: string) => void
}

export function createJobServices(deps: JobServicesDeps): JobServices {
  const { config, store, clock, monotonic, log, compute, authorizer, events, trail, callers, contexts, files } = deps
  const { warehouse, buckets, readers, unfinished, stores, uploads, catalog, catalogViews } = files
  const audit = { trail, callers, clock, monotonic }
  const recorder = createJobRecorder({ store, clock, log, events })
  const sessions = createSessions(store)
  const results = createResultFiles({ home: config.home, store, clock, log })
  const search = createJobSearch(store.db, log)
  const defaultRules = config.defaultDefenceRules ?? USUAL_DEFAULTS
  const jobs = createJobs({
    store,
    authorizer,
    clock,
    compute,
    contexts,
    sessions,
    catalog,
    recorder,
    reconciler: deps.reconciler,
    events,
    results,
    search,
    keepResult: config.keepResult ?? 'preview',
    defaultRules,
    hinted: (hints) => trail.current()?.add({ details: hintDetails(hints) }),
  })
  const cancelJob = (jobId: string, reason: string): void => {
    if (!compute.cancel(jobId, reason)) recorder.ended(jobId, { kind: 'cancelled', reason })
  }
  const ports = createComputePorts({
    store,
    authorizer,
    clock,
    results,
    buckets,
    catalog,
    catalogViews,
    catalogFunctions: createCatalogFunctions({ store, clock }),
    foundTables: createFoundTables({ store, clock }),
    sessions,
    contexts,
    recorder,
    events,
    unfinished,
    versions: createTableVersions({ store, clock, warehouse, readers, writes: createTableWrites(warehouse), moved: contexts.moved }),
    dialler: deps.dialler,
    stores: auditedStores(stores, audit),
    uploads,
    queueLoadChanged: deps.queueLoadChanged,
  })
  return {
    recorder,
    results,
    search,
    jobs,
    scripts: createScripts({ store, clock, log, events, recorder, jobs, authorizer, cancelJob, audit: auditedStatements(audit) }),
    ports: auditedPorts(ports, { ...audit, contexts }),
    runAgain: (waiting) => runAgain(waiting, { store, authorizer, compute, sessions, catalog, contexts, recorder, defaultRules }),
    watchRights: () =>
      watchRights({
        store,
        authorizer,
        contexts,
        log,
        cancel(jobId, reason) {
          recorder.missesRight(jobId)
          cancelJob(jobId, reason)
        },
      }),
  }
}
