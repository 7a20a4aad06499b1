import { Button, NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { type Explanation, testTable } from '../../api/explanation.ts'
import type { Reach } from '../../api/reach.ts'
import type { Topology } from '../../api/topology.ts'
import { ErrorPanel } from '../../components/error-panel.tsx'
import { ExplanationView } from '../../components/explanation/explanation-view.tsx'
import { type GraphNode, tableId } from './graph.ts'
import { addressOf } from './graph-of.ts'
import { ReachList } from './reach-list.tsx'
import classes from './topology.module.css'

interface TableActionsProps {
  readonly node: GraphNode
  readonly topology: Topology
  readonly reach: Reach | undefined
}

type Test =
  | { readonly kind: 'none' }
  | { readonly kind: 'busy' }
  | { readonly kind: 'done'; readonly explanation: Explanation }
  | { readonly kind: 'failed'; readonly failure: unknown }

/** From which queues a table is reached, and a test of the whole way: dial, TLS, log-in, columns. */
export function TableActions({ node, topology, reach }: TableActionsProps) {
  const [wanted, setQueue] = useState<string>()
  const [test, setTest] = useState<Test>({ kind: 'none' })
  const table = topology.tables.find((each) => tableId(each.database, each.table === '' ? '*' : each.table) === node.id)
  if (table === undefined) return null
  const address = addressOf(table).toLowerCase()
  const cells = reach?.cells.filter((cell) => cell.address === address)
  const queue =
    wanted ?? cells?.find(({ verdict }) => verdict === 'allowed')?.queue ?? topology.queues.find(({ preset }) => !preset)?.name ?? ''

  function run(): void {
    if (table === undefined) return
    setTest({ kind: 'busy' })
    testTable(table.database, table.table, queue).then(
      (explanation) => setTest({ kind: 'done', explanation }),
      (failure: unknown) => setTest({ kind: 'failed', failure }),
    )
  }

  return (
    <>
      <ReachList title="From which queues" by="queue" cells={cells} topology={topology} />
      {table.table === '' || queue === '' ? null : (
        <>
          <h3>Test it</h3>
          <p className={classes['quiet']}>Goes the whole way of a statement: policy, dial, TLS, log-in, columns. No row is shown.</p>
          <div className={classes['row']}>
            <NativeSelect
              size="xs"
              aria-label="Queue to test from"
              value={queue}
              onChange={(event) => setQueue(event.currentTarget.value)}
              data={topology.queues.map(({ name }) => name)}
            />
            <Button size="xs" loading={test.kind === 'busy'} onClick={run}>
              Test
            </Button>
          </div>
          {test.kind === 'failed' ? <ErrorPanel failure={test.failure} /> : null}
          {test.kind === 'done' ? <ExplanationView explanation={test.explanation} isSupposed={false} topology={topology} /> : null}
        </>
      )}
    </>
  )
}
