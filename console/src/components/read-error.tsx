import { ApiError } from '../api/api-error.ts'
import { ErrorPanel } from './error-panel.tsx'
import classes from './read-error.module.css'

interface ReadErrorProps {
  readonly failure: unknown
  readonly onRetry?: () => void
}

/** Why something that a page shows could not be read. What needs a right that somebody has not is no failure of his, whom nobody asked: it is noted, with the right. */
export function ReadError({ failure, onRetry }: ReadErrorProps) {
  if (!(failure instanceof ApiError) || failure.status !== 403)
    return <ErrorPanel failure={failure} {...(onRetry === undefined ? {} : { onRetry })} />
  return (
    <div role="note" className={classes['note']}>
      <p>{failure.message}</p>
      {failure.hint === undefined ? null : <p>{failure.hint}</p>}
    </div>
  )
}
