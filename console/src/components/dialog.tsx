import { type ReactNode, useEffect, useId, useRef } from 'react'
import classes from './dialog.module.css'

interface DialogProps {
  readonly title: string
  readonly close: () => void
  /** While something is under way that has no way back. */
  readonly isHeld?: boolean
  readonly children: ReactNode
}

/** What stands above the page until it is closed: the first field in it has the focus, and whoever opened it has it again behind it. */
export function Dialog({ title, close, isHeld = false, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const before = document.activeElement
    dialog.current?.showModal()
    return () => giveBack(before)
  }, [])
  return (
    <dialog
      ref={dialog}
      className={classes['dialog']}
      aria-labelledby={heading}
      onCancel={(event) => {
        if (isHeld) event.preventDefault()
      }}
      onClose={(event) => {
        // Of this dialog, and not of one that it has opened. A browser ends one that is asked twice, whatever it was answered.
        if (event.target !== dialog.current) return
        if (isHeld) dialog.current.showModal()
        else close()
      }}
    >
      <h2 id={heading}>{title}</h2>
      {children}
    </dialog>
  )
}

/** Where it was gone with what was done, the page finds another place (app/kept-focus.ts). */
function giveBack(before: Element | null): void {
  if (before instanceof HTMLElement && before.isConnected) before.focus()
}
