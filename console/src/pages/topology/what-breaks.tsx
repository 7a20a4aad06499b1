import { useQuery } from '@tanstack/react-query'
import { type Impact, readImpact } from '../../api/reach.ts'
import { ReadError } from '../../components/read-error.tsx'
import { timeText } from '../../components/times.ts'
import { counted } from './graph.ts'
import classes from './topology.module.css'

interface WhatBreaksProps {
  readonly connectionId: string
  /** Without its binding alone. */
  readonly queue: string | undefined
}

const SHOWN = 20

/** What would be missed without the bindings of a connection. */
export const WhatBreaks = (asked: WhatBreaksProps) => (
  <div data-outcome tabIndex={-1}>
    <Missed {...asked} />
  </div>
)

function Missed({ connectionId, queue }: WhatBreaksProps) {
  const { data, error } = useQuery({
    queryKey: ['reach', 'impact', connectionId, queue ?? ''],
    queryFn: ({ signal }) => readImpact(connectionId, queue, signal),
  })
  if (error !== null) return <ReadError failure={error} />
  if (data === undefined) return <p role="status">Being looked up…</p>
  const { databases, tables, expectations, jobs } = data
  if (databases.length + tables.length + expectations.length + jobs.length === 0) {
    return (
      <p data-impact="none">
        Nothing that is known breaks: no database, no table, no expectation, and no job of the last 7 days went through it.
      </p>
    )
  }
  return (
    <div data-impact="some">
      <Part
        title={`${counted(databases.length, 'database')} would no longer be reached`}
        rows={databases.map(({ queue: from, name, address }) => `${name} at ${address}, from ${from}`)}
      />
      <Part
        title={`${counted(tables.length, 'table')} would no longer be reached`}
        rows={tables.map(({ queue: from, name, address }) => `${name} at ${address}, from ${from}`)}
      />
      <Part
        title={`${counted(expectations.length, 'expectation')} would break`}
        rows={expectations.map(
          ({ queue: from, address, enforced }) => `${from} reaches ${address}${enforced ? ' (enforced: it would be refused)' : ''}`,
        )}
      />
      <Part title={`${counted(jobs.length, 'job')} dialled through it in the last 7 days`} rows={jobs.map(jobText)} />
    </div>
  )
}

const jobText = ({ id, queue, status, time }: Impact['jobs'][number]): string => `${id}, ${status}, on ${queue}, ${timeText(time)}`

function Part({ title, rows }: { readonly title: string; readonly rows: readonly string[] }) {
  if (rows.length === 0) return null
  return (
    <>
      <p className={classes['why']}>{title}</p>
      <ul>
        {rows.slice(0, SHOWN).map((row) => (
          <li key={row}>{row}</li>
        ))}
        {rows.length > SHOWN ? <li>and {rows.length - SHOWN} more</li> : null}
      </ul>
    </>
  )
}
