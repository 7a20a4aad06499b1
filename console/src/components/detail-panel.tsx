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
  const panel = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another thing.
  useEffect(() => {
    head.current?.focus({ preventScroll: true })
    return panel.current === null ? undefined : keptInSight(panel.current)
  }, [title])
  return (
    <section ref={panel} className={classes['panel']} aria-labelledby={heading}>
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

/** From its heading on, until whoever looks at it does something: what is in it is read one after the other, and makes it longer. */
function keptInSight(panel: HTMLElement): () => void {
  const ended = new AbortController()
  const watch = new ResizeObserver(() => panel.scrollIntoView({ block: 'start' }))
  ended.signal.addEventListener('abort', () => watch.disconnect())
  for (const act of ['wheel', 'pointerdown', 'touchmove', 'keydown']) {
    window.addEventListener(act, () => ended.abort(), { passive: true, signal: ended.signal })
  }
  watch.observe(panel)
  return () => ended.abort()
}
