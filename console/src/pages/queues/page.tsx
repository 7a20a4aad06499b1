import { Link } from '@tanstack/react-router'
import { useAnswer, withQuery } from '../../api/answer-query.ts'
import { useSearchState } from '../../app/search-state.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { DetailPanel } from '../../components/detail-panel.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Facts } from '../../components/facts.tsx'
import { GoneNote } from '../../components/gone-note.tsx'
import { Grants } from '../../components/grants/grants.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ReadFailure } from '../../components/read-failure.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { tagsOf } from '../../components/tags/tag-actions.ts'
import { Tags } from '../../components/tags/tags.tsx'
import { countText, durationText, timeText } from '../../components/times.ts'
import { Doors } from './doors.tsx'
import { Plans } from './plans/plans.tsx'
import { createPool } from './pools/pool-actions.ts'
import { PoolPanel } from './pools/pool-panel.tsx'
import { type Pool, type Queue, readPool, readQueue } from './queue.ts'
import {
  createQueue,
  deleteQueue,
  propertiesPath,
  removeProperty,
  restartQueue,
  scaleQueue,
  setCidr,
  setProperty,
} from './queue-actions.ts'

/** The queues and pools of the project, and what one of them does. */
export function Page() {
  const [search, change] = useSearchState()
  const queues = useAnswer(['queues', 'list'], '/v1.0/{project_id}/queues?queue_type=all', (answer) => answer.list('queues', readQueue))
  const pools = useAnswer(['pools', 'list'], '/v3/{project_id}/elastic-resource-pools', (answer) =>
    answer.list('elastic_resource_pools', readPool),
  )
  const chosen = queues.data?.find(({ name }) => name === search['queue'])
  const chosenPool = pools.data?.find(({ name }) => name === search['pool'])
  return (
    <>
      <PageHeader title="Queues and pools">
        <ActionButton action={createQueue((pools.data ?? []).map(({ name }) => name))} />
        <ActionButton action={createPool} />
      </PageHeader>
      <Loaded query={queues}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="There is no queue" />
          ) : (
            <QueueTable queues={all} chosen={search['queue']} onChoose={({ name }) => change({ queue: name })} />
          )
        }
      </Loaded>
      <GoneNote what="queue" wanted={search['queue']} isThere={chosen !== undefined} list={queues} />
      {chosen === undefined ? null : <QueuePanel queue={chosen} onClose={() => change({ queue: undefined })} />}
      <h2>Elastic resource pools</h2>
      <Loaded query={pools}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="There is no pool" />
          ) : (
            <PoolTable pools={all} chosen={search['pool']} onChoose={({ name }) => change({ pool: name })} />
          )
        }
      </Loaded>
      <GoneNote what="pool" wanted={search['pool']} isThere={chosenPool !== undefined} list={pools} />
      {chosenPool === undefined ? null : (
        <PoolPanel
          pool={chosenPool}
          queues={(queues.data ?? []).filter(({ pool }) => pool === '').map(({ name }) => name)}
          onClose={() => change({ pool: undefined })}
        />
      )}
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
  const properties = useAnswer(['queues', name, 'properties'], propertiesPath(name), (answer) =>
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
          <ActionButton isSmall action={setCidr(name, queue.cidr)} />
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
          ...(properties.data ?? []).map(({ key, value }) => ({
            name: key,
            value: (
              <>
                {value} <ActionButton isSmall action={removeProperty(name, key)} />
              </>
            ),
          })),
        ]}
      />
      <ReadFailure query={properties} />
      <h3>Jobs that wait or run</h3>
      <RunningJobs queue={name} />
      <Plans queue={name} />
      <Doors queue={name} />
      <Grants object={`queues.${name}`} />
      <Tags path={tagsOf('dli_queue', name)} />
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

interface PoolTableProps {
  readonly pools: readonly Pool[]
  readonly chosen: string | undefined
  readonly onChoose: (pool: Pool) => void
}

const PoolTable = ({ pools, chosen, onChoose }: PoolTableProps) => (
  <DataTable
    label="Elastic resource pools"
    rows={pools}
    keyOf={({ name }) => name}
    chosen={chosen}
    onChoose={onChoose}
    columns={[
      { name: 'Name', cell: ({ name }) => name },
      { name: 'CUs', cell: ({ minCus, maxCus }) => `${minCus} to ${maxCus}` },
      { name: 'In use', cell: ({ usedCus }) => countText(usedCus), isNumber: true },
      { name: 'Queues', cell: ({ queues }) => queues.join(', ') },
      { name: 'Owner', cell: ({ owner }) => owner },
    ]}
  />
)
