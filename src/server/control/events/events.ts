import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { BindingRecord } from '../../domain/binding.ts'
import type { JobRecord } from '../../domain/job.ts'
import type { ProjectEvent } from '../../domain/project-event.ts'
import type { QueueRecord } from '../../domain/queue.ts'
import type { ScriptRecord } from '../../domain/script.ts'
import { deleteSetting, findSetting, insertSetting } from '../../store/settings.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { type EventId, EventLog } from './event-log.ts'
import { type Listening, ListeningQueue, type Told } from './listening.ts'

/** Who does something tells it here, after it is committed. */
export interface EventSink {
  publish(projectId: string, event: ProjectEvent): void
}

/** For the server's own rooms: `listener` hears each event as it is published, of every project, and does not throw. */
export interface EventFeed {
  follow(listener: (event: ProjectEvent) => void): void
}

export interface Events {
  /**
   * The events of the caller's project from now on, or from behind `after` as far as they are kept. Throws 'limit-exceeded' when too many listen already.
   * To be closed by whoever asked for it.
   */
  listen(caller: Caller, after: EventId | undefined): Listening
}

interface Project {
  readonly log: EventLog
  readonly listeners: Set<ListeningQueue>
}

const EPOCH = 'events-epoch'

/** Greater at each start, also after a data folder was put back from a copy, unless the clock was put back with it. */
export async function nextEpoch(store: Store, clock: Clock): Promise<number> {
  return await store.transaction(async (tx) => {
    const last = Number((await findSetting(tx, EPOCH)) ?? 0)
    const epoch = Math.max(last + 1, clock())
    await deleteSetting(tx, EPOCH)
    await insertSetting(tx, EPOCH, String(epoch))
    return epoch
  })
}

export function createEvents(deps: { readonly epoch: number; readonly clock: Clock }): Events & EventSink & EventFeed {
  const { epoch, clock } = deps
  const projects = new Map<string, Project>()
  const followers: ((event: ProjectEvent) => void)[] = []
  let listening = 0

  function projectOf(projectId: string): Project {
    const known = projects.get(projectId)
    if (known !== undefined) return known
    const made = { log: new EventLog(epoch, LIMITS.eventsKept), listeners: new Set<ListeningQueue>() }
    projects.set(projectId, made)
    return made
  }

  function drop({ listeners }: Project, queue: ListeningQueue): void {
    if (listeners.delete(queue)) listening -= 1
  }

  return {
    publish(projectId, event) {
      const project = projectOf(projectId)
      const at = clock()
      const told: Told = event.kind === 'job-progress' ? { kind: 'progress', at, event } : { kind: 'event', ...project.log.add(event, at) }
      for (const queue of [...project.listeners]) if (!queue.add(told)) drop(project, queue)
      for (const follower of followers) follower(event)
    },

    follow: (listener) => void followers.push(listener),

    listen({ projectId }, after) {
      const project = projectOf(projectId)
      if (project.listeners.size >= LIMITS.listenersOfProject || listening >= LIMITS.listeners) {
        throw new CausewayError('limit-exceeded', 'Too many clients listen to events already', { hint: 'Let several readers share one.' })
      }
      const queue = new ListeningQueue(2 * LIMITS.eventsKept)
      const { newest } = project.log
      const missed = after === undefined ? undefined : project.log.since(after)
      if (missed?.kind === 'lost') queue.add({ kind: 'reset', id: newest, reason: missed.reason })
      if (missed?.kind === 'events') for (const logged of missed.events) queue.add({ kind: 'event', ...logged })
      project.listeners.add(queue)
      listening += 1
      return {
        from: missed?.kind === 'events' && after !== undefined ? after : newest,
        next: (waitMs, signal) => queue.take(waitMs, signal),
        close: () => drop(project, queue),
      }
    },
  }
}

export function bindingEvent({ id: bindingId, connectionId, holder, state, failure }: BindingRecord): ProjectEvent {
  return { kind: 'binding', bindingId, connectionId, holder: { kind: holder.kind, name: holder.name }, state, failure }
}

export function queueEvent({ id, name, state }: Pick<QueueRecord, 'id' | 'name' | 'state'>): ProjectEvent {
  return { kind: 'queue', queueId: id, queueName: name, state }
}

export function scriptEvent(
  { id, queueName, state, statementCount }: Pick<ScriptRecord, 'id' | 'queueName' | 'state' | 'statementCount'>,
  statement: number,
): ProjectEvent {
  return { kind: 'script', scriptId: id, queueName, state, statement, statementCount }
}

export function jobEvent({ id, queueName, state }: Pick<JobRecord, 'id' | 'queueName' | 'state'>): ProjectEvent {
  return { kind: 'job', jobId: id, queueName, state }
}
