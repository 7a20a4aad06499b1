import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import type { Topology } from '../../api/topology.ts'
import { ChangeButton } from '../../components/changes/change-button.tsx'
import { bindRequest, type Holder } from './bind-request.ts'
import { bindingState } from './node-state.ts'
import { StateWords } from './state-words.tsx'
import classes from './topology.module.css'
import { UnbindButton } from './unbind-button.tsx'

interface HolderActionsProps extends Holder {
  readonly topology: Topology
}

/** Of a queue or a pool: what it is bound to, and what else it could be. */
export function HolderActions({ kind, name, topology }: HolderActionsProps) {
  const [wanted, setWanted] = useState('')
  const queue = kind === 'queue' ? topology.queues.find((each) => each.name === name) : undefined
  const bound = topology.connections.flatMap((connection) =>
    connection.bindings.filter((each) => each.kind === kind && each.name === name).map((binding) => ({ connection, binding })),
  )
  const others = topology.connections.filter(({ id }) => !bound.some(({ connection }) => connection.id === id))
  if (queue?.preset === true) return null
  // Of a queue in a pool the pool is bound.
  if (queue !== undefined && queue.pool !== '') {
    return <p className={classes['quiet']}>It is in the pool {queue.pool}: what is bound to connections is the pool.</p>
  }
  return (
    <>
      <h3>Bound to</h3>
      {bound.length === 0 ? <p className={classes['quiet']}>Nothing.</p> : null}
      <ul className={classes['list']} aria-label="Bound to">
        {bound.map(({ connection, binding }) => (
          <li key={connection.id}>
            <div className={classes['row']}>
              <span>
                <strong>{connection.name}</strong> <StateWords state={bindingState(binding)} />
              </span>
              <UnbindButton holder={{ kind, name }} connection={connection} />
            </div>
            {binding.message === '' ? null : <p className={classes['why']}>{binding.message}</p>}
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <>
          <h3>Bind it</h3>
          <div className={classes['row']}>
            <NativeSelect
              size="xs"
              aria-label="Connection to bind it to"
              value={wanted}
              onChange={(event) => setWanted(event.currentTarget.value)}
              data={[{ value: '', label: 'to a connection…' }, ...others.map(({ id, name: label }) => ({ value: id, label }))]}
            />
            <ChangeButton
              label="Bind"
              disabled={!others.some(({ id }) => id === wanted)}
              change={bindRequest('associate-queue', wanted, { kind, name })}
              foretells
              onDone={() => setWanted('')}
            />
          </div>
        </>
      )}
    </>
  )
}
