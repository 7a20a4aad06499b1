import { Button, Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'

interface FormDialogProps {
  readonly title: string
  readonly close: () => void
  /** While something is under way that has no way back. */
  readonly isHeld?: boolean
  readonly children: ReactNode
}

/** A form above the page. Its head is no landmark, which the page has already. */
export function FormDialog({ title, close, isHeld = false, children }: FormDialogProps) {
  return (
    <Modal.Root opened onClose={close} size="lg" closeOnEscape={!isHeld} closeOnClickOutside={false}>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body pt="md">
          <Group justify="space-between">
            <h2>{title}</h2>
            <Button size="xs" variant="default" disabled={isHeld} onClick={close}>
              Close
            </Button>
          </Group>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
