import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { Reach } from '../../api/reach.ts'
import type { Topology } from '../../api/topology.ts'
import { type GraphNode, hostId } from './graph.ts'
import { ReachList } from './reach-list.tsx'
import classes from './topology.module.css'

interface HostActionsProps {
  readonly node: GraphNode
  readonly topology: Topology
  readonly reach: Reach | undefined
}

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(':'))

/** From which queues a host is reached, as far as it is asked for, and the doctor for any other port. */
export function HostActions({ node, topology, reach }: HostActionsProps) {
  const navigate = useNavigate()
  const [wanted, setWanted] = useState<string>()
  const [port, setPort] = useState('5432')
  const entries = topology.connections.flatMap(({ id, hosts }) => hosts.filter(({ ip }) => hostId(id, ip) === node.id))
  const known = new Set(entries.flatMap(({ name, ip }) => [name.toLowerCase(), ip]))
  const cells = reach?.cells.filter(({ address }) => known.has(hostOf(address)))
  const queues = topology.queues.filter(({ preset }) => !preset).map(({ name }) => name)
  const queue = wanted ?? queues[0] ?? ''
  const name = entries[0]?.name ?? ''

  function ask(event: FormEvent): void {
    event.preventDefault()
    void navigate({ to: '/doctor', search: { queue, address: `${name}:${port}` } })
  }
  return (
    <>
      {cells?.length === 0 ? null : <ReachList title="From which queues" by="both" cells={cells} topology={topology} />}
      {queue === '' || name === '' ? null : (
        <>
          <h3>Is it reached?</h3>
          <form className={classes['row']} onSubmit={ask}>
            <NativeSelect
              size="xs"
              label="From queue"
              value={queue}
              onChange={(event) => setWanted(event.currentTarget.value)}
              data={queues}
            />
            <TextInput
              size="xs"
              label="At port"
              inputMode="numeric"
              value={port}
              onChange={(event) => setPort(event.currentTarget.value)}
            />
            <Button type="submit" size="xs" disabled={!/^\d{1,5}$/.test(port)}>
              Ask the doctor
            </Button>
          </form>
        </>
      )}
    </>
  )
}
