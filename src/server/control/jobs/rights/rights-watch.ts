import type { Logger } from '../../../../base/log.ts'
import type { Store } from '../../../store/store.ts'
import type { Authorizer } from '../../authorization/authorizer.ts'
import { refusalText } from '../../authorization/decide.ts'
import type { Need } from '../../authorization/need.ts'
import type { Contexts } from '../contexts.ts'

/** What is taken away ends what it allowed within a second. */
const LOOK_EVERY_MS = 300

export interface RightsWatchDeps {
  readonly store: Pick<Store, 'accountsVersion'>
  readonly authorizer: Pick<Authorizer, 'allows' | 'rightsOf'>
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

  /** What was missed at the last look: that a thing has got another name is told its jobs a moment after it is so. */
  let doubtful: ReadonlySet<Need> = new Set()

  async function look(): Promise<void> {
    const missing = new Set<Need>()
    for (const [jobId, context] of contexts.jobs()) {
      for (const need of [...context.held.values()]) {
        if (await authorizer.allows(context.caller, need)) continue
        const rights = await authorizer.rightsOf(context.caller)
        // It may have ended meanwhile, and nobody would tell that again.
        if (contexts.find(jobId) !== context) break
        if (doubtful.has(need)) cancel(jobId, refusalText(context.caller.userName, rights, `${need.what} any more`))
        else missing.add(need)
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
