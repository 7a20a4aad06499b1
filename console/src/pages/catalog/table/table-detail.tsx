import { Anchor, Code, Group, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type DescribedTable, tableQuery } from '../../../api/catalog.ts'
import { useSearchState } from '../../../app/search-state.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { Grants } from '../../../components/grants/grants.tsx'
import { ReadError } from '../../../components/read-error.tsx'
import { tagsOf } from '../../../components/tags/tag-actions.ts'
import { Tags } from '../../../components/tags/tags.tsx'
import { changeTableOwner, dropTable, exportTable, importTable } from '../table-actions.ts'
import { TableRows } from './table-rows.tsx'
import { TableUsers } from './table-users.tsx'

const VIEWS = ['columns', 'from', 'sample', 'versions', 'used', 'grants'] as const
type View = (typeof VIEWS)[number]

export function TableDetail({ database, table }: { readonly database: string; readonly table: string }) {
  const [search, choose] = useSearchState()
  const view = VIEWS.find((one) => one === search['view']) ?? 'columns'
  const { data, error, isPending } = useQuery(tableQuery(database, table))
  const what = data?.kind === 'VIEW' ? 'view' : 'table'
  return (
    <section aria-label={`${what} ${database}.${table}`} data-opened>
      <Group justify="space-between">
        <h2>
          <Anchor component="button" type="button" fz="inherit" onClick={() => choose({ table: undefined, view: undefined })}>
            {database}
          </Anchor>
          .{table}
        </h2>
        <Group gap="xs">
          <ActionButton isSmall action={changeTableOwner(database, table)} />
          {what === 'table' ? <ActionButton isSmall action={exportTable(database, table)} /> : null}
          {data?.kind === 'MANAGED' ? <ActionButton isSmall action={importTable(database, table)} /> : null}
          <ActionButton
            isSmall
            action={dropTable(database, table, {
              told: toldOfDrop(data),
              dropped: () => choose({ table: undefined, view: undefined } satisfies Readonly<Record<string, View | undefined>>),
            })}
          />
        </Group>
      </Group>
      {isPending ? <p role="status">The table is being read…</p> : null}
      {error === null ? null : <ReadError failure={error} />}
      {data === undefined ? null : (
        <>
          {data.comment === '' ? null : <p>{data.comment}</p>}
          <Tabs
            value={view}
            keepMounted={false}
            onChange={(next) => choose({ view: next === 'columns' ? undefined : (next ?? undefined) }, { replace: true })}
          >
            <Tabs.List>
              <Tabs.Tab value="columns">Columns ({data.columns.length})</Tabs.Tab>
              <Tabs.Tab value="from">Where from</Tabs.Tab>
              <Tabs.Tab value="sample">Sample</Tabs.Tab>
              {data.kind === 'MANAGED' ? <Tabs.Tab value="versions">Versions</Tabs.Tab> : null}
              <Tabs.Tab value="used">Used by</Tabs.Tab>
              <Tabs.Tab value="grants">Who may what, and tags</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="columns">
              <Columns table={data} />
            </Tabs.Panel>
            <Tabs.Panel value="from">
              <WhereFrom table={data} />
            </Tabs.Panel>
            <Tabs.Panel value="sample">
              <TableRows database={database} table={table} what="sample" />
            </Tabs.Panel>
            <Tabs.Panel value="versions">
              <TableRows database={database} table={table} what="versions" />
            </Tabs.Panel>
            <Tabs.Panel value="used">
              <TableUsers database={database} table={table} />
            </Tabs.Panel>
            <Tabs.Panel value="grants">
              <Grants
                object={`databases.${database}.tables.${table}`}
                // Those of a view cannot be granted.
                columns={what === 'view' ? [] : data.columns.map(({ name }) => name)}
              />
              <Tags path={tagsOf('dli_table', `${database}.${table}`)} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </section>
  )
}

function toldOfDrop(table: DescribedTable | undefined): string {
  switch (table?.kind) {
    case 'MANAGED':
      return 'Its rows are deleted with it.'
    case 'EXTERNAL':
      return 'What it stands for stays where it is: files in their bucket, rows in their database.'
    case 'VIEW':
      return 'The tables that it reads stay.'
    case undefined:
      return ''
  }
}

const Columns = ({ table }: { readonly table: DescribedTable }) => (
  <DataTable
    label="Columns"
    rows={table.columns}
    keyOf={({ name }) => name}
    columns={[
      { name: 'Name', cell: ({ name }) => name },
      { name: 'Type', cell: ({ type }) => <code>{type}</code> },
      { name: 'Comment', cell: ({ description }) => description },
      { name: 'Partition', cell: ({ isPartition }) => (isPartition ? 'yes' : '') },
    ]}
  />
)

function WhereFrom({ table }: { readonly table: DescribedTable }) {
  return (
    <>
      {table.location === '' ? null : (
        <p>
          Its files are at <code>{table.location}</code> ({table.format}).
        </p>
      )}
      {table.properties.map(({ key, value }) => (
        <p key={key}>
          {key}: <code>{value}</code>
        </p>
      ))}
      <p>The statement that makes it again:</p>
      <Code block tabIndex={0}>
        {table.statement}
      </Code>
    </>
  )
}
