import type { HandedSocket } from '../../../base/sockets/held-descriptor.ts'
import type { Grant, GrantHolder } from '../../domain/grant.ts'
import type { JobState } from '../../domain/job.ts'
import type { Dialled, DialledFor, Dialler } from '../dialling/dialler.ts'
import type { Grants } from '../dialling/grants.ts'

/** For whom something was dialled. */
export const DIALLED_FOR = ['job', 'test', 'door', 'run'] as const
type For = (typeof DIALLED_FOR)[number]
/** connected; or the step that a dial did not get past: by the policy, or the dial itself. */
export const DIAL_ENDS = ['connected', 'queue', 'binding', 'name', 'route', 'port', 'attachment', 'dial', 'error'] as const
type DialEnd = (typeof DIAL_ENDS)[number]

/** What has happened since the server started. Of no queue, user or address: there may be any number of those. */
export interface Counters {
  dialled(by: For, end: DialEnd, seconds: number): void
  dials(by: For, end: DialEnd): number
  readonly dialSeconds: number
  readonly grantsGiven: number
  /** Sockets that workers have taken. */
  readonly handOvers: number
  /** What is pumped now. */
  readonly pumped: Readonly<Record<'door' | 'run', number>>
  readonly revocations: number
  jobIsNow(state: JobState): void
  readonly jobsEnded: Readonly<Record<EndState, number>>
  /** Records of jobs that had to go before their time. */
  readonly jobsForgotten: number
  forgotForRoom(jobs: number): void
  /** Kinds of what is no longer kept of which not all could be removed, each time that was tried. */
  readonly removalsFailed: number
  removalFailed(): void
}

type EndState = 'finished' | 'failed' | 'cancelled'

interface CountersDeps {
  /** Milliseconds. */
  readonly monotonic: () => number
}

export function createCounters({ monotonic }: CountersDeps) {
  const dials = new Map<string, number>()
  const of = (by: For, end: DialEnd): string => `${by}/${end}`
  const jobsEnded = { finished: 0, failed: 0, cancelled: 0 }
  const pumped = { door: 0, run: 0 }
  let [dialSeconds, given, revocations, handOvers, jobsForgotten, removalsFailed] = [0, 0, 0, 0, 0, 0]

  const counters: Counters = {
    dialled(by, end, seconds) {
      dials.set(of(by, end), counters.dials(by, end) + 1)
      dialSeconds += seconds
    },
    dials: (by, end) => dials.get(of(by, end)) ?? 0,
    get dialSeconds() {
      return dialSeconds
    },
    get grantsGiven() {
      return given
    },
    get revocations() {
      return revocations
    },
    get handOvers() {
      return handOvers
    },
    pumped,
    jobIsNow(state) {
      if (state === 'finished' || state === 'failed' || state === 'cancelled') jobsEnded[state] += 1
    },
    jobsEnded,
    get jobsForgotten() {
      return jobsForgotten
    },
    forgotForRoom(jobs) {
      jobsForgotten += jobs
    },
    get removalsFailed() {
      return removalsFailed
    },
    removalFailed() {
      removalsFailed += 1
    },
  }

  function countOpen(socket: HandedSocket, kind: 'door' | 'run'): void {
    if (socket.closed) return
    pumped[kind] += 1
    socket.once('close', () => {
      pumped[kind] -= 1
    })
  }

  return {
    counters,

    dialler: (dialler: Dialler): Dialler => ({
      async dial(queueId, target, by) {
        const startedAt = monotonic()
        let end: DialEnd = 'error'
        try {
          const dialled = await dialler.dial(queueId, target, by)
          end = endOf(dialled)
          if (dialled.kind === 'refused') return dialled
          const { handedOver } = dialled
          if (by.through !== undefined) countOpen(dialled.socket, by.through.kind)
          return {
            ...dialled,
            handedOver() {
              handOvers += 1
              handedOver?.()
            },
          }
        } finally {
          counters.dialled(forWhom(by), end, (monotonic() - startedAt) / 1_000)
        }
      },
    }),

    /** Counts each socket that is let through, and each holder that has to give up what it holds. */
    grants(grants: Grants): Grants {
      const counted = new WeakMap<GrantHolder, GrantHolder>()
      // One for each: who holds many sockets under one grant keeps that once.
      const shown = new WeakMap<Grant, Grant>()
      const countedOf = (holder: GrantHolder): GrantHolder => {
        const known = counted.get(holder)
        if (known !== undefined) return known
        const made = {
          async revoke(reason: string) {
            revocations += 1
            await holder.revoke(reason)
          },
        }
        counted.set(holder, made)
        return made
      }
      return {
        give(scope, holder) {
          given += 1
          const grant = grants.give(scope, countedOf(holder))
          const known = shown.get(grant)
          if (known !== undefined) return known
          const made: Grant = {
            get revokedBecause() {
              return grant.revokedBecause
            },
            hold: (other) => grant.hold(countedOf(other)),
            release: (other) => grant.release(countedOf(other)),
          }
          shown.set(grant, made)
          return made
        },
        revoke: (scope, reason) => grants.revoke(scope, reason),
      }
    },
  }
}

const forWhom = ({ jobId, through }: DialledFor): For => through?.kind ?? (jobId === undefined ? 'test' : 'job')

const endOf = (dialled: Dialled): DialEnd =>
  dialled.kind === 'connected' ? 'connected' : (dialled.explanation.steps.find(({ outcome }) => outcome === 'failed')?.step ?? 'dial')
