import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { explanationText } from '../../../base/explanation.ts'
import type { WorkerCall } from '../../../protocol/worker-calls.ts'
import type { ComputePorts } from '../../compute/compute-ports.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import type { Buckets } from '../catalog/buckets/buckets.ts'
import type { UnfinishedWrites } from '../catalog/buckets/unfinished-writes.ts'
import type { Catalog } from '../catalog/catalog.ts'
import type { FoundTables } from '../catalog/found-tables.ts'
import type { CatalogFunctions } from '../catalog/functions.ts'
import type { TableVersions } from '../catalog/table-versions.ts'
import type { CatalogViews } from '../catalog/views.ts'
import type { Dialler } from '../dialling/dialler.ts'
import type { EventSink } from '../events/events.ts'
import type { ObjectStores } from '../object-stores/object-stores.ts'
import type { ObjectUploads } from '../object-stores/object-uploads.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { hiddenOutcome } from '../variables/hidden-secrets.ts'
import type { Asking, CallHandlers } from './calls/call-handlers.ts'
import { credentialCalls } from './calls/credential-calls.ts'
import { createCredentialRules } from './calls/credential-rules.ts'
import { databaseCalls } from './calls/database-calls.ts'
import { fileCalls } from './calls/file-calls.ts'
import { objectCalls } from './calls/object-calls.ts'
import { resultCalls } from './calls/result-calls.ts'
import { answerSessionCall, isSessionCall, type SessionCall } from './calls/session-calls.ts'
import { tableCalls } from './calls/table-calls.ts'
import { versionCalls } from './calls/version-calls.ts'
import { viewCalls } from './calls/view-calls.ts'
import type { Context, Contexts } from './contexts.ts'
import type { JobRecorder } from './job-recorder.ts'
import { LocatedObjects } from './located-objects.ts'
import type { ResultFiles } from './result-files.ts'
import { createWorkerRights } from './rights/worker-rights.ts'
import { WrittenByJobs } from './written-by-jobs.ts'

export interface ComputePortsDeps {
  readonly authorizer: Authorizer
  readonly store: Store
  readonly clock: Clock
  readonly results: ResultFiles
  readonly buckets: Buckets
  readonly catalog: Catalog
  readonly catalogViews: CatalogViews
  readonly catalogFunctions: CatalogFunctions
  readonly foundTables: FoundTables
  readonly sessions: Sessions
  readonly contexts: Contexts
  readonly recorder: JobRecorder
  readonly events: EventSink
  readonly versions: TableVersions
  readonly unfinished: UnfinishedWrites
  readonly dialler: Dialler
  readonly stores: ObjectStores
  readonly uploads: ObjectUploads
  readonly queueLoadChanged: (queueId: string) => void
}

/** All but those about its session. */
type OtherCall = Exclude<WorkerCall, SessionCall>

/** What compute asks of the rest of the server: each call in the project of the job that the worker runs, and never beyond. */
export function createComputePorts(deps: ComputePortsDeps): ComputePorts {
  const { contexts, recorder, events, versions, unfinished, dialler, results, stores, uploads, sessions, catalog } = deps
  const rights = createWorkerRights(deps.authorizer)
  const located = new LocatedObjects()
  const written = new WrittenByJobs()
  const credentials = createCredentialRules({ store: deps.store, rights })
  const all = { ...deps, rights, located, credentials }
  const handlers: CallHandlers<OtherCall['kind']> = {
    ...databaseCalls(all),
    ...tableCalls(all),
    ...viewCalls(all),
    ...versionCalls(all),
    ...fileCalls(all),
    ...objectCalls(all),
    ...resultCalls(all),
    ...credentialCalls(all),
  }
  // The types cannot say that the handler of a call's kind takes the call.
  const answered = (asking: Asking, call: OtherCall): Promise<unknown> =>
    (handlers[call.kind] as (asking: Asking, call: OtherCall) => Promise<unknown>)(asking, call)

  function requireContext(contextId: string): Context {
    const context = contexts.find(contextId)
    if (context === undefined) {
      throw new CausewayError('forbidden', 'The job of this request is not running', { hint: 'Submit the job again.' })
    }
    return context
  }

  async function handle(contextId: string, context: Context, call: WorkerCall): Promise<unknown> {
    return await rights.answering(context, call, () => answer(contextId, context, call))
  }

  async function answer(contextId: string, context: Context, call: WorkerCall): Promise<unknown> {
    if (call.kind === 'get-view') {
      const source = (await context.session()).view(call.view)?.source
      if (source?.kind === 'query') await rights.checkView(context, source)
    }
    // A view that all users of the queue see is read by one who may use it for every host.
    if (call.kind === 'create-view' && context.kind === 'job' && call.view.source.kind === 'table')
      await credentials.requireOwnTable(context, call.view.source.table)
    if (isSessionCall(call)) return await answerSessionCall(context, call, { sessions, catalog })
    return await written.during(contextId, call, () => answered({ contextId, context }, call))
  }

  return {
    jobStarted: (jobId) => recorder.started(jobId),
    jobProgress(jobId, progress) {
      recorder.progressed(jobId, progress)
      const context = contexts.find(jobId)
      if (context !== undefined) events.publish(context.caller.projectId, { kind: 'job-progress', jobId, progress })
    },

    jobEnded(jobId, outcome) {
      const context = contexts.find(jobId)
      contexts.close(jobId)
      versions.jobEnded(jobId)
      unfinished.release(jobId)
      uploads.release(jobId)
      const told = written.ended(jobId, outcome)
      recorder.ended(jobId, context?.kind === 'job' ? told.then((known) => hiddenOutcome(known, context.secrets)) : told)
      // What it was about to keep; of a job that finished nothing is removed.
      if (context !== undefined && outcome.kind !== 'finished') void results.remove({ id: jobId, projectId: context.caller.projectId })
    },

    queueLoadChanged: deps.queueLoadChanged,

    async dial({ queueId, contextId, host, port, bucket, signal }) {
      const context = contexts.find(contextId)
      if (context?.kind !== 'job' || context.queueId !== queueId) {
        return { kind: 'refused', error: new CausewayError('forbidden', 'Only a running job may open a connection') }
      }
      const by = { caller: context.caller, jobId: contextId, ...(signal === undefined ? {} : { signal }) }
      if (bucket !== undefined) {
        located.requireBucket(context, bucket)
        return await stores.dial(bucket, { ...by, queueId })
      }
      const dialled = await dialler.dial(queueId, { host, port }, by)
      if (dialled.kind === 'connected') return dialled
      const { explanation } = dialled
      return { kind: 'refused', error: new CausewayError('unreachable', explanationText(explanation), { explanation }) }
    },

    async call(contextId, call) {
      try {
        return await handle(contextId, requireContext(contextId), call)
      } finally {
        // What a call opened that outlived its job nobody else would close.
        if (contexts.find(contextId) === undefined) {
          versions.jobEnded(contextId)
          unfinished.release(contextId)
          uploads.release(contextId)
        }
      }
    },
  }
}
