import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock, MonotonicClock } from '../../../base/clock.ts'
import type { AuditSettings } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import type { Logger } from '../../../base/log.ts'
import type { AuditEvent } from '../../domain/audit-event.ts'
import { lastAuditId } from '../../store/audit-events.ts'
import type { Store } from '../../store/store.ts'
import { createAuditPruner } from './audit-pruner.ts'
import { createRefusalTally } from './refusal-tally.ts'

/** What happened, as it is handed over. */
export type NewAuditEvent = Omit<AuditEvent, 'id' | 'count' | 'lastAt'>

/** Something that is under way and may change something. */
export interface AuditEntry {
  /** Says more of it while it goes on. */
  add(more: Partial<NewAuditEvent>): void
  /** Once. */
  end(last: Partial<NewAuditEvent>): void
}

/**
 * Who did what. What changes the store is committed in the same transaction as the record that it was asked for, so no change is there without its record, whatever
 * ends the server; how it ended, and what changed nothing, is written within a second, along with the next change where there is one.
 */
export interface AuditTrail {
  begin(event: NewAuditEvent): AuditEntry
  /** What this commits to the store is committed with the record of the entry. */
  within<T>(entry: AuditEntry, work: () => T): T
  /** The entry within which this is asked. */
  current(): AuditEntry | undefined
  /** Something that has ended. */
  record(event: NewAuditEvent): void
  /** Whatever was recorded is readable after it. */
  flush(): Promise<void>
  stop(): Promise<void>
}

export interface AuditTrailDeps {
  readonly store: Store
  readonly clock: Clock
  readonly monotonic: MonotonicClock
  readonly log: Logger
  readonly settings: AuditSettings
  /** Told of each event that has ended. */
  readonly tell?: (event: AuditEvent) => void
}

const FLUSH_EVERY_MS = 1_000
/** Of each time, for what is kept no longer: more may be written than one step removes. */
const PRUNE_MS_MAX = 250
/** Of what waits for its commit; more comes only where nothing can be written for long. */
const WAITING_MAX = 20_000
/** In one commit, which holds up the others. */
const AT_ONCE = 500

interface Entry extends AuditEntry {
  soFar: NewAuditEvent
  event: AuditEvent | undefined
  isWritten: boolean
  isEnded: boolean
}

