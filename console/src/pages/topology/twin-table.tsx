import { Button } from '@mantine/core'
import { useState } from 'react'
import { Pager } from '../../components/pager.tsx'
import { StateWords } from './state-words.tsx'
import classes from './topology.module.css'
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
      <table className={classes['table']} aria-label="The topology as a table" aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {['Kind', 'Name', 'State', 'Why', 'Reached by', 'Leads to', 'Facts'].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(page * PAGE, (page + 1) * PAGE).map(({ node, from, to }) => (
            <tr key={node.id} aria-current={node.id === chosen ? 'true' : undefined} data-node={node.id}>
              <td>{node.kind}</td>
              <th scope="row">
                <Button size="compact-sm" variant="subtle" onClick={() => onChoose(node.id)}>
                  {node.label}
                </Button>
              </th>
              <td>
                <StateWords state={node.state} />
              </td>
              <td>{node.state.why}</td>
              <td>{from.join(', ')}</td>
              <td>{to.join(', ')}</td>
              <td>{[node.detail, ...node.facts.map(([name, value]) => `${name}: ${value}`)].join('; ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
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
