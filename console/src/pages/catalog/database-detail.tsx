import { Button, Group, Tabs, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { databasesQuery, tablesQuery } from '../../api/catalog.ts'
import { useSearchState } from '../../app/search-state.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { bytesText } from '../../components/bytes-text.ts'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Grants } from '../../components/grants/grants.tsx'
import { namesWith } from '../../components/names-with.ts'
import { ReadError } from '../../components/read-error.tsx'
import { tagsOf } from '../../components/tags/tag-actions.ts'
import { Tags } from '../../components/tags/tags.tsx'
import { timeText } from '../../components/times.ts'
import { useOpenInEditor } from '../sql/share/use-open-in-editor.ts'
import { changeDatabaseOwner, dropDatabase } from './database-actions.ts'
import { KIND_WORDS } from './kind-words.ts'
import { createTable } from './new-table/create-table.ts'

const SHOWN_MAX = 500

export function DatabaseDetail({ database }: { readonly database: string }) {
  const [{ view = 'tables' }, choose] = useSearchState()
  const connectedTo = useQuery(databasesQuery).data?.find(({ name }) => name === database)?.connectedTo
  return (
    <section aria-label={`Database ${database}`}>
      <Group justify="space-between">
        <h2>{database}</h2>
        <Group gap="xs">
          {connectedTo === undefined ? (
            <ActionButton isSmall action={createTable(database, (table) => choose({ table, view: undefined }))} />
          ) : null}
          <ActionButton isSmall action={changeDatabaseOwner(database)} />
          <ActionButton isSmall action={dropDatabase(database, () => choose({ database: undefined, table: undefined, view: undefined }))} />
        </Group>
      </Group>
      <Tabs value={view} onChange={(next) => choose({ view: next === 'tables' ? undefined : (next ?? undefined) }, { replace: true })}>
        <Tabs.List>
          <Tabs.Tab value="tables">Tables and views</Tabs.Tab>
          <Tabs.Tab value="grants">Who may what, and tags</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="tables">
          {connectedTo === undefined ? null : <AllTables database={database} connectedTo={connectedTo} />}
          <TableList database={database} isConnected={connectedTo !== undefined} choose={(table) => choose({ table, view: undefined })} />
        </Tabs.Panel>
        <Tabs.Panel value="grants">
          {view === 'grants' ? (
            <>
              <Grants object={`databases.${database}`} />
              <Tags path={tagsOf('dli_database', database)} />
            </>
          ) : null}
        </Tabs.Panel>
      </Tabs>
    </section>
  )
}

function AllTables({ database, connectedTo }: { readonly database: string; readonly connectedTo: string }) {
  const openStatement = useOpenInEditor()
  const sql = `SHOW TABLES IN ${database}`
  return (
    <>
      <p>
        Its tables are all those of a {connectedTo}; here stand those that a statement has named by now. <code>{sql}</code> lists all.
      </p>
      <Button size="compact-sm" variant="default" onClick={() => void openStatement({ name: database, sql, queue: '', database })}>
        Open it in the editor
      </Button>
    </>
  )
}

interface TableListProps {
  readonly database: string
  readonly isConnected: boolean
  readonly choose: (table: string) => void
}

function TableList({ database, isConnected, choose }: TableListProps) {
  const [typed, setTyped] = useState('')
  const { data = [], error, isPending } = useQuery(tablesQuery(database))
  if (isPending) return <p role="status">The tables are being read…</p>
  if (error !== null) return <ReadError failure={error} />
  if (data.length === 0) return <EmptyState title={isConnected ? 'No statement has named a table of it yet' : 'There is no table in it'} />
  const found = namesWith(data, typed)
  return (
    <>
      <TextInput size="xs" label="Search the tables" w={300} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <DataTable
        label={`Tables and views of ${database}`}
        rows={found.slice(0, SHOWN_MAX)}
        keyOf={({ name }) => name}
        onChoose={({ name }) => choose(name)}
        columns={[
          { name: 'Name', cell: ({ name }) => name },
          { name: 'Kind', cell: ({ kind, place }) => KIND_WORDS[place] ?? kind },
          { name: 'Owner', cell: ({ owner }) => owner },
          { name: 'Size', cell: ({ kind, bytes }) => (kind === 'MANAGED' && bytes !== undefined ? bytesText(bytes) : ''), isNumber: true },
          { name: 'Changed', isOneLine: true, cell: ({ changedAt }) => (changedAt === undefined ? '' : timeText(changedAt)) },
        ]}
      />
      {found.length > SHOWN_MAX ? <p>and {found.length - SHOWN_MAX} more: search for them</p> : null}
    </>
  )
}
