import { useQuery } from '@tanstack/react-query'
import { useAnswer } from '../../api/answer-query.ts'
import { queueNamesQuery } from '../../api/queue-names.ts'
import { useSearchState } from '../../app/search-state.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { GoneNote } from '../../components/gone-note.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ReadFailure } from '../../components/read-failure.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { type Connection, connectionShown, readConnection, readSubnet, readVpc, type Vpc } from './connection.ts'
import { createConnection } from './connection-actions.ts'
import { ConnectionPanel } from './connection-panel.tsx'
import { Vpcs } from './networks/vpcs.tsx'

/** The connections of the project, and the private networks that they lead to. */
export function Page() {
  const [search, change] = useSearchState()
  const connections = useAnswer(['connections', 'list'], '/v2.0/{project_id}/datasource/enhanced-connections?limit=1000', (answer) =>
    answer.list('connections', readConnection),
  )
  const vpcs = useAnswer(['vpcs', 'list'], '/v1/{project_id}/vpcs?limit=1000', (answer) => answer.list('vpcs', readVpc))
  const subnets = useAnswer(['vpcs', 'subnets'], '/v1/{project_id}/subnets?limit=1000', (answer) => answer.list('subnets', readSubnet))
  const queues = useQuery(queueNamesQuery)
  const pools = useAnswer(['pools', 'names'], '/v3/{project_id}/elastic-resource-pools', (answer) =>
    answer.list('elastic_resource_pools', (pool) => pool.text('elastic_resource_pool_name')),
  )
  const chosen = connections.data?.find(({ id }) => id === search['connection'])
  return (
    <>
      <PageHeader title="Connections">
        <ActionButton
          action={createConnection({
            subnets: subnets.data ?? [],
            vpcs: vpcs.data ?? [],
            queues: queues.data ?? [],
            pools: pools.data ?? [],
          })}
        />
      </PageHeader>
      <Loaded query={connections}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="There is no connection">
              <p>A connection leads from the queues that are bound to it to a subnet of a VPC.</p>
            </EmptyState>
          ) : (
            <ConnectionTable
              connections={all}
              vpcs={vpcs.data ?? []}
              chosen={search['connection']}
              onChoose={({ id }) => change({ connection: id })}
            />
          )
        }
      </Loaded>
      <GoneNote what="connection" wanted={search['connection']} isThere={chosen !== undefined} list={connections} />
      {chosen === undefined ? null : (
        <ConnectionPanel
          connection={chosen}
          queues={queues.data ?? []}
          pools={pools.data ?? []}
          onClose={() => change({ connection: undefined })}
        />
      )}
      <ReadFailure query={queues} />
      <ReadFailure query={pools} />
      <Vpcs vpcs={vpcs} subnets={subnets} chosen={search['vpc']} choose={(vpc) => change({ vpc })} />
    </>
  )
}

interface ConnectionTableProps {
  readonly connections: readonly Connection[]
  readonly vpcs: readonly Vpc[]
  readonly chosen: string | undefined
  readonly onChoose: (connection: Connection) => void
}

const ConnectionTable = ({ connections, vpcs, chosen, onChoose }: ConnectionTableProps) => (
  <DataTable
    label="Connections"
    rows={connections}
    keyOf={({ id }) => id}
    chosen={chosen}
    onChoose={onChoose}
    columns={[
      { name: 'Name', cell: ({ name }) => name },
      { name: 'State', cell: (connection) => <StateBadge {...connectionShown(connection)} /> },
      { name: 'Bound', cell: ({ bindings }) => bindings.map(({ name }) => name).join(', ') },
      { name: 'VPC', cell: ({ vpcId }) => vpcs.find(({ id }) => id === vpcId)?.name ?? vpcId },
      { name: 'Hosts', cell: ({ hosts }) => hosts.length, isNumber: true },
      { name: 'Routes', cell: ({ routes }) => routes.length, isNumber: true },
    ]}
  />
)
