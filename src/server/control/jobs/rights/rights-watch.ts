import type { Logger } from '../../../../base/log.ts'
import type { Store } from '../../../store/store.ts'
import type { Authorizer } from '../../authorization/authorizer.ts'
import type { Contexts } from '../contexts.ts'

/** What is taken away ends what it allowed within a second. */
const LOOK_EVERY_MS = 300

export interface RightsWatchDeps {
  readonly store: Pick<Store, 'accountsVersion'>
  readonly authorizer: Pick<Authorizer, 'allows'>
  readonly contexts: Pick<Contexts, 'find' | 'jobs'>
  readonly log: Logger
  /** With its sockets. */
  readonly cancel: (jobId: string, reason: string) => void
}

/**
 * Ends jobs whose user has no right any more to what they do, whatever took it away: a revoked privilege, a role, a group, a user that is disabled. Looks only when
 * something has changed.
 */
export function watchRights({ store, authorizer, contexts, log, cancel }: RightsWatchDeps): { stop(): Promise<void> } {
  let seen = store.accountsVersion()
  let looking = Promise.resolve()

  /** Jobs that missed a right at the last look: what has just got another name may be held by the old one for a moment. */
  let doubtful: ReadonlySet<string> = new Set()

  async function look(): Promise<void> {
    const missing = new Set<string>()
    for (const [jobId, context] of contexts.jobs()) {
      for (const need of [...context.held.values()]) {
        if (await authorizer.allows(context.caller, need)) continue
        // It may have ended meanwhile, and nobody would tell that again.
        if (contexts.find(jobId) !== context) break
        if (doubtful.has(jobId)) cancel(jobId, `${context.caller.userName} may not ${need.what} any more`)
        else missing.add(jobId)
        break
      }
    }
    doubtful = missing
  }

  const timer = setInterval(() => {
    const now = store.accountsVersion()
    if (now === seen && doubtful.size === 0) return
    seen = now
    looking = looking.then(look).catch((error: unknown) => log.error({ err: error }, 'The rights of running jobs could not be looked at'))
  }, LOOK_EVERY_MS)
  timer.unref()
  return {
    async stop() {
      clearInterval(timer)
      await looking
    },
  }
}
