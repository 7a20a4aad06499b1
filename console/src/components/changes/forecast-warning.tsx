import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Forecast } from '../../api/expectations.ts'
import classes from './changes.module.css'

interface ForecastWarningProps {
  readonly label: string
  readonly forecast: Forecast
  readonly goOn: () => void
  readonly leave: () => void
}

/** What a change would break, and whether it is to be made all the same: what the server would refuse cannot be chosen. */
export function ForecastWarning({ label, forecast: { breaks, hiddenBreaks }, goOn, leave }: ForecastWarningProps) {
  const isRefused = breaks.some(({ enforced }) => enforced)
  return (
    <div className={classes['warning']} role="alert">
      <p data-outcome tabIndex={-1}>
        This would break what is expected:
      </p>
      <ul>
        {breaks.map(({ id, queue, address, expect, enforced }) => (
          <li key={id}>
            {queue} {expect === 'reachable' ? 'reaches' : 'does not reach'} {address}
            {enforced ? ' (enforced)' : ''}
          </li>
        ))}
        {hiddenBreaks > 0 ? (
          <li>
            {hiddenBreaks} of queues that you may not see{isRefused ? '' : ': where one of them is enforced, the change is refused'}
          </li>
        ) : null}
      </ul>
      {isRefused ? (
        <p>
          The change is refused as long as that is enforced. Remove the expectation, or have it enforced no longer:{' '}
          <Link to="/doctor" search={{ view: 'expectations' }}>
            expectations
          </Link>
        </p>
      ) : null}
      <div className={classes['buttons']}>
        {isRefused ? null : (
          <Button size="xs" color="red" onClick={goOn}>
            {label} all the same
          </Button>
        )}
        <Button size="xs" variant="default" onClick={leave}>
          Leave it
        </Button>
      </div>
    </div>
  )
}
