import { Checkbox, TextInput } from '@mantine/core'
import { useMemo, useRef, useState } from 'react'
import type { Reach, ReachCell } from '../../api/reach.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import classes from './doctor.module.css'
import { matrixOf } from './matrix.ts'
import type { DoctorPlace } from './question.ts'

interface MatrixViewProps {
  readonly place: DoctorPlace
  readonly go: (change: Partial<DoctorPlace>, replace?: boolean) => void
  readonly reach: Reach | undefined
}

const ROWS_MAX = 60
const COLUMNS_MAX = 10

/** Each queue with each address that is known. One stop of the tab key: the arrows lead from cell to cell, Enter explains it. */
export function MatrixView({ place, go, reach }: MatrixViewProps) {
  const [at, setAt] = useState({ row: 0, column: 0 })
  const table = useRef<HTMLTableElement>(null)
  const matrix = useMemo(() => (reach === undefined ? undefined : matrixOf(reach, place)), [reach, place])
  if (matrix === undefined) return <p role="status">Being decided…</p>
  if (reach?.addresses.length === 0) {
    return (
      <EmptyState title="No address is known yet">
        <p>The addresses of tables in other databases, and those that something is expected of, stand here.</p>
      </EmptyState>
    )
  }
  const addresses = matrix.addresses.slice(0, COLUMNS_MAX)
  const rows = matrix.rows.slice(0, ROWS_MAX)
  const here = { row: Math.min(at.row, rows.length - 1), column: Math.min(at.column, addresses.length - 1) }

  function onKeyDown(event: React.KeyboardEvent): void {
    const steps: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = {
      row: Math.max(0, Math.min(rows.length - 1, here.row + step[0])),
      column: Math.max(0, Math.min(addresses.length - 1, here.column + step[1])),
    }
    setAt(next)
    table.current?.querySelector<HTMLElement>(`[data-at="${next.row} ${next.column}"]`)?.focus()
  }

  const open = ({ queue, address }: ReachCell): void => go({ view: 'explain', queue, address, wishes: [] })
  return (
    <>
      <div className={classes['form']}>
        <TextInput
          size="xs"
          type="search"
          label="Queue or address"
          value={place.find}
          onChange={(event) => go({ find: event.currentTarget.value }, true)}
        />
        <Checkbox
          label="Only what is refused"
          checked={place.onlyRefused}
          onChange={(event) => go({ onlyRefused: event.currentTarget.checked })}
        />
      </div>
      <p className={classes['quiet']} role="status">
        {rows.length} of {matrix.rows.length} queues, {addresses.length} of {matrix.addresses.length} addresses
        {rows.length < matrix.rows.length || addresses.length < matrix.addresses.length ? ': search for the others' : ''}
      </p>
      <div className={classes['scroller']}>
        <table ref={table} className={classes['matrix']} aria-label="Queues and addresses">
          <thead>
            <tr>
              <th scope="col">Queue</th>
              {addresses.map((address) => (
                <th key={address} scope="col">
                  {address}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ queue, cells }, row) => (
              <tr key={queue}>
                <th scope="row">{queue}</th>
                {cells
                  .slice(0, COLUMNS_MAX)
                  .map((cell, column) =>
                    cell === undefined ? (
                      <td key={addresses[column]}>–</td>
                    ) : (
                      <Cell
                        key={cell.address}
                        cell={cell}
                        at={`${row} ${column}`}
                        isHere={here.row === row && here.column === column}
                        onOpen={open}
                        onKeyDown={onKeyDown}
                      />
                    ),
                  )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

interface CellProps {
  readonly cell: ReachCell
  readonly at: string
  readonly isHere: boolean
  readonly onOpen: (cell: ReachCell) => void
  readonly onKeyDown: (event: React.KeyboardEvent) => void
}

function Cell({ cell, at, isHere, onOpen, onKeyDown }: CellProps) {
  const rule = cell.rule === undefined ? '' : `, rule ${cell.rule}`
  const { sign, text } = {
    allowed: { sign: '✓', text: 'let through' },
    refused: { sign: '✕', text: `${cell.step}${rule}` },
    unknown: { sign: '?', text: `not known: ${cell.step}${rule}` },
  }[cell.verdict]
  return (
    <td>
      <button
        type="button"
        className={classes['cell']}
        data-verdict={cell.verdict}
        data-at={at}
        title={cell.seen}
        tabIndex={isHere ? 0 : -1}
        onClick={() => onOpen(cell)}
        onKeyDown={onKeyDown}
      >
        <span aria-hidden="true">{`${sign} `}</span>
        {text}
      </button>
    </td>
  )
}
