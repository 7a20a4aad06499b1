import { Button } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { Action } from './action.ts'

/** Nobody needs a form before one is opened. */
const ActionForm = lazy(() => import('./action-form.tsx'))

/** A button that opens a form with what it will send, and sends it. */
export function ActionButton({ action, isSmall = false }: { readonly action: Action; readonly isSmall?: boolean }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        size={isSmall ? 'compact-sm' : 'sm'}
        variant={action.isDanger === true ? 'default' : isSmall ? 'default' : 'filled'}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {action.label}
      </Button>
      {isOpen ? (
        <Suspense>
          <ActionForm action={action} close={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
