import { useAnswer } from '../../../api/answer-query.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { DetailPanel } from '../../../components/detail-panel.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Facts } from '../../../components/facts.tsx'
import { Grants } from '../../../components/grants/grants.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { tagsOf } from '../../../components/tags/tag-actions.ts'
import { Tags } from '../../../components/tags/tags.tsx'
import { countText, timeText } from '../../../components/times.ts'
import type { Pool } from '../queue.ts'
import { addQueue, changePool, deletePool, queuesOfPoolPath, setPolicies } from './pool-actions.ts'
import { policyLine } from './scaling-policy.ts'

interface PoolPanelProps {
  readonly pool: Pool
  /** That are in no pool. */
  readonly queues: readonly string[]
  readonly onClose: () => void
}

export function PoolPanel({ pool, queues, onClose }: PoolPanelProps) {
  const { name } = pool
  const members = useAnswer(['pools', name, 'queues'], queuesOfPoolPath(name), (answer) =>
    answer.list('queues', (queue) => ({
      name: queue.text('queue_name'),
      policies: queue.list('queue_scaling_policies', (policy) => ({
        from: policy.text('impact_start_time'),
        to: policy.text('impact_stop_time'),
        priority: policy.number('priority'),
        minCus: policy.number('min_cu'),
        maxCus: policy.number('max_cu'),
      })),
    })),
  )
  return (
    <DetailPanel
      title={`Pool ${name}`}
      onClose={onClose}
      actions={
        <>
          <ActionButton isSmall action={changePool(pool)} />
          <ActionButton isSmall action={addQueue(name, queues)} />
          <ActionButton isSmall action={deletePool(name, onClose)} />
        </>
      }
    >
      <Facts
        facts={[
          { name: 'CUs', value: `${pool.minCus} to ${pool.maxCus}, ${countText(pool.usedCus)} in use` },
          { name: 'Description', value: pool.description },
          { name: 'Owner', value: pool.owner },
          { name: 'Created', value: timeText(pool.createdAt) },
        ]}
      />
      <h3>Its queues</h3>
      <Loaded query={members}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="No queue is in it" />
          ) : (
            <DataTable
              label="Queues of the pool"
              rows={all}
              keyOf={(queue) => queue.name}
              columns={[
                { name: 'Queue', cell: (queue) => queue.name },
                { name: 'From, to, priority, at least, at most', cell: ({ policies }) => policies.map(policyLine).join('; ') },
                { name: 'Actions', cell: (queue) => <ActionButton isSmall action={setPolicies(name, queue.name, queue.policies)} /> },
              ]}
            />
          )
        }
      </Loaded>
      <Grants object={`elasticresourcepools.${name}`} />
      <Tags path={tagsOf('dli_elastic_resource_pool', name)} />
    </DetailPanel>
  )
}
