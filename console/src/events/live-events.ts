import { ApiError } from '../api/api-error.ts'
import { isRecord } from '../api/fields.ts'
import { queryClient } from '../api/query-client.ts'
import { send } from '../api/request.ts'
import { createStore } from '../api/store.ts'
import { createSseParser, type SseMessage } from './sse-parser.ts'
import { type LiveEvent, staleKeys } from './stale-keys.ts'

const WAIT_MS_MIN = 1_000
const WAIT_MS_MAX = 10_000

/** connecting: not yet; live: what happens is told at once; lost: it was, and is not now; restricted: this user, having single rights in the project and no role, is told when these change, and nothing else. */
export const liveState = createStore<'connecting' | 'live' | 'lost' | 'restricted'>('connecting')

/** Whether lists have all that there is: who is not told what happens is shown what he has a right on, and nothing else. */
export const seesAll = (live: ReturnType<typeof liveState.get>): boolean => live !== 'restricted'

const listeners = new Set<(event: LiveEvent) => void>()

/**
 * Told each event of the project, also progress. Gives what stops the telling.
 */
export function onLiveEvent(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Follows what happens in the project until it is stopped: it comes back by itself, and reads everything anew where it may have missed something. */
export function followEvents(): () => void {
  const stopped = new AbortController()
  void follow(stopped.signal)
  return () => stopped.abort()
}

async function follow(signal: AbortSignal): Promise<void> {
  let lastId = ''
  let waitMs = WAIT_MS_MIN
  // It was another project in which he has so little.
  if (liveState.get() === 'restricted') liveState.set('connecting')
  while (!signal.aborted) {
    try {
      await pageSeen(signal)
      await listen(whileSeen(signal), lastId, (id) => {
        lastId = id
        waitMs = WAIT_MS_MIN
      })
    } catch (thrown) {
      // Whatever cut it, it is tried again; a session that has ended stops it.
      if (thrown instanceof ApiError && thrown.status === 403) hasNoRight(signal)
      else if (!signal.aborted && !document.hidden) liveState.set('lost')
    }
    await pause(waitMs, signal)
    waitMs = Math.min(2 * waitMs, WAIT_MS_MAX)
  }
}

/** All that he had is gone, and what is shown with it. It is asked again, for something may be given. */
function hasNoRight(signal: AbortSignal): void {
  if (signal.aborted || liveState.get() === 'restricted') return
  liveState.set('restricted')
  void queryClient.invalidateQueries()
}

async function listen(signal: AbortSignal, lastId: string, seen: (id: string) => void): Promise<void> {
  const answer = await send(
    { method: 'GET', path: '/causeway/v1/{project_id}/events' },
    { signal, headers: { Accept: 'text/event-stream', ...(lastId === '' ? {} : { 'Last-Event-ID': lastId }) } },
  )
  if (answer.body === null) throw new Error('The stream of events has no body')
  const before = liveState.get()
  // What happened while nobody listened was told to nobody.
  if (before === 'lost' || before === 'restricted') void queryClient.invalidateQueries()
  let isFirst = true
  const parse = createSseParser()
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    for (const message of parse(piece.value)) {
      // Who has single rights is told so first, and no ids.
      if (isFirst && message.event !== 'rights') liveState.set('live')
      isFirst = false
      if (message.id !== undefined) seen(message.id)
      tell(message)
    }
  }
  // It ended in order: the next one goes on behind the last event.
}

function tell({ event: kind, data: text }: SseMessage): void {
  if (kind === '') return
  const data: unknown = JSON.parse(text)
  const event: LiveEvent = { kind, data: isRecord(data) ? data : {} }
  if (kind === 'rights') {
    const before = liveState.get()
    liveState.set(event.data['role'] === '' ? 'restricted' : 'live')
    // At the beginning nothing has changed.
    if (before === 'connecting' || before === 'lost') return
  }
  const stale = staleKeys(event)
  if (stale === 'all') readAnew({})
  else for (const key of stale) readAnew({ queryKey: [key] })
  for (const listener of listeners) listener(event)
}

/** What is read for the first time is not begun anew by the library, and may be of before the event: it is read once more behind that. */
function readAnew(filters: { readonly queryKey?: readonly [string] }): void {
  const again = (): void => void queryClient.invalidateQueries(filters)
  const first = queryClient.getQueryCache().findAll(filters)
  for (const query of first) {
    if (query.state.data === undefined && query.state.fetchStatus === 'fetching') void query.fetch().then(again, again)
  }
  again()
}

/** A browser has six connections to a server for all its tabs together: a tab that nobody looks at keeps none of them. */
const HIDDEN_MS = 20_000

function pageSeen(signal: AbortSignal): Promise<void> {
  if (!document.hidden) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      document.removeEventListener('visibilitychange', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    document.addEventListener('visibilitychange', done)
    signal.addEventListener('abort', done)
  })
}

/** Aborted with the signal, or when nobody has looked at the page for a while. */
function whileSeen(signal: AbortSignal): AbortSignal {
  const hidden = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  document.addEventListener(
    'visibilitychange',
    () => {
      clearTimeout(timer)
      if (document.hidden) timer = setTimeout(() => hidden.abort(), HIDDEN_MS)
    },
    { signal: AbortSignal.any([signal, hidden.signal]) },
  )
  return AbortSignal.any([signal, hidden.signal])
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}
