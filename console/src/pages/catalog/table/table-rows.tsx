import { Button, Group, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { written } from '../../../../../src/client/sql-text/complete.ts'
import { queueNamesQuery } from '../../../api/queue-names.ts'
import { rowsOfStatement } from '../../../api/rows-of-statement.ts'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { ResultGrid } from '../../../components/result-grid/result-grid.tsx'
import { UnchosenQueue } from '../../../components/unchosen-queue.tsx'
import { keepQueue, useMeantQueue } from '../../../session/chosen-queue.ts'
import classes from '../catalog.module.css'

const SAMPLE_ROWS = 100

interface TableRowsProps {
  readonly database: string
  readonly table: string
  readonly what: 'sample' | 'versions'
}

/** Read by a job of a queue, since only a queue may reach a database: when it is asked for, and not before. */
export function TableRows({ database, table, what }: TableRowsProps) {
  const { data: queues = [] } = useQuery(queueNamesQuery)
  const [chosen, setChosen] = useState('')
  const meant = useMeantQueue(queues)
  const queue = chosen === '' ? meant.name : chosen
  const isUnchosen = chosen === '' && !meant.isChosen && queue !== ''
  const noteId = useId()
  const choose = (name: string): void => {
    keepQueue(name)
    setChosen(name)
  }
  const name = `${written(database)}.${written(table)}`
  const sql = what === 'sample' ? `SELECT * FROM ${name} LIMIT ${SAMPLE_ROWS}` : `DESCRIBE HISTORY ${name}`
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['table-rows', what, database, table, queue],
    queryFn: ({ signal }) => rowsOfStatement({ sql, queue, database: '', conf: [] }, signal),
    enabled: false,
    retry: false,
  })
  return (
    <>
      <Group align="end" gap="xs">
        <NativeSelect
          size="xs"
          label="Queue"
          data={[...queues]}
          value={queue}
          {...(isUnchosen ? { 'aria-describedby': noteId } : {})}
          onChange={({ currentTarget: { value } }) => choose(value)}
        />
        {isUnchosen ? <UnchosenQueue id={noteId} queue={queue} onKeep={choose} /> : null}
        <Button size="xs" disabled={queue === ''} loading={isFetching} onClick={() => void refetch()}>
          {what === 'sample' ? `Read ${SAMPLE_ROWS} rows` : 'Read the versions'}
        </Button>
        <code>{sql}</code>
      </Group>
      {error === null ? null : <ErrorPanel failure={error} />}
      {data === undefined || error !== null ? null : (
        <div className={classes['grid']}>
          <ResultGrid rows={data} label={what === 'sample' ? `Rows of ${name}` : `Versions of ${name}`} />
        </div>
      )}
    </>
  )
}
