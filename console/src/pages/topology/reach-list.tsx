import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { explain } from '../../api/explanation.ts'
import type { ReachCell } from '../../api/reach.ts'
import type { Topology } from '../../api/topology.ts'
import { ExplanationView } from '../../components/explanation/explanation-view.tsx'
import { ReadError } from '../../components/read-error.tsx'
import { StateWords } from './state-words.tsx'
import classes from './topology.module.css'

interface ReachListProps {
  readonly title: string
  /** What tells the rows apart. */
  readonly by: 'queue' | 'address' | 'both'
  /** Undefined as long as it is not known. */
  readonly cells: readonly ReachCell[] | undefined
  readonly topology: Topology
}

const SHOWN = 50
const STATES = {
  allowed: { level: 'ok', word: 'let through', why: '' },
  refused: { level: 'problem', word: 'refused', why: '' },
  unknown: { level: 'idle', word: 'not known', why: '' },
} as const

/** What the policy says of each, and why; refused ones first. */
export function ReachList({ title, by, cells, topology }: ReachListProps) {
  const [open, setOpen] = useState<string>()
  const sorted = (cells ?? []).toSorted((one, other) => Number(one.verdict === 'allowed') - Number(other.verdict === 'allowed'))
  return (
    <>
      <h3>{title}</h3>
      {cells === undefined ? <p className={classes['quiet']}>Being decided…</p> : null}
      {cells?.length === 0 ? (
        <p className={classes['quiet']}>
          No table of another database and no expectation is known yet. The <Link to="/doctor">doctor</Link> answers for any address.
        </p>
      ) : null}
      <ul className={classes['list']} aria-label={title}>
        {sorted.slice(0, SHOWN).map((cell) => {
          const key = `${cell.queue} ${cell.address}`
          const isOpen = open === key
          return (
            <li key={key} data-cell={key}>
              <div className={classes['row']}>
                <span>
                  <strong>{by === 'both' ? `${cell.queue}, ${cell.address}` : cell[by]}</strong> <StateWords state={STATES[cell.verdict]} />
                </span>
                <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => setOpen(isOpen ? undefined : key)}>
                  {cell.verdict === 'allowed' ? 'Explain' : 'Why, and what helps'}
                </Button>
              </div>
              <p className={classes['why']}>
                {cell.seen}
                {cell.rule === undefined ? '' : ` (rule ${cell.rule})`}
              </p>
              {isOpen ? <Explained cell={cell} topology={topology} /> : null}
            </li>
          )
        })}
      </ul>
      {sorted.length > SHOWN ? <p className={classes['quiet']}>And {sorted.length - SHOWN} more: the doctor has all of them.</p> : null}
    </>
  )
}

function Explained({ cell: { queue, address }, topology }: { readonly cell: ReachCell; readonly topology: Topology }) {
  const { data, error } = useQuery({
    queryKey: ['reach', 'explain', queue, address],
    queryFn: ({ signal }) => explain({ queue, address }, signal),
  })
  if (error !== null) return <ReadError failure={error} />
  if (data === undefined) return <p role="status">Being decided…</p>
  return (
    <>
      <ExplanationView explanation={data} isSupposed={false} topology={topology} />
      <Link to="/doctor" search={{ queue, address }}>
        Dial it, or suppose changes, in the doctor
      </Link>
    </>
  )
}
