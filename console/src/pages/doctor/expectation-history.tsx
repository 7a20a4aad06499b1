import { useQuery } from '@tanstack/react-query'
import { readHistory } from '../../api/expectations.ts'
import { ReadError } from '../../components/read-error.tsx'
import { timeText } from '../../components/times.ts'
import classes from './doctor.module.css'

/** What an expectation was found to be, newest first. */
export function ExpectationHistory({ id }: { readonly id: string }) {
  const { data, error } = useQuery({ queryKey: ['expectations', id], queryFn: ({ signal }) => readHistory(id, signal) })
  if (error !== null) return <ReadError failure={error} />
  if (data === undefined) return <p role="status">Being read…</p>
  return (
    <ol aria-label="History">
      {data.map(({ time, observed, holds, seen }) => (
        <li key={time}>
          <span className={holds ? classes['good'] : classes['bad']}>
            <span aria-hidden="true">{holds ? '✓ ' : '✕ '}</span>
            {observed}
          </span>{' '}
          {timeText(time)}: {seen}
        </li>
      ))}
    </ol>
  )
}
