import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Reach } from '../../api/reach.ts'
import type { Topology } from '../../api/topology.ts'
import { ConnectionActions } from './connection-actions.tsx'
import { connectionId, type GraphNode, vpcId } from './graph.ts'
import { HolderActions } from './holder-actions.tsx'
import { HostActions } from './host-actions.tsx'
import { ReachList } from './reach-list.tsx'
import { StateWords } from './state-words.tsx'
import { TableActions } from './table-actions.tsx'
import classes from './topology.module.css'

const KINDS = {
  pool: 'Elastic resource pool',
  queue: 'Queue',
  connection: 'Connection',
  vpc: 'VPC',
  subnet: 'Subnet',
  'other-project': 'Network of another project',
  host: 'Host',
  table: 'Table',
} as const

interface DetailProps {
  readonly node: GraphNode
  readonly topology: Topology
  readonly reach: Reach | undefined
  readonly onChoose: (id: string | undefined) => void
}

/** What is known of what was chosen, and what can be done about it. */
export function Detail({ node, topology, reach, onChoose }: DetailProps) {
  return (
    <aside className={classes['aside']} aria-label={`${KINDS[node.kind]} ${node.label}`} data-detail={node.id}>
      <div className={classes['row']}>
        <span className={classes['quiet']}>{KINDS[node.kind]}</span>
        <Button size="compact-sm" variant="default" onClick={() => onChoose(undefined)}>
          Close
        </Button>
      </div>
      <h2>{node.label}</h2>
      <StateWords state={node.state} />
      {node.state.why === '' ? null : <p className={classes['why']}>{node.state.why}</p>}
      <Help help={node.help ?? []} />
      <dl className={classes['facts']}>
        {node.facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
      <Actions node={node} topology={topology} reach={reach} onChoose={onChoose} />
    </aside>
  )
}

function Help({ help }: { readonly help: readonly string[] }) {
  if (help.length === 0) return null
  return (
    <>
      <h3>What would help</h3>
      <ul className={classes['help']} aria-label="What would help">
        {help.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  )
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </>
)

function Actions({ node, topology, reach, onChoose }: DetailProps) {
  switch (node.kind) {
    case 'queue':
      return (
        <>
          <ReachList
            title="What it reaches"
            by="address"
            topology={topology}
            cells={reach?.cells.filter(({ queue }) => queue === node.label)}
          />
          <HolderActions kind="queue" name={node.label} topology={topology} />
        </>
      )
    case 'pool':
      return <HolderActions kind="pool" name={node.label} topology={topology} />
    case 'connection': {
      const connection = topology.connections.find(({ id }) => connectionId(id) === node.id)
      return connection === undefined ? null : <ConnectionActions key={connection.id} connection={connection} topology={topology} />
    }
    case 'table':
      return <TableActions node={node} topology={topology} reach={reach} />
    case 'host':
      return (
        <>
          <HostActions node={node} topology={topology} reach={reach} />
          <Connections node={node} topology={topology} onChoose={onChoose} />
        </>
      )
    case 'vpc': {
      const vpc = topology.vpcs.find(({ id }) => vpcId(id) === node.id)
      return (
        <>
          {vpc === undefined ? null : (
            <p>
              <Link to="/connections" search={{ vpc: vpc.id }}>
                {vpc.attachment === 'none' ? 'Attach it' : 'Its attachment, agents and subnets'}
              </Link>
            </p>
          )}
          <Connections node={node} topology={topology} onChoose={onChoose} />
        </>
      )
    }
    case 'subnet':
    case 'other-project':
      return <Connections node={node} topology={topology} onChoose={onChoose} />
  }
}

function Connections({ node, topology, onChoose }: Pick<DetailProps, 'node' | 'topology' | 'onChoose'>) {
  const leading = topology.connections.filter(({ id }) => node.connections.has(id))
  if (leading.length === 0) return null
  return (
    <>
      <h3>Connections</h3>
      <ul className={classes['list']}>
        {leading.map(({ id, name }) => (
          <li key={id}>
            <Button size="compact-sm" variant="subtle" onClick={() => onChoose(connectionId(id))}>
              {name}
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}
