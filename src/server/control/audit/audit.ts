import { CausewayError } from '../../../base/errors.ts'
import { nextTurn } from '../../../base/next-turn.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { AuditEvent, AuditFilter, AuditPlace } from '../../domain/audit-event.ts'
import type { Job } from '../../domain/job.ts'
import { findDomain, findUser, listDomains } from '../../store/accounts/accounts.ts'
import { auditStep } from '../../store/audit-events.ts'
import type { Store } from '../../store/store.ts'
import type { Actor } from '../accounts/actor.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import { toAdminister } from '../authorization/need.ts'
import type { Identity } from '../identity/identity.ts'
import type { AuditTrail } from './audit-trail.ts'

/** What is asked for. A domain is named by the local administrator only. */
export interface AuditQuestion extends Omit<AuditFilter, 'domainIds'> {
  readonly domain?: string | undefined
}

interface AuditPage {
  /** The newest first. */
  readonly events: readonly AuditEvent[]
  /** Behind which the next page begins; a page may be short, or empty, and have one. */
  readonly next: AuditPlace | undefined
}

/** The audit as it is read: by the administrators of a domain all of it, by those of a project what is the project's. */
export interface Audit {
  readonly trail: AuditTrail
  page(actor: Actor, question: AuditQuestion, part: { readonly after: AuditPlace | undefined; readonly limit: number }): Promise<AuditPage>
  /** All of it, in parts. */
  all(actor: Actor, question: AuditQuestion): AsyncIterable<readonly AuditEvent[]>
  /** Of a job that whoever asks is let see: each time that it was to be given a socket, the first before. As far as the newest records of its time tell. */
  dialsOfJob(job: Pick<Job, 'id' | 'projectId' | 'startedAt' | 'endedAt'>): Promise<readonly AuditEvent[]>
}

/** Records that one step looks at: a few milliseconds, within which nobody else is answered. */
const LOOKS = 2_000
/** Steps of one page. */
const STEPS_MAX = 25
/** Of what a job's detail looks at: whoever follows a job asks for that again and again. */
const DIAL_STEPS_MAX = 5

export interface AuditDeps {
  readonly store: Store
  readonly trail: AuditTrail
  readonly authorizer: Authorizer
  readonly identity: Pick<Identity, 'listProjects'>
}

const notAllowed = (): CausewayError =>
  new CausewayError('forbidden', 'Only an administrator of the domain may read all of its audit', {
    hint: "As an administrator of a project, ask for what is the project's: project_id=… in the query.",
  })

export function createAudit({ store, trail, authorizer, identity }: AuditDeps): Audit {
  /** Asked anew at each page, for rights may have been taken away. */
  async function filterFor(actor: Actor, { domain, ...question }: AuditQuestion): Promise<AuditFilter> {
    if (actor.kind === 'local') {
      const meant = domain === undefined ? undefined : await findDomain(store.db, { name: domain })
      if (domain !== undefined && meant === undefined) {
        throw new CausewayError('not-found', noneNamed('domain', domain), { hint: 'Leave the domain out to see all of them.' })
      }
      return meant === undefined ? question : { ...question, domainIds: [meant.id] }
    }
    const { user } = actor
    const known = await findUser(store.db, { id: user.id })
    if (known?.enabled === true && known.isAdmin) {
      const [first] = await listDomains(store.db)
      // What nobody known did is of no domain: whoever administers the server's own sees it.
      return { ...question, domainIds: first?.id === user.domain.id ? [user.domain.id, ''] : [user.domain.id] }
    }
    const { projectId } = question
    const own = (await identity.listProjects(user)).some(({ id }) => id === projectId)
    if (projectId === undefined || !own) throw notAllowed()
    await authorizer.require({ projectId, userId: user.id, userName: user.name }, toAdminister('read the audit of the project'))
    return { ...question, domainIds: [user.domain.id] }
  }

  return {
    trail,
    async page(actor, question, { after, limit }) {
      const filter = await filterFor(actor, question)
      await trail.flush()
      const events: AuditEvent[] = []
      let place = after
      for (let step = 0; step < STEPS_MAX; step += 1) {
        const found = await auditStep(store.db, filter, { after: place, looks: LOOKS, most: limit - events.length })
        events.push(...found.events)
        if (found.upTo === undefined) return { events, next: undefined }
        place = found.upTo
        if (events.length >= limit) break
        await nextTurn()
      }
      return { events, next: place }
    },
    async dialsOfJob({ id, projectId, startedAt, endedAt }) {
      await trail.flush()
      const filter = { projectId, action: 'network.dial', from: startedAt, ...(endedAt === undefined ? {} : { to: endedAt + 1 }) }
      const dials: AuditEvent[] = []
      let place: AuditPlace | undefined
      for (let step = 0; step < DIAL_STEPS_MAX; step += 1) {
        const found: Awaited<ReturnType<typeof auditStep>> = await auditStep(store.db, filter, { after: place, looks: LOOKS, most: LOOKS })
        dials.push(...found.events.filter(({ details }) => details['job_id'] === id))
        place = found.upTo
        if (place === undefined) break
        await nextTurn()
      }
      return dials.toReversed()
    },
    async *all(actor, question) {
      let filter = await filterFor(actor, question)
      await trail.flush()
      let place: AuditPlace | undefined
      for (;;) {
        const found: Awaited<ReturnType<typeof auditStep>> = await auditStep(store.db, filter, { after: place, looks: LOOKS, most: LOOKS })
        yield found.events
        if (found.upTo === undefined) return
        place = found.upTo
        await nextTurn()
        filter = await filterFor(actor, question)
      }
    },
  }
}
