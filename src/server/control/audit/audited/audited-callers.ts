import type { AuditActor } from '../../../domain/audit-event.ts'
import { findProject } from '../../../store/accounts/accounts.ts'
import type { Store } from '../../../store/store.ts'
import type { Caller } from '../../shared/caller.ts'

/** Who somebody is for whom the server works, while no request of theirs is there. */
export interface AuditedCallers {
  /** Never rejects: who cannot be looked up is of no domain. */
  actorOf(caller: Caller, method: string): Promise<AuditActor>
}

export function createAuditedCallers(store: Store): AuditedCallers {
  /** A project stays in its domain. */
  const domains = new Map<string, string>()
  async function domainOf(projectId: string): Promise<string> {
    const known = domains.get(projectId)
    if (known !== undefined) return known
    const found = await findProject(store.db, projectId).catch(() => undefined)
    if (found === undefined) return ''
    domains.set(projectId, found.domainId)
    return found.domainId
  }
  return {
    async actorOf({ projectId, userId, userName }, method) {
      return { domainId: await domainOf(projectId), projectId, userId, userName, method, accessKey: '', peer: '', proxy: '' }
    },
  }
}
