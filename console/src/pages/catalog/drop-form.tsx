import { Button, Checkbox, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ApiRequest } from '../../api/request.ts'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { RequestPreview } from '../../components/request-preview.tsx'
import { useChange } from './use-change.ts'

interface DropFormProps {
  readonly what: 'database' | 'table' | 'view'
  readonly name: string
  /** What is lost. */
  readonly told: string
  readonly path: string
  readonly close: () => void
  readonly dropped: () => void
}

/** What cannot be undone wants its name to be typed. */
export function DropForm({ what, name, told, path, close, dropped }: DropFormProps) {
  const [typed, setTyped] = useState('')
  const [isCascade, setCascade] = useState(false)
  const { isGoing, failure, send } = useChange()
  const asked: ApiRequest = { method: 'DELETE', path: isCascade ? `${path}?cascade=true` : path }
  return (
    <FormDialog close={close} title={`Drop the ${what} ${name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (typed === name) send(asked, dropped)
        }}
      >
        <p>{told}</p>
        {what === 'database' ? (
          <Checkbox label="With all of its tables" checked={isCascade} onChange={(event) => setCascade(event.currentTarget.checked)} />
        ) : null}
        <TextInput label={`Type ${name}`} data-autofocus value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <RequestPreview request={asked} />
        {failure === undefined ? null : <ErrorPanel failure={failure} />}
        <Button type="submit" color="red" mt="md" loading={isGoing} disabled={typed !== name}>
          Drop it
        </Button>
      </form>
    </FormDialog>
  )
}
