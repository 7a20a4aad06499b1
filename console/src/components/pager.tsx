import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './pager.module.css'

interface Turn {
  readonly label: string
  /** Absent: there is nothing on that side. */
  readonly go: (() => void) | undefined
}

interface PagerProps {
  readonly back: Turn
  readonly on: Turn
  /** Which part of the list is shown, where that is known. */
  readonly children?: ReactNode
}

/** Turns to other parts of a list. Its buttons stay where they are, so that one can be pressed again and again. */
export const Pager = ({ back, on, children }: PagerProps) => (
  <nav className={classes['pager']} aria-label="Parts of the list">
    <TurnButton turn={back} />
    {children === undefined ? null : <span role="status">{children}</span>}
    <TurnButton turn={on} />
  </nav>
)

const TurnButton = ({ turn: { label, go } }: { readonly turn: Turn }) => (
  <Button size="xs" variant="default" disabled={go === undefined} onClick={() => go?.()}>
    {label}
  </Button>
)
