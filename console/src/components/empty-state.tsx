import type { ReactNode } from 'react'
import { useStore } from '../api/store.ts'
import { liveState, seesAll } from '../events/live-events.ts'
import classes from './empty-state.module.css'

/** Where there is nothing: what that means, and what to do about it. Whoever is shown only what he has a right on is told so: there may be more. */
export function EmptyState({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  const mayBeMore = !seesAll(useStore(liveState)) && /^(?:There is no|No |Nothing |Nobody )/.test(title)
  return (
    <div className={classes['empty']}>
      <p>{mayBeMore ? title.replace(/^There is no/, 'You see no') : title}</p>
      {mayBeMore ? <p>You have single rights in this project: what you have none on is not shown.</p> : null}
      {children}
    </div>
  )
}
