import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { databasesPath } from '../../api/catalog.ts'
import { useSearchState } from '../../app/search-state.ts'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { RequestPreview } from '../../components/request-preview.tsx'
import { useChange } from './use-change.ts'

export function NewDatabaseForm({ close }: { readonly close: () => void }) {
  const [name, setName] = useState('')
  const [description, setDescription] = useState('')
  const [, choose] = useSearchState()
  const { isGoing, failure, send } = useChange()
  const asked = {
    method: 'POST',
    path: databasesPath,
    body: { database_name: name.trim(), ...(description === '' ? {} : { description }) },
  } as const
  return (
    <FormDialog close={close} title="New database">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          send(asked, () => {
            choose({ database: name.trim().toLowerCase(), table: undefined })
            close()
          })
        }}
      >
        <TextInput label="Name" required data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput label="Description" value={description} onChange={(event) => setDescription(event.currentTarget.value)} />
        <RequestPreview request={asked} />
        {failure === undefined ? null : <ErrorPanel failure={failure} />}
        <Button type="submit" mt="md" loading={isGoing} disabled={name.trim() === ''}>
          Make it
        </Button>
      </form>
    </FormDialog>
  )
}
