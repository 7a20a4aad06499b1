import { Button } from '@mantine/core'
import classes from './unchosen-queue.module.css'

interface UnchosenQueueProps {
  /** By which what it is about names it. */
  readonly id: string
  /** Where it runs, which nobody has chosen. */
  readonly queue: string
  readonly onKeep: (queue: string) => void
}

/** Whoever has chosen no queue is told which is taken: another one may reach other databases, and be others' to pay for. */
export const UnchosenQueue = ({ id, queue, onKeep }: UnchosenQueueProps) => (
  <span className={classes['note']}>
    <span id={id}>No queue was chosen: it runs on {queue}</span>{' '}
    <Button size="compact-xs" variant="subtle" onClick={() => onKeep(queue)}>
      Keep {queue}
    </Button>
  </span>
)
