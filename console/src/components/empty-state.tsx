import type { ReactNode } from 'react'
import { useStore } from '../api/store.ts'
import { liveState, seesAll } from '../events/live-events.ts'
import classes from './empty-state.module.css'

interface EmptyStateProps {
  readonly title: string
  /** Also to whoever has single rights: they are things of his own. */
  readonly isAllShown?: boolean
  readonly children?: ReactNode
}

/** Where there is nothing: what that means, and what to do about it. Whoever is shown only what he has a right on is told so: there may be more. */
export function EmptyState({ title, isAllShown = false, children }: EmptyStateProps) {
  const live = useStore(liveState)
  const mayBeMore = !isAllShown && !seesAll(live) && /^(?:There is no|No |Nothing |Nobody )/.test(title)
  return (
    <div className={classes['empty']}>
      <p>{mayBeMore ? title.replace(/^There is no/, 'You see no') : title}</p>
      {mayBeMore ? <p>You have single rights in this project: what you have none on is not shown.</p> : null}
      {children}
    </div>
  )
}
