import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useId, useState } from 'react'
import { explain, type Question } from '../../api/explanation.ts'
import type { Topology } from '../../api/topology.ts'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { ExplanationView } from '../../components/explanation/explanation-view.tsx'
import { DialView } from './dial-view.tsx'
import classes from './doctor.module.css'
import { type DoctorPlace, questionOf } from './question.ts'
import { WishesEditor } from './wishes-editor.tsx'

interface ExplainViewProps {
  readonly place: DoctorPlace
  readonly go: (change: Partial<DoctorPlace>) => void
  readonly topology: Topology | undefined
  /** To choose from. */
  readonly addresses: readonly string[]
}

/** Why a queue reaches an address or does not; as it would be after changes; and what a dial finds. */
export function ExplainView({ place, go, topology, addresses }: ExplainViewProps) {
  const [queue, setQueue] = useState(place.queue)
  const [address, setAddress] = useState(place.address)
  const known = useId()
  const question = questionOf(place, [])
  const supposed = place.wishes.length === 0 ? undefined : questionOf(place, place.wishes)
  const names = topology?.queues.map(({ name }) => name) ?? []

  function ask(event: FormEvent): void {
    event.preventDefault()
    go({ queue, address: address.trim(), wishes: [] })
  }

  return (
    <>
      <form className={classes['form']} onSubmit={ask}>
        <NativeSelect
          label="Queue"
          required
          value={queue}
          onChange={(event) => setQueue(event.currentTarget.value)}
          data={[{ value: '', label: 'choose…' }, ...(names.includes(queue) || queue === '' ? names : [queue, ...names])]}
        />
        <TextInput
          label="Address"
          placeholder="pg-orders:5432"
          required
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          list={known}
          autoComplete="off"
          spellCheck={false}
        />
        <datalist id={known}>
          {addresses.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <Button type="submit">Decide</Button>
      </form>
      {question === undefined ? (
        <p className={classes['quiet']}>
          Choose a queue, and write a name or an address with its port. Nothing is dialled before you ask for it.
        </p>
      ) : (
        <div className={classes['columns']}>
          <section aria-label="As it is">
            <h2>As it is</h2>
            <Decided question={question} topology={topology} onSuppose={(wish) => go({ wishes: [...place.wishes, wish] })} />
            <DialView queue={question.queue} address={question.address} topology={topology} />
          </section>
          <section aria-label="What if">
            <h2>What if</h2>
            <WishesEditor wishes={place.wishes} topology={topology} onChange={(wishes) => go({ wishes })} />
            {supposed === undefined ? null : (
              <Decided question={supposed} topology={topology} onSuppose={(wish) => go({ wishes: [...place.wishes, wish] })} />
            )}
          </section>
        </div>
      )}
    </>
  )
}

interface DecidedProps {
  readonly question: Question
  readonly topology: Topology | undefined
  readonly onSuppose: (wish: string) => void
}

function Decided({ question, topology, onSuppose }: DecidedProps) {
  const { queue, address, whatIf = '' } = question
  const { data, error, refetch } = useQuery({
    queryKey: ['reach', 'explain', queue, address, whatIf],
    queryFn: ({ signal }) => explain(question, signal),
    // A binding that is being made is active a moment later, whether the events arrive or not.
    refetchInterval: ({ state }) => (/is being made|being created/.test(JSON.stringify(state.data?.steps ?? '')) ? 1_000 : false),
  })
  if (error !== null) return <ErrorPanel failure={error} onRetry={() => void refetch()} />
  if (data === undefined) return <p role="status">Being decided…</p>
  return <ExplanationView explanation={data} isSupposed={whatIf !== ''} topology={topology} onSuppose={onSuppose} />
}
