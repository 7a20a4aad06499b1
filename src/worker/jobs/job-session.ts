import type { JobOrder } from '../../protocol/job-order.ts'
import type { SessionState, TemporaryView, ViewName } from '../../protocol/session.ts'
import type { ServerChannel } from '../channel/server-channel.ts'
import type { SessionContext } from '../sql/session/session-context.ts'

export interface JobSession extends SessionContext {
  readonly currentDatabase: string
}

/** The session as the server tells it, for one job or analysis; what came with the job goes before it. */
export async function jobSession(
  channel: ServerChannel,
  contextId: string,
  own: { readonly currentDatabase: string; readonly settings: JobOrder['conf'] },
): Promise<JobSession> {
  const state: SessionState = await channel.call(contextId, { kind: 'get-session' })
  const views = new Map<string, Promise<TemporaryView | undefined>>()
  const ask = async (view: ViewName) => (await channel.call(contextId, { kind: 'get-view', view })) ?? undefined
  return {
    currentDatabase: state.database ?? own.currentDatabase,
    settings: { ...state.settings, ...own.settings },
    views: state.views,
    functions: state.functions,
    view(name) {
      const key = JSON.stringify([name.name, name.isGlobal])
      const asked = views.get(key) ?? ask(name)
      views.set(key, asked)
      return asked
    },
  }
}
