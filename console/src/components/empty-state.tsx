import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

/** Where there is nothing: what that means, and what to do about it. */
export function EmptyState({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={classes['empty']}>
      <p>{title}</p>
      {children}
    </div>
  )
}
