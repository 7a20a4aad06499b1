import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { Compile } from 'typebox/compile'
import type { MonotonicClock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import { closeDescriptor } from '../../../base/native/descriptors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import { RunGreeting } from '../../../protocol/run-line.ts'
import type { User } from '../../domain/account.ts'
import { bindingStep } from '../../network/binding-step.ts'
import type { QueueNetworkView } from '../../network/network-view.ts'
import type { Target } from '../../network/policy.ts'
import { listProjectRecords } from '../../store/accounts/accounts.ts'
import type { NetworkViews } from '../dialling/network-views.ts'
import type { EventFeed } from '../events/events.ts'
import { requireQueue } from '../queues/require-queue.ts'
import type { Caller } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { agreedHosts } from './agreed-hosts.ts'
import { makeSocketPlace } from './door-folder.ts'
import { dialPassage, type PassageDeps } from './passage.ts'
import { endRun, sayHosts, serveRun, takeListener } from './run-entrance.ts'

/** Whoever asks for a run. */
interface RunAsker {
  readonly kind: 'local' | 'user'
  readonly user: User
}

interface NewRun {
  readonly id: string
  /** Good once, and for a minute. */
  readonly ticket: string
  /** The unix socket where it is shown. */
  readonly path: string
  readonly queueName: string
  /** The names that the queue knows, where its connections do not disagree. */
  readonly hosts: readonly { readonly name: string; readonly ip: string }[]
  /** Which connections are missing, whose names the program does not find then; empty where none is. */
  readonly notice: string
}

/** Programs with a queue's network (`causeway run`): their namespace is theirs, and what is born in it is dialled here. */
export interface Runs {
  /** 'forbidden' for everybody but who has the data folder. The project may be left out where the domain has one. */
  create(asker: RunAsker, queueName: string, projectName: string | undefined): Promise<NewRun>
  stop(): Promise<void>
}

export interface RunsDeps extends PassageDeps {
  readonly views: NetworkViews
  readonly monotonic: MonotonicClock
  readonly log: Logger
  readonly events: EventFeed
  /** Of the unix socket. */
  readonly folder: string
}

interface Admitted {
  readonly id: string
  readonly caller: Caller
  readonly queueId: string
  readonly until: number
}

const TICKET_BYTES = 32
const TICKET_MS = 60_000
const NAME = 'run'
const greeting = Compile(RunGreeting)

export function createRuns(deps: RunsDeps): Runs {
  const { store, views, monotonic, log, events, folder } = deps
  const tickets = new Map<string, Admitted>()
  const lines = new Set<Socket>()
  let listening: Promise<{ readonly server: Server; readonly path: string }> | undefined
  /** Told when names of queues may have changed. */
  const named = new Set<() => void>()
  let isStopping = false

  events.follow(({ kind }) => {
    if (kind === 'binding' || kind === 'connection') for (const look of named) look()
  })

  /** Tells the program's side of the names of its queue as they come and go. What it returns ends that. */
  function tellNames(line: Socket, queueId: string): () => void {
    let told: string | undefined
    let isAsked = false
    const look = (): void => {
      // A thousand bindings change at once: one look is enough for all that is told in one turn.
      if (isAsked) return
      isAsked = true
      setImmediate(() => {
        isAsked = false
        views.of(queueId).then(
          (view) => {
            const hosts = agreedHosts(view)
            const text = JSON.stringify(hosts)
            if (told !== text) sayHosts(line, hosts)
            told = text
          },
          (error: unknown) => log.debug({ err: error }, 'The names of a run are not known'),
        )
      })
    }
    named.add(look)
    look()
    return () => named.delete(look)
  }

  async function listen(): Promise<{ readonly server: Server; readonly path: string }> {
    const path = await makeSocketPlace(folder, NAME)
    await rm(path, { force: true })
    const server = createServer({ pauseOnConnect: true }, (line) => {
      line.on('error', () => {})
      lines.add(line)
      line.once('close', () => lines.delete(line))
      if (lines.size > LIMITS.runs) line.destroy()
      else void serve(line)
    })
    server.listen(path)
    await once(server, 'listening')
    await chmod(path, 0o600)
    return { server, path }
  }

  async function serve(line: Socket): Promise<void> {
    try {
      const greeted = await takeListener(line)
      const admitted = greeted === undefined ? undefined : takeTicket(greeted.greeting)
      if (greeted === undefined || admitted === undefined) {
        if (greeted !== undefined) closeDescriptor(greeted.listener)
        line.destroy()
        return
      }
      const { id, caller, queueId } = admitted
      const by = { caller, through: { kind: 'run', id } } as const
      const end = tellNames(line, queueId)
      const dial = (target: Target) => dialPassage(deps, queueId, target, by)
      await serveRun({ line, listener: greeted.listener, log, dial }).finally(end)
    } catch (error) {
      log.info({ err: error }, 'A run has ended at once')
      line.destroy()
    }
  }

  function takeTicket(text: string): Admitted | undefined {
    const shown = greetingIn(text)
    if (shown === undefined) return undefined
    const admitted = tickets.get(shown.ticket)
    tickets.delete(shown.ticket)
    return admitted === undefined || admitted.until < monotonic() ? undefined : admitted
  }

  async function projectOf({ user }: RunAsker, name: string | undefined): Promise<string> {
    const projects = (await listProjectRecords(store.db, user.domain.id)).filter(({ state }) => state === 'enabled')
    const found = name === undefined ? projects : projects.filter((each) => each.name === name || each.id === name)
    const [project] = found
    if (project !== undefined && found.length === 1) return project.id
    if (name !== undefined) throw new CausewayError('not-found', noneNamed('project', name), { hint: 'See causeway project list.' })
    throw new CausewayError('invalid-parameter', `The domain has ${projects.length} projects`, { hint: 'Name one with --project.' })
  }

  return {
    async create(asker, queueName, projectName) {
      if (asker.kind !== 'local') {
        throw new CausewayError('forbidden', 'A program gets the network of a queue on the machine of the server', {
          hint: 'Run there: causeway run -q QUEUE -- PROGRAM. Elsewhere, open a SOCKS5 door of the queue.',
        })
      }
      if (isStopping) throw new CausewayError('unavailable', 'The server is stopping', { hint: 'Try again when it runs.' })
      const { user } = asker
      const projectId = await projectOf(asker, projectName)
      const { id: queueId, name } = await requireQueue(store.db, projectId, queueName)
      listening ??= listen()
      const { path } = await listening.catch((thrown: unknown) => {
        listening = undefined
        throw thrown
      })
      for (const [ticket, { until }] of tickets) if (until < monotonic()) tickets.delete(ticket)
      const id = randomBytes(6).toString('hex')
      const ticket = randomBytes(TICKET_BYTES).toString('base64url')
      const caller = { projectId, userId: user.id, userName: user.name }
      tickets.set(ticket, { id, caller, queueId, until: monotonic() + TICKET_MS })
      const view = await views.of(queueId)
      return { id, ticket, path, queueName: name, hosts: agreedHosts(view), notice: noticeOf(view) }
    },

    async stop() {
      isStopping = true
      tickets.clear()
      for (const line of lines) endRun(line, 'The server has ended')
      const opened = await listening?.catch(() => undefined)
      if (opened === undefined) return
      const closed = new Promise((resolve) => opened.server.close(resolve))
      const late = setTimeout(() => {
        for (const line of lines) line.destroy()
      }, 1_000)
      await closed
      clearTimeout(late)
      await rm(opened.path, { force: true })
    },
  }
}

function greetingIn(text: string): { readonly ticket: string } | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return greeting.Check(value) ? value : undefined
  } catch {
    return undefined
  }
}

function noticeOf(view: QueueNetworkView): string {
  const isWhole = view.bindings.length > 0 && view.bindings.every(({ state }) => state === 'active')
  return isWhole ? '' : bindingStep(view, { host: '', port: 0 }).seen
}
