import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useAnswer } from '../../api/answer-query.ts'
import { queueNamesQuery } from '../../api/queue-names.ts'
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
import { timeText } from '../../components/times.ts'
import { bindingShown, type Connection, connectionShown, readConnection, readSubnet, readVpc, type Subnet, type Vpc } from './connection.ts'
import {
  addRoute,
  attachVpc,
  bindConnection,
  createConnection,
  createSubnet,
  createVpc,
  deleteConnection,
  deleteRoute,
  deleteSubnet,
  deleteVpc,
  setHosts,
  unbindConnection,
} from './connection-actions.tsx'

/** The connections of the project, and the private networks that they lead to. */
export function Page() {
  const [search, change] = useSearchState()
  const connections = useAnswer(['connections', 'list'], '/v2.0/{project_id}/datasource/enhanced-connections?limit=1000', (answer) =>
    answer.list('connections', readConnection),
  )
  const vpcs = useAnswer(['vpcs', 'list'], '/v1/{project_id}/vpcs?limit=1000', (answer) => answer.list('vpcs', readVpc))
  const subnets = useAnswer(['vpcs', 'subnets'], '/v1/{project_id}/subnets?limit=1000', (answer) => answer.list('subnets', readSubnet))
  const queues = useQuery(queueNamesQuery)
  const chosen = connections.data?.find(({ id }) => id === search['connection'])
  return (
    <>
      <PageHeader title="Connections">
        <ActionButton action={createConnection(subnets.data ?? [], vpcs.data ?? [], queues.data ?? [])} />
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
      {chosen === undefined ? null : (
        <ConnectionPanel connection={chosen} queues={queues.data ?? []} onClose={() => change({ connection: undefined })} />
      )}
      <ReadFailure query={queues} />
      <h2>VPCs and subnets</h2>
      <p>
        <ActionButton isSmall action={createVpc} />
      </p>
      <Loaded query={vpcs}>{(all) => <Loaded query={subnets}>{(parts) => <VpcTable vpcs={all} subnets={parts} />}</Loaded>}</Loaded>
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

interface ConnectionPanelProps {
  readonly connection: Connection
  readonly queues: readonly string[]
  readonly onClose: () => void
}

function ConnectionPanel({ connection, queues, onClose }: ConnectionPanelProps) {
  const { bindings, hosts, routes } = connection
  const unbound = queues.filter((name) => !bindings.some((binding) => binding.name === name))
  return (
    <DetailPanel
      title={`Connection ${connection.name}`}
      onClose={onClose}
      actions={
        <>
          <ActionButton isSmall action={bindConnection(connection, unbound)} />
          <ActionButton isSmall action={setHosts(connection)} />
          <ActionButton isSmall action={addRoute(connection)} />
          <ActionButton isSmall action={deleteConnection(connection, onClose)} />
        </>
      }
    >
      <Facts
        facts={[
          { name: 'Id', value: connection.id },
          { name: 'Subnet', value: connection.subnetId },
          { name: 'Created', value: timeText(connection.createdAt) },
        ]}
      />
      <h3>Bound</h3>
      {bindings.length === 0 ? <p>To nothing: no queue reaches anything through it.</p> : null}
      <ul>
        {bindings.map((binding) => (
          <li key={`${binding.kind} ${binding.name}`}>
            {binding.kind} {binding.name}: <StateBadge {...bindingShown(binding.status)} /> {binding.message}{' '}
            <ActionButton isSmall action={unbindConnection(connection, binding)} />
          </li>
        ))}
      </ul>
      <h3>Hosts</h3>
      {hosts.length === 0 ? (
        <p>None.</p>
      ) : (
        <ul>
          {hosts.map(({ name, ip }) => (
            <li key={`${name} ${ip}`}>
              {name} is {ip}
            </li>
          ))}
        </ul>
      )}
      {routes.length === 0 ? null : (
        <>
          <h3>Routes</h3>
          <ul>
            {routes.map(({ name, cidr }) => (
              <li key={name}>
                {name}: {cidr} <ActionButton isSmall action={deleteRoute(connection, name)} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <Link to="/doctor">Ask the doctor what it reaches</Link>
      </p>
    </DetailPanel>
  )
}

function VpcTable({ vpcs, subnets }: { readonly vpcs: readonly Vpc[]; readonly subnets: readonly Subnet[] }) {
  if (vpcs.length === 0) return <EmptyState title="There is no VPC" />
  return (
    <DataTable
      label="VPCs"
      rows={vpcs}
      keyOf={({ id }) => id}
      columns={[
        { name: 'Name', cell: ({ name }) => name },
        { name: 'Network', cell: ({ cidr }) => cidr },
        { name: 'Attachment', cell: (vpc) => <Attachment vpc={vpc} /> },
        { name: 'Subnets', cell: (vpc) => <Subnets subnets={subnets.filter(({ vpcId }) => vpcId === vpc.id)} /> },
        {
          name: 'Actions',
          cell: (vpc) => (
            <>
              <ActionButton isSmall action={attachVpc(vpc)} /> <ActionButton isSmall action={createSubnet(vpc)} />{' '}
              <ActionButton isSmall action={deleteVpc(vpc)} />
            </>
          ),
        },
      ]}
    />
  )
}

const Subnets = ({ subnets }: { readonly subnets: readonly Subnet[] }) => (
  <>
    {subnets.map((subnet) => (
      <div key={subnet.id}>
        {subnet.name} {subnet.cidr} <ActionButton isSmall action={deleteSubnet(subnet)} />
      </div>
    ))}
  </>
)

function Attachment({ vpc }: { readonly vpc: Vpc }) {
  const attachment = useAnswer(
    ['vpcs', vpc.id, 'attachment'],
    `/causeway/v1/{project_id}/vpcs/${encodeURIComponent(vpc.id)}/attachment`,
    (answer) => answer.text('kind'),
  )
  return <>{attachment.data ?? (attachment.isError ? 'may not be seen' : '…')}</>
}