export async function createAuditTrail({ store, clock, monotonic, log, settings, tell }: AuditTrailDeps): Promise<AuditTrail> {
  const pruner = createAuditPruner({ store, clock, settings })
  const storage = new AsyncLocalStorage<Entry>()
  const tally = createRefusalTally(monotonic)
  /** By its id: what is not written yet as it is now. */
  const waiting = new Map<number, AuditEvent>()
  let lastId = await lastAuditId(store.db)
  let lost = 0
  /** Written in the commit that is being made, with one change or another. */
  const underWay = new Set<AuditEvent>()

  const newId = (): number => {
    lastId += 1
    return lastId
  }

  function wait(event: AuditEvent): void {
    if (waiting.size >= WAITING_MAX && !waiting.has(event.id)) {
      if (lost === 0) log.error({}, 'The audit cannot be written: what happens now is only counted')
      lost += 1
      return
    }
    waiting.set(event.id, event)
  }

  function ended(event: NewAuditEvent): void {
    const once = { ...event, count: 1, lastAt: event.at }
    if (event.outcome === 'succeeded') {
      const made = { ...once, id: newId() }
      wait(made)
      tell?.(made)
      return
    }
    const counted = tally.count(once, newId)
    wait(counted.event)
    if (!counted.isNew) return
    tell?.(counted.event)
  }

  function begin(begun: NewAuditEvent): Entry {
    const entry: Entry = {
      soFar: begun,
      event: undefined,
      isWritten: false,
      isEnded: false,
      add(more) {
        entry.soFar = merged(entry.soFar, more)
      },
      end(last) {
        entry.isEnded = true
        const event = merged(entry.soFar, last)
        if (!entry.isWritten || entry.event === undefined) return ended(event)
        const whole = { ...event, id: entry.event.id, count: 1, lastAt: event.at }
        wait(whole)
        tell?.(whole)
      },
    }
    return entry
  }

  /** What goes on after its answer has a record already. */
  function unwritten(): Entry | undefined {
    const entry = storage.getStore()
    return entry === undefined || entry.isWritten || entry.isEnded ? undefined : entry
  }

  /** What can never be written must not keep all commits from being made: something plainer is written in its place. */
  function put(event: AuditEvent): void {
    try {
      store.putAuditEvent(event)
    } catch (error) {
      // The same will be written when the disk is well again.
      if (error instanceof CausewayError) throw error
      log.error({ err: error, action: event.action }, 'A record of the audit cannot be written as it is')
      store.putAuditEvent(plainEvent(event))
    }
  }

  /** In the transaction that is open. */
  function writeEntry(entry: Entry): void {
    const event = { ...entry.soFar, id: newId(), outcome: 'unknown', count: 1, lastAt: entry.soFar.at } as const
    store.putAuditEvent(event)
    entry.event = event
    entry.isWritten = true
  }

  store.ride({
    hasWork: () => waiting.size > underWay.size || unwritten() !== undefined,
    write() {
      const entry = unwritten()
      if (entry !== undefined) writeEntry(entry)
      const events = [
        ...waiting
          .values()
          .filter((event) => !underWay.has(event))
          .take(AT_ONCE - underWay.size),
      ]
      try {
        for (const event of events) put(event)
      } catch (thrown) {
        if (entry !== undefined) entry.isWritten = false
        throw thrown
      }
      for (const event of events) underWay.add(event)
      return {
        committed() {
          for (const event of events) {
            underWay.delete(event)
            if (waiting.get(event.id) === event) waiting.delete(event.id)
          }
          pruner.wrote()
        },
        undone() {
          for (const event of events) underWay.delete(event)
          if (entry !== undefined) entry.isWritten = false
        },
      }
    },
  })

  async function flush(): Promise<void> {
    if (lost > 0 && waiting.size < WAITING_MAX) {
      const at = clock()
      wait({ ...NOBODY, id: newId(), at, kind: 'work', requestId: '', action: 'audit.lost', object: '', count: lost, lastAt: at })
      lost = 0
    }
    // The rest goes with the commit.
    for (let round = 0; waiting.size > 0 && round <= WAITING_MAX / AT_ONCE; round += 1) {
      await store.transaction(async () => {
        for (const event of waiting.values().take(1)) put(event)
      })
    }
  }

  let running = Promise.resolve()
  const next = (work: () => Promise<void>): Promise<void> => {
    running = running.then(work).catch((error: unknown) => log.error({ err: error }, 'The audit could not be written'))
    return running
  }
  function tellClosed(by: number): void {
    for (const event of tally.closed(by)) tell?.(event)
  }
  let isStopped = false
  /** Each step by itself: who waits for the audit does not wait for all of them. */
  function prune(until: number): void {
    void next(async () => {
      if (!isStopped && (await pruner.step()) && monotonic() < until) setImmediate(() => prune(until))
    })
  }
  const timer = setInterval(() => {
    tellClosed(monotonic())
    void next(flush)
    prune(monotonic() + PRUNE_MS_MAX)
  }, FLUSH_EVERY_MS)
  timer.unref()

  return {
    begin,
    within: (entry, work) => (isEntry(entry) ? storage.run(entry, work) : work()),
    current: () => storage.getStore(),
    record: ended,
    flush: () => next(flush),
    async stop() {
      clearInterval(timer)
      isStopped = true
      // A minute that has begun is told as far as it came.
      tellClosed(Number.POSITIVE_INFINITY)
      await next(flush)
    },
  }
}

const merged = (event: NewAuditEvent, more: Partial<NewAuditEvent>): NewAuditEvent => ({
  ...event,
  ...more,
  details: { ...event.details, ...more.details },
})

/** With nothing of it that could keep it from being written. */
const plainEvent = ({ id, at, lastAt, count, kind, outcome, ...rest }: AuditEvent): AuditEvent => ({
  ...NOBODY,
  ...{ requestId: '', action: '', object: '' },
  ...Object.fromEntries(Object.entries(rest).filter(([, value]) => typeof value === 'string' || Number.isFinite(value))),
  ...{ id, at, lastAt, count, kind, outcome, details: { unwritable: true } },
})

const isEntry = (entry: AuditEntry): entry is Entry => 'isEnded' in entry

/** The server itself. */
export const NOBODY = {
  domainId: '',
  projectId: '',
  userId: '',
  userName: '',
  method: '',
  accessKey: '',
  peer: '',
  proxy: '',
  outcome: 'failed',
  status: 0,
  code: '',
  durationMs: 0,
  details: {},
} as const
