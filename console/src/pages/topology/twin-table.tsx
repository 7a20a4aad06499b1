import { useState } from 'react'
import { DataTable } from '../../components/data-table.tsx'
import { Pager } from '../../components/pager.tsx'
import { StateWords } from './state-words.tsx'
import type { TwinRow } from './twin.ts'

const PAGE = 100

interface TwinTableProps {
  readonly rows: readonly TwinRow[]
  readonly chosen: string | undefined
  readonly onChoose: (id: string) => void
}

/** The picture as a table: every fact of it, for who does not see it, and to be copied. */
export function TwinTable({ rows, chosen, onChoose }: TwinTableProps) {
  const [wanted, setPage] = useState(0)
  const pages = Math.max(1, Math.ceil(rows.length / PAGE))
  const page = Math.min(wanted, pages - 1)
  return (
    <>
      <DataTable
        label="The topology as a table"
        rows={rows.slice(page * PAGE, (page + 1) * PAGE)}
        rowCount={rows.length}
        keyOf={({ node }) => node.id}
        chosen={chosen}
        onChoose={({ node }) => onChoose(node.id)}
        columns={[
          { name: 'Name', cell: ({ node }) => node.label },
          { name: 'Kind', cell: ({ node }) => node.kind },
          { name: 'State', cell: ({ node }) => <StateWords state={node.state} /> },
          { name: 'Why', cell: ({ node }) => node.state.why },
          { name: 'Reached by', cell: ({ from }) => from.join(', ') },
          { name: 'Leads to', cell: ({ to }) => to.join(', ') },
          { name: 'Facts', cell: ({ node }) => [node.detail, ...node.facts.map(([name, value]) => `${name}: ${value}`)].join('; ') },
          ...(rows.some(({ node }) => node.help !== undefined && node.help.length > 0)
            ? [{ name: 'What would help', cell: ({ node }: TwinRow) => (node.help ?? []).join('. ') }]
            : []),
        ]}
      />
      {pages === 1 ? null : (
        <Pager
          back={{ label: 'Before', go: page > 0 ? () => setPage(page - 1) : undefined }}
          on={{ label: 'Next', go: page < pages - 1 ? () => setPage(page + 1) : undefined }}
        >
          {page * PAGE + 1} to {Math.min(rows.length, (page + 1) * PAGE)} of {rows.length}
        </Pager>
      )}
    </>
  )
}
