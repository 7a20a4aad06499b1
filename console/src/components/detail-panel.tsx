import { Button } from '@mantine/core'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import classes from './detail-panel.module.css'

interface DetailPanelProps {
  readonly title: string
  readonly actions?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** One thing of a list, below it: whoever has chosen it is at its heading. */
export function DetailPanel({ title, actions, onClose, children }: DetailPanelProps) {
  const heading = useId()
  const head = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another thing.
  useEffect(() => head.current?.focus(), [title])
  return (
    <section className={classes['panel']} aria-labelledby={heading}>
      <div className={classes['head']}>
        <h2 id={heading} ref={head} tabIndex={-1}>
          {title}
        </h2>
        <div className={classes['actions']}>
          {actions}
          <Button size="compact-sm" variant="default" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
      {children}
    </section>
  )
}
