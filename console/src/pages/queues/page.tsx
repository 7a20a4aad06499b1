import { Link } from '@tanstack/react-router'
import { useAnswer, withQuery } from '../../api/answer-query.ts'
import { useSearchState } from '../../app/search-state.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { DetailPanel } from '../../components/detail-panel.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Facts } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ReadFailure } from '../../components/read-failure.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { countText, durationText, timeText } from '../../components/times.ts'
import { type Pool, type Queue, readPool, readQueue } from './queue.ts'
import { createPool, createQueue, deletePool, deleteQueue, restartQueue, scaleQueue, setProperty } from './queue-actions.tsx'

/** The queues and pools of the project, and what one of them does. */
export function Page() {
  const [search, change] = useSearchState()
  const queues = useAnswer(['queues', 'list'], '/v1.0/{project_id}/queues?queue_type=all', (answer) => answer.list('queues', readQueue))
  const pools = useAnswer(['pools', 'list'], '/v3/{project_id}/elastic-resource-pools', (answer) =>
    answer.list('elastic_resource_pools', readPool),
  )
  const chosen = queues.data?.find(({ name }) => name === search['queue'])
  return (
    <>
      <PageHeader title="Queues and pools">
        <ActionButton action={createQueue((pools.data ?? []).map(({ name }) => name))} />
        <ActionButton action={createPool} />
      </PageHeader>
      <Loaded query={queues}>
        {(all) => <QueueTable queues={all} chosen={search['queue']} onChoose={({ name }) => change({ queue: name })} />}
      </Loaded>
      {chosen === undefined ? null : <QueuePanel queue={chosen} onClose={() => change({ queue: undefined })} />}
      <h2>Elastic resource pools</h2>
      <Loaded query={pools}>{(all) => (all.length === 0 ? <EmptyState title="There is no pool" /> : <PoolTable pools={all} />)}</Loaded>
    </>
  )
}

interface QueueTableProps {
  readonly queues: readonly Queue[]
  readonly chosen: string | undefined
  readonly onChoose: (queue: Queue) => void
}

const QueueTable = ({ queues, chosen, onChoose }: QueueTableProps) => (
  <DataTable
    label="Queues"
    rows={queues}
    keyOf={({ name }) => name}
    chosen={chosen}
    onChoose={onChoose}
    columns={[
      { name: 'Name', cell: ({ name }) => name },
      { name: 'State', cell: (queue) => <QueueState queue={queue} /> },
      { name: 'Type', cell: ({ type }) => type },
      { name: 'CUs', cell: ({ cus }) => countText(cus), isNumber: true },
      { name: 'In use', cell: ({ usedCus }) => countText(usedCus), isNumber: true },
      { name: 'Pool', cell: ({ pool }) => (pool === '' ? '–' : pool) },
      { name: 'Owner', cell: ({ owner }) => owner },
    ]}
  />
)

function QueueState({ queue }: { readonly queue: Queue }) {
  if (queue.isRestarting) return <StateBadge level="waiting" word="restarting" />
  return queue.usedCus > 0 ? <StateBadge level="good" word="busy" /> : <StateBadge level="idle" word="idle" />
}

function QueuePanel({ queue, onClose }: { readonly queue: Queue; readonly onClose: () => void }) {
  const { name } = queue
  const properties = useAnswer(['queues', name, 'properties'], `/v3/{project_id}/queues/${encodeURIComponent(name)}/properties`, (answer) =>
    answer.list('properties', (item) => ({ key: item.text('key'), value: item.text('value') })),
  )
  return (
    <DetailPanel
      title={`Queue ${name}`}
      onClose={onClose}
      actions={
        <>
          <ActionButton isSmall action={restartQueue(name)} />
          <ActionButton isSmall action={scaleQueue(name)} />
          <ActionButton isSmall action={setProperty(name)} />
          <ActionButton isSmall action={deleteQueue(name, onClose)} />
        </>
      }
    >
      <Facts
        facts={[
          { name: 'State', value: <QueueState queue={queue} /> },
          { name: 'Description', value: queue.description },
          { name: 'CUs', value: `${queue.cus}, ${queue.usedCus} in use` },
          { name: 'CIDR', value: queue.cidr },
          { name: 'Created', value: timeText(queue.createdAt) },
          ...(properties.data ?? []).map(({ key, value }) => ({ name: key, value })),
        ]}
      />
      <ReadFailure query={properties} />
      <h3>Jobs that wait or run</h3>
      <RunningJobs queue={name} />
      <p>
        <Link to="/jobs" search={{ queue: name }}>
          All jobs of {name}
        </Link>{' '}
        · <Link to="/topology">What it reaches</Link>
      </p>
    </DetailPanel>
  )
}

function RunningJobs({ queue }: { readonly queue: string }) {
  const readIds = (status: 'RUNNING' | 'LAUNCHING') => withQuery('/v1.0/{project_id}/jobs', { queue_name: queue, job_status: status })
  const running = useAnswer(['jobs', 'of queue'], readIds('RUNNING'), (answer) => answer.list('jobs', readShort))
  const waiting = useAnswer(['jobs', 'of queue'], readIds('LAUNCHING'), (answer) => answer.list('jobs', readShort))
  const all = [
    ...(running.data ?? []).map((job) => ({ ...job, word: 'running' })),
    ...(waiting.data ?? []).map((job) => ({ ...job, word: 'waiting' })),
  ]
  if (running.data === undefined || waiting.data === undefined)
    return <Loaded query={running.data === undefined ? running : waiting}>{() => null}</Loaded>
  if (all.length === 0) return <p>None.</p>
  return (
    <ul>
      {all.map(({ id, statement, durationMs, word }) => (
        <li key={id}>
          <StateBadge level="waiting" word={word} /> for {durationText(durationMs)}:{' '}
          <Link to="/jobs" search={{ job: id }}>
            {statement.slice(0, 100)}
          </Link>
        </li>
      ))}
    </ul>
  )
}

const readShort = (job: { text(name: string): string; number(name: string): number }) => ({
  id: job.text('job_id'),
  statement: job.text('statement'),
  durationMs: job.number('duration'),
})

const PoolTable = ({ pools }: { readonly pools: readonly Pool[] }) => (
  <DataTable
    label="Elastic resource pools"
    rows={pools}
    keyOf={({ name }) => name}
    columns={[
      { name: 'Name', cell: ({ name }) => name },
      { name: 'CUs', cell: ({ minCus, maxCus }) => `${minCus} to ${maxCus}` },
      { name: 'In use', cell: ({ usedCus }) => countText(usedCus), isNumber: true },
      { name: 'Queues', cell: ({ queues }) => queues.join(', ') },
      { name: 'Owner', cell: ({ owner }) => owner },
      { name: 'Actions', cell: ({ name }) => <ActionButton isSmall action={deletePool(name)} /> },
    ]}
  />
)
