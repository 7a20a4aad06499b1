import { Button, SegmentedControl, Text, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { tablesPath } from '../../../api/catalog.ts'
import { useSearchState } from '../../../app/search-state.ts'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { FormDialog } from '../../../components/form-dialog.tsx'
import { RequestPreview } from '../../../components/request-preview.tsx'
import { useChange } from '../use-change.ts'
import { type NewTable, newTableBody } from './new-table.ts'

const EMPTY: NewTable = { name: '', kind: 'table', description: '', columns: '', query: '' }

/** A managed table, or a view; tables of files and of databases are made by a statement. */
export function NewTableForm({ database, close }: { readonly database: string; readonly close: () => void }) {
  const [table, setTable] = useState(EMPTY)
  const [, choose] = useSearchState()
  const { isGoing, failure, send } = useChange()
  const { body, wrong } = newTableBody(table)
  const asked = { method: 'POST', path: tablesPath(database), body } as const
  return (
    <FormDialog close={close} title={`New in ${database}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          send(asked, () => {
            choose({ table: table.name.trim().toLowerCase(), view: undefined })
            close()
          })
        }}
      >
        <SegmentedControl
          aria-label="What is made"
          data={[
            { value: 'table', label: 'Managed table' },
            { value: 'view', label: 'View' },
          ]}
          value={table.kind}
          onChange={(kind) => setTable({ ...table, kind: kind === 'view' ? 'view' : 'table' })}
        />
        <TextInput label="Name" required value={table.name} onChange={(event) => setTable({ ...table, name: event.currentTarget.value })} />
        <TextInput
          label="Comment"
          value={table.description}
          onChange={(event) => setTable({ ...table, description: event.currentTarget.value })}
        />
        {table.kind === 'view' ? (
          <Textarea
            label="Query"
            autosize
            minRows={4}
            value={table.query}
            onChange={(event) => setTable({ ...table, query: event.currentTarget.value })}
          />
        ) : (
          <Textarea
            label="Columns"
            description="One a line: a name and a type; partition behind it makes it a partition column, -- begins its comment"
            placeholder={'id int -- as the shop counts\nday date partition'}
            autosize
            minRows={4}
            value={table.columns}
            onChange={(event) => setTable({ ...table, columns: event.currentTarget.value })}
          />
        )}
        <Text size="sm" role="status">
          {table.name === '' ? '' : wrong}
        </Text>
        <RequestPreview request={asked} />
        {failure === undefined ? null : <ErrorPanel failure={failure} />}
        <Button type="submit" mt="md" loading={isGoing} disabled={wrong !== ''}>
          Make it
        </Button>
      </form>
    </FormDialog>
  )
}
