import { Anchor, Button, Group, Table, Tabs, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { databasesPath, tablesQuery } from '../../api/catalog.ts'
import { useSearchState } from '../../app/search-state.ts'
import { bytesText } from '../../components/bytes-text.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { namesWith } from '../../components/names-with.ts'
import { timeText } from '../../components/times.ts'
import classes from './catalog.module.css'
import { DropForm } from './drop-form.tsx'
import { Grants } from './grants/grants.tsx'
import { KIND_WORDS } from './kind-words.ts'
import { NewTableForm } from './new-table/new-table-form.tsx'

const SHOWN_MAX = 500

export function DatabaseDetail({ database }: { readonly database: string }) {
  const [{ view = 'tables' }, choose] = useSearchState()
  const [open, setOpen] = useState<'drop' | 'new-table'>()
  return (
    <section aria-label={`Database ${database}`}>
      <Group justify="space-between">
        <h2>{database}</h2>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => setOpen('new-table')}>
            New table
          </Button>
          <Button size="xs" variant="default" onClick={() => setOpen('drop')}>
            Drop
          </Button>
        </Group>
      </Group>
      <Tabs value={view} onChange={(next) => choose({ view: next === 'tables' ? undefined : (next ?? undefined) }, { replace: true })}>
        <Tabs.List>
          <Tabs.Tab value="tables">Tables and views</Tabs.Tab>
          <Tabs.Tab value="grants">Who may what</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="tables">
          <TableList database={database} choose={(table) => choose({ table, view: undefined })} />
        </Tabs.Panel>
        <Tabs.Panel value="grants">{view === 'grants' ? <Grants object={`databases.${database}`} /> : null}</Tabs.Panel>
      </Tabs>
      {open === 'new-table' ? <NewTableForm database={database} close={() => setOpen(undefined)} /> : null}
      {open === 'drop' ? (
        <DropForm
          what="database"
          name={database}
          told="A database with tables is dropped only with all of them, and the rows of its managed tables go, too."
          path={`${databasesPath}/${encodeURIComponent(database)}`}
          close={() => setOpen(undefined)}
          dropped={() => choose({ database: undefined, table: undefined, view: undefined })}
        />
      ) : null}
    </section>
  )
}

function TableList({ database, choose }: { readonly database: string; readonly choose: (table: string) => void }) {
  const [typed, setTyped] = useState('')
  const { data = [], error, isPending } = useQuery(tablesQuery(database))
  if (isPending) return <p role="status">The tables are being read…</p>
  if (error !== null) return <ErrorPanel failure={error} />
  if (data.length === 0) return <EmptyState title="There is no table in it" />
  const found = namesWith(data, typed)
  return (
    <>
      <TextInput size="xs" label="Search the tables" w={300} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      <div className={classes['scroll']}>
        <Table striped>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>Kind</Table.Th>
              <Table.Th>Owner</Table.Th>
              <Table.Th ta="end">Size</Table.Th>
              <Table.Th>Changed</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {found.slice(0, SHOWN_MAX).map(({ name, kind, place, owner, bytes, changedAt }) => (
              <Table.Tr key={name}>
                <Table.Td>
                  <Anchor component="button" type="button" onClick={() => choose(name)}>
                    {name}
                  </Anchor>
                </Table.Td>
                <Table.Td>{KIND_WORDS[place] ?? kind}</Table.Td>
                <Table.Td>{owner}</Table.Td>
                <Table.Td ta="end">{kind === 'MANAGED' && bytes !== undefined ? bytesText(bytes) : ''}</Table.Td>
                <Table.Td>{changedAt === undefined ? '' : timeText(changedAt)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {found.length > SHOWN_MAX ? <p>and {found.length - SHOWN_MAX} more: search for them</p> : null}
    </>
  )
}
