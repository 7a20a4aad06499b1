import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { explanationText } from '../../../base/explanation.ts'
import { isTable, isView } from '../../../protocol/catalog-entry.ts'
import { foundSource } from '../../../protocol/found-table.ts'
import type { JobCredential } from '../../../protocol/job-credential.ts'
import { authNameOf, type TableSource } from '../../../protocol/table-definition.ts'
import type { TableFile } from '../../../protocol/table-files.ts'
import type { WorkerCall, WorkerCallAnswers } from '../../../protocol/worker-calls.ts'
import type { ComputePorts } from '../../compute/compute-ports.ts'
import { folderReplacements } from '../../store/folder-replacements.ts'
import { findJob } from '../../store/jobs.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { toRead } from '../authorization/need.ts'
import { publishFiles } from '../catalog/bucket-writes.ts'
import type { Buckets } from '../catalog/buckets.ts'
import type { Catalog } from '../catalog/catalog.ts'
import { replaceFolder } from '../catalog/folder-replacements.ts'
import type { FoundTables } from '../catalog/found-tables.ts'
import type { CatalogFunctions } from '../catalog/functions.ts'
import type { TableVersions } from '../catalog/table-versions.ts'
import type { UnfinishedWrites } from '../catalog/unfinished-writes.ts'
import type { CatalogViews } from '../catalog/views.ts'
import type { CredentialTarget } from '../credentials/credential-hosts.ts'
import { type CredentialUse, needToDirect, useKey } from '../credentials/credential-use.ts'
import { readPassword } from '../credentials/credentials.ts'
import { readOwnAuthority } from '../credentials/own-authority.ts'
import type { Dialler } from '../dialling/dialler.ts'
import type { EventSink } from '../events/events.ts'
import type { ObjectStores } from '../object-stores/object-stores.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { type Caller, isOwnedBy } from '../shared/caller.ts'
import { remotePlace } from '../shared/remote-place.ts'
import { hiddenOutcome } from '../variables/hidden-secrets.ts'
import type { Context, Contexts } from './contexts.ts'
import type { JobRecorder } from './job-recorder.ts'
import { LocatedObjects } from './located-objects.ts'
import type { ResultFiles } from './result-files.ts'
import { toAlterView } from './rights/worker-call-needs.ts'
import { createWorkerRights } from './rights/worker-rights.ts'
import { answerSessionCall, isSessionCall, requireOwnAuthNames } from './session-calls.ts'
import { type WholeResult, wholeResult } from './whole-result.ts'

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
  readonly queueLoadChanged: (queueId: string) => void
}

type JobContext = Extract<Context, { kind: 'job' }>

function notAllowed(what: string): CausewayError {
  return new CausewayError('forbidden', `A check of a statement may not ${what}`, { hint: 'Submit the statement as a job.' })
}

/** Only a job changes anything or gets at a secret. */
function requireJobContext(context: Context, what: string): void {
  if (context.kind !== 'job') throw notAllowed(what)
}

/** Checks that the answer has the call's shape. */
const answer = <K extends WorkerCall['kind']>(value: WorkerCallAnswers[K]): WorkerCallAnswers[K] => value

