import { CausewayError } from '../../../../base/errors.ts'
import { noneNamed } from '../../../../base/none-named.ts'
import { authNameOf } from '../../../../protocol/table-definition.ts'
import type { WorkerCall, WorkerCallAnswers } from '../../../../protocol/worker-calls.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { Sessions } from '../../sessions/sessions.ts'
import type { Context } from '../contexts.ts'
import type { JobContext } from './call-handlers.ts'
import { requireOwnAuthNames } from './credential-rules.ts'

export type SessionCall = Extract<
  WorkerCall,
  {
    kind:
      | 'get-session'
      | 'get-view'
      | 'create-view'
      | 'drop-view'
      | 'create-function'
      | 'drop-function'
      | 'use-database'
      | 'change-settings'
  }
>

const SESSION_CALL_KINDS: ReadonlySet<WorkerCall['kind']> = new Set([
  'get-session',
  'get-view',
  'create-view',
  'drop-view',
  'create-function',
  'drop-function',
  'use-database',
  'change-settings',
] satisfies SessionCall['kind'][])

export const isSessionCall = (call: WorkerCall): call is SessionCall => SESSION_CALL_KINDS.has(call.kind)

export interface SessionCallDeps {
  readonly sessions: Sessions
  readonly catalog: Catalog
}

/** What a worker asks about the session of its job, or of a check; only a job changes it. */
export async function answerSessionCall(
  context: Context,
  call: SessionCall,
  { sessions, catalog }: SessionCallDeps,
): Promise<WorkerCallAnswers[SessionCall['kind']]> {
  if (call.kind === 'get-session') {
    const { database, settings, views, functions } = await context.session()
    return { ...(database === undefined ? {} : { database }), settings, views, functions }
  }
  if (call.kind === 'get-view') return (await context.session()).view(call.view) ?? null
  if (context.kind !== 'job') {
    throw new CausewayError('forbidden', 'A check of a statement may not change a session', { hint: 'Submit the statement as a job.' })
  }
  const key = { queueId: context.queueId, holderId: context.scriptId ?? context.caller.userId }
  switch (call.kind) {
    case 'create-view': {
      // Before the view is there.
      await requireOwnAuthNames(context, await authNamesOfView(context, call.view), 'view')
      await sessions.createView(key, call.view, call.isGlobal, call.mode)
      return { created: true }
    }
    case 'drop-view':
      return { dropped: await sessions.dropView(key, call.view) }
    case 'create-function':
      await sessions.createFunction(key, call.function, call.isReplacing)
      return { created: true }
    case 'drop-function':
      return { dropped: await sessions.dropFunction(key, call.name) }
    case 'use-database': {
      const database = await catalog.findDatabase(context.caller, call.database)
      if (database === undefined) throw new CausewayError('not-found', noneNamed('database', call.database))
      await sessions.useDatabase(key, database.name)
      return { database: database.name }
    }
    case 'change-settings':
      return { settings: await sessions.changeSettings(key, call) }
  }
}

async function authNamesOfView(
  { authNamesOf }: JobContext,
  { source }: Extract<SessionCall, { kind: 'create-view' }>['view'],
): Promise<Iterable<string>> {
  if (source.kind === 'query') return await authNamesOf(source)
  const authName = authNameOf(source.table)
  return authName === undefined ? [] : [authName]
}
