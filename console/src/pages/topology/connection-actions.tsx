import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { ConnectionShown, Topology } from '../../api/topology.ts'
import { ChangeButton } from '../../components/changes/change-button.tsx'
import { bindRequest, type Holder } from './bind-request.ts'
import { bindingState } from './node-state.ts'
import { StateWords } from './state-words.tsx'
import classes from './topology.module.css'
import { UnbindButton } from './unbind-button.tsx'
import { WhatBreaks } from './what-breaks.tsx'

interface ConnectionActionsProps {
  readonly connection: ConnectionShown
  readonly topology: Topology
}

/** Who is bound to a connection, who could be, and what would be missed without it. */
export function ConnectionActions({ connection, topology }: ConnectionActionsProps) {
  const [wanted, setWanted] = useState('')
  const [isAsked, setAsked] = useState(false)
  const { bindings } = connection
  const isBound = ({ kind, name }: Holder): boolean => bindings.some((each) => each.kind === kind && each.name === name)
  const free: readonly Holder[] = [
    ...topology.queues.filter(({ preset, pool }) => !preset && pool === '').map(({ name }) => ({ kind: 'queue', name }) as const),
    ...topology.pools.map((name) => ({ kind: 'pool', name }) as const),
  ].filter((holder) => !isBound(holder))
  const holder = free.find((each) => keyOf(each) === wanted)
  return (
    <>
      <h3>Bound</h3>
      {bindings.length === 0 ? <p className={classes['quiet']}>Nobody.</p> : null}
      <ul className={classes['list']} aria-label="Bound">
        {bindings.map((binding) => (
          <li key={binding.id}>
            <div className={classes['row']}>
              <span>
                {binding.kind} <strong>{binding.name}</strong> <StateWords state={bindingState(binding)} />
              </span>
              <UnbindButton holder={binding} connection={connection} />
            </div>
            {binding.message === '' ? null : <p className={classes['why']}>{binding.message}</p>}
          </li>
        ))}
      </ul>
      {free.length === 0 ? null : (
        <div className={classes['row']}>
          <NativeSelect
            size="xs"
            aria-label="Queue or pool to bind"
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
            data={[
              { value: '', label: 'bind a queue or a pool…' },
              ...free.map((each) => ({ value: keyOf(each), label: `${each.kind} ${each.name}` })),
            ]}
          />
          <ChangeButton
            label="Bind"
            disabled={holder === undefined}
            change={bindRequest('associate-queue', connection.id, holder ?? { kind: 'queue', name: '' })}
            foretells
            onDone={() => setWanted('')}
          />
        </div>
      )}
      <h3>What breaks without it</h3>
      {isAsked ? (
        <WhatBreaks connectionId={connection.id} queue={undefined} />
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
          Look it up
        </Button>
      )}
    </>
  )
}

const keyOf = ({ kind, name }: Holder): string => `${kind}:${name}`
