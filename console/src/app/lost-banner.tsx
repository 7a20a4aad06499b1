import { serverAnswers } from '../api/server-state.ts'
import { useStore } from '../api/store.ts'
import classes from './lost-banner.module.css'

/** While the server does not answer: what is shown is what it said last. It goes away by itself. */
export function LostBanner() {
  const answers = useStore(serverAnswers)
  return (
    <div role="status">
      {answers ? null : (
        <p className={classes['banner']}>
          <span aria-hidden="true">! </span>The server does not answer. What is shown may be old; it is asked again until it answers.
        </p>
      )}
    </div>
  )
}
