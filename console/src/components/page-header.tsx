import type { ReactNode } from 'react'
import classes from './page-header.module.css'

/** A page's name, and beside it what can be done on the whole page. */
export function PageHeader({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={classes['header']}>
      <h1>{title}</h1>
      <div className={classes['actions']}>{children}</div>
    </div>
  )
}
