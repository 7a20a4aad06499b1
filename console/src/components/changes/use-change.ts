import { useState } from 'react'
import { type Forecast, forecastOf } from '../../api/expectations.ts'
import { queryClient } from '../../api/query-client.ts'
import { type ApiRequest, answerOf, request } from '../../api/request.ts'

type Doing =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  /** It would break what is expected: whether it is meant is asked. */
  | { readonly kind: 'asking'; readonly forecast: Forecast }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: unknown }

interface Settings {
  /** The call says with dry_run=true what it would do to what is expected: it is asked first. */
  readonly foretells: boolean
  /** The first parts of the query keys that it makes old; absent: all of them. */
  readonly stale?: readonly string[] | undefined
  readonly onDone?: ((answer: unknown) => void) | undefined
}

interface Change {
  readonly doing: Doing
  /** Makes it, or asks. */
  readonly begin: () => void
  /** Makes it, though it would break what is expected. */
  readonly goOn: () => void
  readonly leave: () => void
}

/** One call that changes something. */
export function useChange(change: ApiRequest, { foretells, stale, onDone }: Settings): Change {
  const [doing, setDoing] = useState<Doing>({ kind: 'idle' })
  const [madeOf, setMadeOf] = useState(change)
  // Another change than the one that was made, or asked about: nothing is known of it.
  if (JSON.stringify(madeOf) !== JSON.stringify(change)) {
    setMadeOf(change)
    setDoing({ kind: 'idle' })
  }

  async function make(): Promise<void> {
    const answer = await answerOf(change)
    setDoing({ kind: 'done' })
    // The events say the same, a moment later; who has none is told all the same.
    if (stale === undefined) await queryClient.invalidateQueries()
    else await Promise.all(stale.map((key) => queryClient.invalidateQueries({ queryKey: [key] })))
    onDone?.(answer)
  }

  async function begin(): Promise<void> {
    const forecast = foretells ? forecastOf(await request(change.method, dryRunOf(change.path), change.body)) : undefined
    if (forecast !== undefined && (forecast.breaks.length > 0 || forecast.hiddenBreaks > 0)) setDoing({ kind: 'asking', forecast })
    else await make()
  }

  function run(what: () => Promise<void>): void {
    setDoing({ kind: 'busy' })
    what().catch((failure: unknown) => setDoing({ kind: 'failed', failure }))
  }

  return { doing, begin: () => run(begin), goOn: () => run(make), leave: () => setDoing({ kind: 'idle' }) }
}

const dryRunOf = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}dry_run=true`
