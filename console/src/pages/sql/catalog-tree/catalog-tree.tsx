import { Button, Loader, TextInput, Tree, type TreeNodeData, useTree } from '@mantine/core'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { written } from '../../../../../src/client/sql-text/complete.ts'
import { databasesQuery, tableQuery, tablesQuery } from '../../../api/catalog.ts'
import { namesWith } from '../../../components/names-with.ts'
import { ReadError } from '../../../components/read-error.tsx'
import classes from './catalog-tree.module.css'

const SHOWN_TABLES_MAX = 300

interface CatalogTreeProps {
  /** Puts a name into the text. */
  readonly insert: (name: string) => void
}

/** Databases, tables and columns, read when they are opened. */
export function CatalogTree({ insert }: CatalogTreeProps) {
  const [typed, setTyped] = useState('')
  const tree = useTree()
  const databases = useQuery(databasesQuery)
  const chosen = textOf(tree.selectedState[0])
  const isOpen = (value: string): boolean => tree.expandedState[value] === true
  const names = (databases.data ?? []).map(({ name }) => name)
  // Where one looks for a table it may be in any of them.
  const read = names.filter((name) => isOpen(placeOf(name)) || typed.trim() !== '')
  const tables = useQueries({ queries: read.map((name) => tablesQuery(name)) })
  const tablesOf = new Map(read.map((name, at) => [name, tables[at]?.data]))
  const pending = new Set(read.filter((_, at) => tables[at]?.isPending === true))
  const openTables = read.flatMap((database) =>
    (tablesOf.get(database) ?? []).filter(({ name }) => isOpen(placeOf(database, name))).map(({ name }) => ({ database, name })),
  )
  const columns = useQueries({ queries: openTables.map(({ database, name }) => tableQuery(database, name)) })
  const columnsOf = new Map(openTables.map(({ database, name }, at) => [placeOf(database, name), columns[at]?.data?.columns]))

  const tableNode = (database: string, name: string): TreeNodeData => {
    const found = columnsOf.get(placeOf(database, name))
    return {
      value: placeOf(database, name),
      label: name,
      children: found?.map((column) => ({
        value: placeOf(database, name, column.name),
        label: `${column.name} ${column.type}`,
      })) ?? [waiting(placeOf(database, name))],
    }
  }
  const nodes = names.flatMap((name): TreeNodeData[] => {
    const all = tablesOf.get(name)
    const found = namesWith(all ?? [], typed)
    // While its tables are being read it stays: what is opened, and is not there for a moment, is closed when it comes back.
    if (typed.trim() !== '' && !pending.has(name) && found.length === 0 && namesWith([{ name }], typed).length === 0) return []
    const shown = (found.length === 0 ? (all ?? []) : found).slice(0, SHOWN_TABLES_MAX)
    const left = found.length - shown.length
    const children = all === undefined ? [waiting(placeOf(name))] : shown.map((table) => tableNode(name, table.name))
    return [
      {
        value: placeOf(name),
        label: name,
        children: left > 0 ? [...children, { value: placeOf(name, '', 'more'), label: `and ${left} more: search` }] : children,
      },
    ]
  })

  // Another list is another tree for it, which it begins anew each time it is drawn: the same one as long as it says the same.
  const text = JSON.stringify(nodes)
  const data = useMemo((): TreeNodeData[] => JSON.parse(text), [text])

  function search(wanted: string): void {
    setTyped(wanted)
    if (wanted.trim() !== '') for (const name of names) tree.expand(placeOf(name))
  }

  return (
    <nav aria-label="Catalog" className={classes['frame']}>
      <TextInput
        size="xs"
        label="Search the catalog"
        placeholder="a part of a name"
        value={typed}
        onChange={(event) => search(event.currentTarget.value)}
      />
      {databases.isPending ? <Loader size="xs" aria-label="The catalog is being read" /> : null}
      {databases.error === null ? null : <ReadError failure={databases.error} />}
      <div className={classes['tree']}>
        <Tree
          data={data}
          tree={tree}
          selectOnClick
          renderNode={({ node, expanded, hasChildren, elementProps }) => (
            <div {...elementProps}>
              <span aria-hidden="true">{hasChildren ? (expanded ? '▾ ' : '▸ ') : '· '}</span>
              {node.label}
            </div>
          )}
        />
      </div>
      <Button size="xs" variant="default" disabled={chosen === undefined} onClick={() => chosen !== undefined && insert(chosen)}>
        {chosen === undefined ? 'Choose a name to insert it' : `Insert ${chosen}`}
      </Button>
    </nav>
  )
}

const placeOf = (...names: readonly string[]): string => names.map(encodeURIComponent).join('/')

/** How a statement names what was chosen; undefined of what is nothing yet. */
function textOf(place: string | undefined): string | undefined {
  const names = (place ?? '').split('/').map(decodeURIComponent)
  if (names.includes('') || names.includes('…')) return undefined
  const [database = '', table, column] = names
  if (column !== undefined) return written(column)
  return table === undefined ? written(database) : `${written(database)}.${written(table)}`
}

const waiting = (value: string): TreeNodeData => ({ value: `${value}/…`, label: '…' })
