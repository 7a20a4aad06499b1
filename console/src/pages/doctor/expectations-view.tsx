import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { addExpectation, type Expectation, readExpectations, removeExpectation } from '../../api/expectations.ts'
import type { Topology } from '../../api/topology.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { ChangeButton } from '../../components/explanation/change-button.tsx'
import { timeText } from '../../components/times.ts'
import classes from './doctor.module.css'
import { ExpectationHistory } from './expectation-history.tsx'
import type { DoctorPlace } from './question.ts'

interface ExpectationsViewProps {
  readonly topology: Topology | undefined
  readonly go: (change: Partial<DoctorPlace>) => void
}

/** What queues shall reach, and shall not: whether it holds, since when, and what it was before. */
export function ExpectationsView({ topology, go }: ExpectationsViewProps) {
  const [open, setOpen] = useState<string>()
  const { data, error, refetch } = useQuery({ queryKey: ['expectations'], queryFn: ({ signal }) => readExpectations(signal) })
  return (
    <>
      <NewExpectation topology={topology} />
      {error === null ? null : <ErrorPanel failure={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <p role="status">Being read…</p> : null}
      {data?.length === 0 ? (
        <EmptyState title="Nothing is expected yet">
          <p>What is expected is decided at every change of the network; what is enforced refuses a change that would break it.</p>
        </EmptyState>
      ) : null}
      {data === undefined || data.length === 0 ? null : (
        <table className={classes['list']} aria-label="Expectations">
          <thead>
            <tr>
              {['State', 'Queue', 'Address', 'Expected', 'Since', 'Note', 'Do'].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.map((each) => (
              <Row key={each.id} expectation={each} isOpen={open === each.id} onOpen={setOpen} go={go} />
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

interface RowProps {
  readonly expectation: Expectation
  readonly isOpen: boolean
  readonly onOpen: (id: string | undefined) => void
  readonly go: (change: Partial<DoctorPlace>) => void
}

function Row({ expectation, isOpen, onOpen, go }: RowProps) {
  const { id, queue, address, expect, enforced, holds, since, note } = expectation
  return (
    <>
      <tr data-holds={holds}>
        <td className={holds ? classes['good'] : classes['bad']}>
          <span aria-hidden="true">{holds ? '✓ ' : '✕ '}</span>
          {holds ? 'holds' : 'broken'}
        </td>
        <th scope="row">{queue}</th>
        <td>{address}</td>
        <td>
          {expect}
          {enforced ? ', enforced' : ''}
        </td>
        <td>{timeText(since)}</td>
        <td>{note}</td>
        <td>
          <div className={classes['actions']}>
            <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => onOpen(isOpen ? undefined : id)}>
              History
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => go({ view: 'explain', queue, address, wishes: [] })}>
              Explain
            </Button>
            <ChangeButton label="Remove" change={removeExpectation(id)} foretells={false} variant="default" />
          </div>
        </td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={7}>
            <ExpectationHistory id={id} />
          </td>
        </tr>
      ) : null}
    </>
  )
}

function NewExpectation({ topology }: { readonly topology: Topology | undefined }) {
  const [queue, setQueue] = useState('')
  const [address, setAddress] = useState('')
  const [expect, setExpect] = useState<Expectation['expect']>('reachable')
  const [enforced, setEnforced] = useState(false)
  const [note, setNote] = useState('')
  return (
    <div className={classes['form']}>
      <NativeSelect
        size="xs"
        label="Queue"
        value={queue}
        onChange={(event) => setQueue(event.currentTarget.value)}
        data={[{ value: '', label: 'choose…' }, ...(topology?.queues.map(({ name }) => name) ?? [])]}
      />
      <NativeSelect
        size="xs"
        label="shall"
        value={expect}
        onChange={(event) => setExpect(event.currentTarget.value === 'refused' ? 'refused' : 'reachable')}
        data={[
          { value: 'reachable', label: 'reach' },
          { value: 'refused', label: 'not reach' },
        ]}
      />
      <TextInput
        size="xs"
        label="Address"
        placeholder="pg-orders:5432"
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <TextInput size="xs" label="Note" value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <Checkbox label="Refuse changes that break it" checked={enforced} onChange={(event) => setEnforced(event.currentTarget.checked)} />
      <ChangeButton
        label="Expect it"
        disabled={queue === '' || address.trim() === ''}
        change={addExpectation(queue, address.trim(), expect, enforced, note)}
        foretells={false}
        onDone={() => setAddress('')}
      />
    </div>
  )
}
