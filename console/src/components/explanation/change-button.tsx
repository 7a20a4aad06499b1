import { Button } from '@mantine/core'
import { useState } from 'react'
import { type Forecast, forecastOf } from '../../api/expectations.ts'
import { queryClient } from '../../api/query-client.ts'
import { type ApiRequest, request } from '../../api/request.ts'
import { ErrorPanel } from '../error-panel.tsx'
import classes from './explanation.module.css'

interface ChangeButtonProps {
  readonly label: string
  readonly change: ApiRequest
  /** The call says with dry_run=true what it would do to what is expected: it is asked first. */
  readonly foretells: boolean
  readonly disabled?: boolean
  readonly variant?: 'filled' | 'default'
  readonly onDone?: () => void
}

type Doing =
  | { readonly kind: 'idle' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'asking'; readonly forecast: Forecast }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly failure: unknown }

/** Makes a change; where it would break what is expected, says so before, and asks. */
export function ChangeButton({ label, change, foretells, disabled = false, variant = 'filled', onDone }: ChangeButtonProps) {
  const [doing, setDoing] = useState<Doing>({ kind: 'idle' })
  const [madeOf, setMadeOf] = useState(change)
  // Another change than the one that was made, or asked about: nothing is known of it.
  if (JSON.stringify(madeOf) !== JSON.stringify(change)) {
    setMadeOf(change)
    setDoing({ kind: 'idle' })
  }

  async function make(): Promise<void> {
    await request(change.method, change.path, change.body)
    setDoing({ kind: 'done' })
    // The events say the same, a moment later; who has none is told all the same.
    await queryClient.invalidateQueries()
    onDone?.()
  }

  async function begin(): Promise<void> {
    const forecast = foretells ? forecastOf(await request(change.method, `${change.path}?dry_run=true`, change.body)) : undefined
    if (forecast !== undefined && (forecast.breaks.length > 0 || forecast.hiddenBreaks > 0)) setDoing({ kind: 'asking', forecast })
    else await make()
  }

  function run(what: () => Promise<void>): void {
    setDoing({ kind: 'busy' })
    what().catch((failure: unknown) => setDoing({ kind: 'failed', failure }))
  }

  return (
    <div>
      {doing.kind === 'asking' ? (
        <div className={classes['warning']} role="alert">
          <ForecastText forecast={doing.forecast} />
          <div className={classes['actions']}>
            <Button size="xs" color="red" onClick={() => run(make)}>
              {label} all the same
            </Button>
            <Button size="xs" variant="default" onClick={() => setDoing({ kind: 'idle' })}>
              Leave it
            </Button>
          </div>
        </div>
      ) : (
        <Button size="xs" variant={variant} disabled={disabled} loading={doing.kind === 'busy'} onClick={() => run(begin)}>
          {label}
        </Button>
      )}
      <span role="status">{doing.kind === 'done' ? ' Done.' : ''}</span>
      {doing.kind === 'failed' ? <ErrorPanel failure={doing.failure} /> : null}
    </div>
  )
}

function ForecastText({ forecast: { breaks, hiddenBreaks } }: { readonly forecast: Forecast }) {
  return (
    <>
      <p>This would break what is expected:</p>
      <ul>
        {breaks.map(({ id, queue, address, expect, enforced }) => (
          <li key={id}>
            {queue} {expect === 'reachable' ? 'reaches' : 'does not reach'} {address}
            {enforced ? ' (enforced: the change will be refused)' : ''}
          </li>
        ))}
        {hiddenBreaks > 0 ? <li>{hiddenBreaks} of queues that you may not see</li> : null}
      </ul>
    </>
  )
}
