import { Button } from '@mantine/core'
import type { Forecast } from '../../api/expectations.ts'
import classes from './changes.module.css'

interface ForecastWarningProps {
  readonly label: string
  readonly forecast: Forecast
  readonly goOn: () => void
  readonly leave: () => void
}

/** What a change would break, and whether it is to be made all the same. */
export function ForecastWarning({ label, forecast: { breaks, hiddenBreaks }, goOn, leave }: ForecastWarningProps) {
  return (
    <div className={classes['warning']} role="alert">
      <p data-outcome tabIndex={-1}>
        This would break what is expected:
      </p>
      <ul>
        {breaks.map(({ id, queue, address, expect, enforced }) => (
          <li key={id}>
            {queue} {expect === 'reachable' ? 'reaches' : 'does not reach'} {address}
            {enforced ? ' (enforced: the change will be refused)' : ''}
          </li>
        ))}
        {hiddenBreaks > 0 ? <li>{hiddenBreaks} of queues that you may not see</li> : null}
      </ul>
      <div className={classes['buttons']}>
        <Button size="xs" color="red" onClick={goOn}>
          {label} all the same
        </Button>
        <Button size="xs" variant="default" onClick={leave}>
          Leave it
        </Button>
      </div>
    </div>
  )
}
