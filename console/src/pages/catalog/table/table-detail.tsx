import { Anchor, Badge, Button, Code, Group, Table, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type DescribedTable, tablePath, tableQuery } from '../../../api/catalog.ts'
import { useSearchState } from '../../../app/search-state.ts'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import classes from '../catalog.module.css'
import { DropForm } from '../drop-form.tsx'
import { Grants } from '../grants/grants.tsx'
import { TableRows } from './table-rows.tsx'
import { TableUsers } from './table-users.tsx'

const VIEWS = ['columns', 'from', 'sample', 'versions', 'used', 'grants'] as const
type View = (typeof VIEWS)[number]

export function TableDetail({ database, table }: { readonly database: string; readonly table: string }) {
  const [search, choose] = useSearchState()
  const view = VIEWS.find((one) => one === search['view']) ?? 'columns'
  const [isDropping, setDropping] = useState(false)
  const { data, error, isPending } = useQuery(tableQuery(database, table))
  const what = data?.kind === 'VIEW' ? 'view' : 'table'
  return (
    <section aria-label={`${what} ${database}.${table}`}>
      <Group justify="space-between">
        <h2>
          <Anchor component="button" type="button" fz="inherit" onClick={() => choose({ table: undefined, view: undefined })}>
            {database}
          </Anchor>
          .{table}
        </h2>
        <Button size="xs" variant="default" onClick={() => setDropping(true)}>
          Drop
        </Button>
      </Group>
      {isPending ? <p role="status">The table is being read…</p> : null}
      {error === null ? null : <ErrorPanel failure={error} />}
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
              <Tabs.Tab value="grants">Who may what</Tabs.Tab>
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
              <Grants object={`databases.${database}.tables.${table}`} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
      {isDropping ? (
        <DropForm
          what={what}
          name={table}
          told={toldOfDrop(data)}
          path={tablePath(database, table)}
          close={() => setDropping(false)}
          dropped={() => choose({ table: undefined, view: undefined } satisfies Readonly<Record<string, View | undefined>>)}
        />
      ) : null}
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

function Columns({ table }: { readonly table: DescribedTable }) {
  return (
    <div className={classes['scroll']}>
      <Table striped>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th>Comment</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.columns.map(({ name, type, description, isPartition }) => (
            <Table.Tr key={name}>
              <Table.Td>
                {name} {isPartition ? <Badge size="xs">partition</Badge> : null}
              </Table.Td>
              <Table.Td>
                <code>{type}</code>
              </Table.Td>
              <Table.Td>{description}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}

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