/** What compute asks of the rest of the server: each call in the project of the job that the worker runs, and never beyond. */
export function createComputePorts(deps: ComputePortsDeps): ComputePorts {
  const { store, authorizer, clock, results, buckets, catalog, catalogViews, catalogFunctions, foundTables, sessions } = deps
  const rights = createWorkerRights(authorizer)
  const { contexts, recorder, events, versions, unfinished, dialler, stores } = deps
  const located = new LocatedObjects()

  function requireContext(contextId: string): Context {
    const context = contexts.find(contextId)
    if (context === undefined) {
      throw new CausewayError('forbidden', 'The job of this request is not running', { hint: 'Submit the job again.' })
    }
    return context
  }

  async function credentialOf(projectId: string, use: CredentialUse): Promise<JobCredential> {
    const { userName, password, certificateLocation } = await readPassword(store, projectId, use.authName, use)
    if (certificateLocation === '') return { userName, password }
    return { userName, password, authority: await readOwnAuthority(buckets.of(projectId), certificateLocation) }
  }

  /** A worker may ask for anything: it is given what its job's statement names, and the tables of it had when it was asked first. */
  async function requireNamed({ authNames }: JobContext, authName: string): Promise<void> {
    if ((await authNames()).has(authName)) return
    throw new CausewayError('forbidden', `No table of this job's statement names the datasource authentication ${authName}`, {
      hint: 'A job gets the authentications of the tables that its statement names.',
    })
  }

  /** A password goes where the tables of the catalog say; anywhere else only for whoever may say where. */
  async function requireUse(context: JobContext, authName: string, place: CredentialTarget | undefined): Promise<void> {
    if (place !== undefined && (await context.tableUses()).has(useKey({ ...place, authName }))) return
    const need = await needToDirect(store, context.caller.projectId, authName)
    if (need !== undefined) await rights.require(context, need)
  }

  async function requireOwnTable(context: JobContext, source: TableSource): Promise<void> {
    const authName = authNameOf(source)
    if (authName === undefined) return
    await requireOwnAuthNames(context, [authName], 'table')
    await requireUse(context, authName, remotePlace(source))
  }

  async function createTable(
    contextId: string,
    context: JobContext,
    call: Extract<WorkerCall, { kind: 'create-table' }>,
  ): Promise<boolean> {
    const { caller } = context
    const { table, ifNotExists, files } = call
    await requireOwnTable(context, table.source)
    const create = (rows?: { readonly tableId: string; readonly files: readonly TableFile[] }): Promise<boolean> =>
      catalog.createTable(caller, table, { ifNotExists, jobId: contextId, ...(rows === undefined ? {} : { rows }) })
    if (files === undefined) return await create()
    return (await versions.createWith(caller, contextId, table, files, create)) ?? (await create())
  }

  async function openResult(caller: Caller, jobId: string): Promise<WholeResult> {
    const job = await findJob(store.db, jobId)
    const isTheirs = (job !== undefined && isOwnedBy(job, caller)) || (await authorizer.allows(caller, toRead('see the jobs of others')))
    if (job === undefined || job.projectId !== caller.projectId || !isTheirs) {
      throw new CausewayError('not-found', `There is no job with the id ${jobId}`, { hint: 'List the jobs of the project.' })
    }
    return await wholeResult(job, { db: store.db, clock, files: results })
  }

  async function locate(context: Context, location: string): Promise<WorkerCallAnswers['locate-path']> {
    const store = stores.address(context.caller.projectId, location)
    if (store === undefined) return { folder: await catalog.locatePath(context.caller, location) }
    located.add(context, store)
    return { folder: '', store }
  }

  async function findTable(caller: Caller, { database, table, was }: Extract<WorkerCall, { kind: 'get-table' }>) {
    return was === undefined ? await catalog.findTable(caller, database, table) : await versions.describe(caller, { database, table, was })
  }

  async function changeView(
    context: JobContext,
    call: Extract<WorkerCall, { kind: 'put-catalog-view' | 'drop-catalog-view' | 'rename-catalog-view' | 'change-view-properties' }>,
  ): Promise<unknown> {
    const { caller } = context
    switch (call.kind) {
      case 'put-catalog-view':
        await requireOwnAuthNames(context, await context.authNamesOf(call.view.source), 'view')
        if (call.mode === 'replace' && (await catalog.findTable(caller, call.view.database, call.view.name)) !== undefined) {
          await authorizer.require(caller, toAlterView(call.view.database, call.view.name), 'sql-permission')
        }
        return answer<'put-catalog-view'>({ created: await catalogViews.put(caller, call.view, call.mode, call) })
      case 'drop-catalog-view':
        return answer<'drop-catalog-view'>({
          dropped: await catalogViews.drop(caller, call.database, call.view, call),
        })
      case 'rename-catalog-view': {
        const entry = await catalog.findTable(caller, call.database, call.view)
        if (entry !== undefined && isView(entry)) await requireOwnAuthNames(context, await context.authNamesOf(entry.source), 'view')
        await catalogViews.rename(caller, call.database, call.view, call.newName)
        return answer<'rename-catalog-view'>({ renamed: true })
      }
      case 'change-view-properties':
        return answer<'change-view-properties'>({
          properties: await catalogViews.changeProperties(caller, call.database, call.view, call.change),
        })
    }
  }

  /** One of which the caller may see nothing is as one that is not there. */
  async function shownDatabase(context: Context, name: string) {
    const shows = await rights.showsDatabase(context)
    const database = await catalog.findDatabase(context.caller, name)
    return database !== undefined && (shows(database.name) || isOwnedBy(database, context.caller)) ? database : undefined
  }

  async function handle(contextId: string, context: Context, call: WorkerCall): Promise<unknown> {
    const { caller } = context
    await rights.check(context, call)
    if (call.kind === 'get-view') {
      const source = (await context.session()).view(call.view)?.source
      if (source?.kind === 'query') await rights.checkView(context, source)
    }
    // A view that all users of the queue see is read by one who may use it for every host.
    if (call.kind === 'create-view' && context.kind === 'job' && call.view.source.kind === 'table')
      await requireOwnTable(context, call.view.source.table)
    if (isSessionCall(call)) return await answerSessionCall(context, call, { sessions, catalog })
    switch (call.kind) {
      case 'get-database': {
        const found = await shownDatabase(context, call.database)
        return answer<'get-database'>(
          found === undefined
            ? null
            : {
                database: found.name,
                comment: found.description,
                properties: found.properties,
                ...(found.connection === undefined ? {} : { connection: found.connection }),
              },
        )
      }
      case 'list-databases': {
        const { items } = await catalog.listDatabases(caller)
        const shows = await rights.showsDatabase(context)
        const shown = items.filter((database) => shows(database.name) || isOwnedBy(database, caller))
        return answer<'list-databases'>({ databases: shown.map((database) => database.name) })
      }
      case 'get-table': {
        const found = await findTable(caller, call)
        await rights.checkTable(context, call, found)
        if (found !== undefined && isView(found)) await rights.checkView(context, found.source)
        if (found === undefined || isView(found)) return answer<'get-table'>(found ?? null)
        const columnRights = await rights.columnRights(context, call)
        return answer<'get-table'>(columnRights === undefined ? found : { ...found, columnRights })
      }
      case 'get-origin':
        await rights.checkTable(context, call, undefined)
        return answer<'get-origin'>((await catalog.findOrigin(caller, call.database, call.table)) ?? null)
      case 'list-tables': {
        const shows = await rights.showsTable(context, call.database)
        const entries = (await catalog.listTables(caller, call.database)).filter(({ name }) => shows(name))
        const views = entries.filter(isView)
        return answer<'list-tables'>({
          tables: entries.map(({ name }) => name),
          views: views.map(({ name }) => name),
          areAll: await rights.showsAllTables(context, call.database),
        })
      }
      case 'keep-found-table': {
        if (context.kind !== 'job') throw notAllowed('find a table')
        // As whoever asks for its definition: it is what they would be told.
        const named = { database: call.database, table: call.table.toLowerCase() }
        await rights.checkTable(context, named, await catalog.findTable(caller, named.database, named.table))
        await foundTables.keep(caller, { ...call, remoteName: call.table })
        return answer<'keep-found-table'>({ kept: true })
      }
      case 'forget-found-table': {
        if (context.kind !== 'job') throw notAllowed('forget a table')
        await rights.checkTable(context, call, await catalog.findTable(caller, call.database, call.table))
        await foundTables.forget(caller, call.database, call.table)
        return answer<'forget-found-table'>({ forgotten: true })
      }
      case 'create-database': {
        if (context.kind !== 'job') throw notAllowed('create a database')
        const { database: name, comment: description = '', properties = {}, ifNotExists, connection } = call
        if (connection !== undefined) await requireOwnTable(context, foundSource(connection, 't'))
        const created = await catalog.createDatabase(caller, {
          name,
          description,
          properties,
          enterpriseProjectId: '0',
          ifNotExists,
          ...(connection === undefined ? {} : { connection }),
        })
        return answer<'create-database'>({ created })
      }
      case 'drop-database':
        requireJobContext(context, 'drop a database')
        return answer<'drop-database'>({
          dropped: await catalog.dropDatabase(caller, call.database, call),
        })
      case 'create-table':
        if (context.kind !== 'job') throw notAllowed('create a table')
        return answer<'create-table'>({ created: await createTable(contextId, context, call) })
      case 'drop-table':
        requireJobContext(context, 'drop a table')
        return answer<'drop-table'>({
          dropped: await catalog.dropTable(caller, call.database, call.table, call),
        })
      case 'annotate-table':
        requireJobContext(context, 'change a table')
        await catalog.annotateTable(caller, call.database, call.table, call.change)
        return answer<'annotate-table'>({ changed: true })
      case 'alter-columns':
        requireJobContext(context, 'change a table')
        return answer<'alter-columns'>({ changed: await versions.alterColumns(caller, contextId, call) })
      case 'rename-table': {
        if (context.kind !== 'job') throw notAllowed('change a table')
        const entry = await catalog.findTable(caller, call.database, call.table)
        const authName = entry !== undefined && isTable(entry) ? authNameOf(entry.source) : undefined
        if (authName !== undefined) await requireOwnAuthNames(context, [authName], 'table')
        await catalog.renameTable(caller, call.database, call.table, call.newName)
        return answer<'rename-table'>({ renamed: true })
      }
      case 'put-catalog-view':
      case 'drop-catalog-view':
      case 'rename-catalog-view':
      case 'change-view-properties':
        if (context.kind !== 'job') throw notAllowed('change a view')
        return await changeView(context, call)
      case 'put-catalog-function': {
        requireJobContext(context, 'make a function')
        return answer<'put-catalog-function'>({ created: await catalogFunctions.put(caller, call.database, call.function, call) })
      }
      case 'get-catalog-function':
        if ((await shownDatabase(context, call.database)) === undefined) return answer<'get-catalog-function'>(null)
        return answer<'get-catalog-function'>((await catalogFunctions.find(caller, call.database, call.name)) ?? null)
      case 'list-catalog-functions':
        if ((await shownDatabase(context, call.database)) === undefined) return answer<'list-catalog-functions'>({ names: [] })
        return answer<'list-catalog-functions'>({ names: await catalogFunctions.list(caller, call.database) })
      case 'drop-catalog-function':
        requireJobContext(context, 'drop a function')
        return answer<'drop-catalog-function'>({ dropped: await catalogFunctions.drop(caller, call.database, call.name) })
      case 'locate-path':
        requireJobContext(context, 'reach files')
        return answer<'locate-path'>(await locate(context, call.location))
      case 'sign-object-read':
        requireJobContext(context, 'reach files')
        located.requireRead(context, call)
        return answer<'sign-object-read'>(await stores.sign(caller.projectId, call.bucket, call.read))
      case 'open-table':
        requireJobContext(context, 'reach files')
        return answer<'open-table'>(await versions.open(caller, contextId, call))
      case 'get-statistics':
        requireJobContext(context, 'reach files')
        return answer<'get-statistics'>({ files: await versions.statistics(caller, call) })
      case 'list-versions':
        return answer<'list-versions'>({ versions: await versions.list(caller, call) })
      case 'restore-table':
        requireJobContext(context, 'change a table')
        return answer<'restore-table'>({ version: await versions.restore(caller, contextId, call) })
      case 'vacuum-table':
        requireJobContext(context, 'change a table')
        return answer<'vacuum-table'>({ removedFiles: await versions.vacuum(caller, call) })
      case 'count-small-files':
        requireJobContext(context, 'reach files')
        return answer<'count-small-files'>({ count: await versions.countSmallFiles(caller, call) })
      case 'stage-table':
        requireJobContext(context, 'reach files')
        return answer<'stage-table'>(await versions.stage(caller, contextId, call))
      case 'stage-new-table':
        requireJobContext(context, 'reach files')
        return answer<'stage-new-table'>(await versions.stageNew(caller, contextId, call))
      case 'commit-table':
        requireJobContext(context, 'change a table')
        return answer<'commit-table'>({ version: await versions.commit(caller, contextId, { ...call, baseVersion: call.baseVersion }) })
      case 'commit-tables':
        requireJobContext(context, 'change a table')
        return answer<'commit-tables'>({
          versions: await versions.commitAll(
            caller,
            contextId,
            call.changes.map((change) => ({ ...change, baseVersion: change.baseVersion })),
          ),
        })
      case 'stage-result':
        requireJobContext(context, 'keep rows')
        return answer<'stage-result'>(await results.stage({ id: contextId, projectId: caller.projectId }))
      case 'ask-result-room':
        requireJobContext(context, 'keep rows')
        return answer<'ask-result-room'>({ bytesMax: await results.room({ id: contextId, projectId: caller.projectId }) })
      case 'keep-result':
        requireJobContext(context, 'keep rows')
        await results.keep({ id: contextId, projectId: caller.projectId })
        return answer<'keep-result'>({ kept: true })
      case 'announce-write':
        requireJobContext(context, 'write files')
        await unfinished.announce(contextId, caller.projectId, call)
        return answer<'announce-write'>({ announced: true })
      case 'publish-files':
        requireJobContext(context, 'write files')
        return answer<'publish-files'>({
          remaining: await unfinished.publishing(contextId, () => publishFiles(buckets.of(caller.projectId), call)),
        })
      case 'replace-folder':
        requireJobContext(context, 'write files')
        await unfinished.publishing(contextId, () =>
          replaceFolder({ begun: folderReplacements(store.db), projectId: caller.projectId, buckets: buckets.of(caller.projectId) }, call),
        )
        return answer<'replace-folder'>({ replaced: true })
      case 'open-result': {
        const { columns, rows } = await openResult(caller, call.jobId)
        return answer<'open-result'>({ columns, ...(rows.kind === 'file' ? { path: rows.path } : { rowsJson: rows.rowsJson }) })
      }
      case 'get-credential':
        if (context.kind !== 'job') throw notAllowed('read a datasource authentication')
        await requireNamed(context, call.authName)
        await requireUse(context, call.authName, call)
        return answer<'get-credential'>(await credentialOf(caller.projectId, call))
    }
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
      recorder.ended(jobId, context?.kind === 'job' ? hiddenOutcome(outcome, context.secrets) : outcome)
      // What it was about to keep; of a job that finished nothing is removed.
      if (context !== undefined && outcome.kind !== 'finished') void results.remove({ id: jobId, projectId: context.caller.projectId })
    },

    queueLoadChanged: deps.queueLoadChanged,

    async dial({ queueId, contextId, host, port, bucket }) {
      const context = contexts.find(contextId)
      if (context?.kind !== 'job' || context.queueId !== queueId) {
        return { kind: 'refused', error: new CausewayError('forbidden', 'Only a running job may open a connection') }
      }
      if (bucket !== undefined) {
        located.requireBucket(context, bucket)
        return await stores.dial(bucket, { caller: context.caller, jobId: contextId, queueId })
      }
      const dialled = await dialler.dial(queueId, { host, port }, { caller: context.caller, jobId: contextId })
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
        }
      }
    },
  }
}
