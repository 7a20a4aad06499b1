import { Button } from '@mantine/core'
import { ApiError } from '../api/api-error.ts'
import classes from './error-panel.module.css'
import { DoctorLink } from './explanation/doctor-link.tsx'

/** A failure in the API's own words: what went wrong, what to do about it, and by what the log of the server names it. */
export function ErrorPanel({ failure, onRetry }: { readonly failure: unknown; readonly onRetry?: () => void }) {
  const message = failure instanceof Error ? failure.message : String(failure)
  const [what = '', ...steps] = message.split('\n')
  return (
    <div role="alert" className={classes['panel']}>
      <p className={classes['message']}>
        <span aria-hidden="true">✕ </span>
        {what}
      </p>
      {steps.length === 0 ? null : <p className={classes['steps']}>{steps.join('\n')}</p>}
      <DoctorLink message={message} />
      {failure instanceof ApiError ? (
        <>
          {failure.hint === undefined ? null : <p>{failure.hint}</p>}
          <p className={classes['code']}>
            {failure.code}
            {failure.requestId === undefined ? '' : ` · request ${failure.requestId}`}
          </p>
        </>
      ) : null}
      {onRetry === undefined ? null : (
        <Button size="xs" variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  )
}
