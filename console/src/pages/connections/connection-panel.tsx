import { Link } from '@tanstack/react-router'
import { useAnswer } from '../../api/answer-query.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { DetailPanel } from '../../components/detail-panel.tsx'
import { Facts } from '../../components/facts.tsx'
import { Grants } from '../../components/grants/grants.tsx'
import { ReadFailure } from '../../components/read-failure.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { tagsOf } from '../../components/tags/tag-actions.ts'
import { Tags } from '../../components/tags/tags.tsx'
import { timeText } from '../../components/times.ts'
import { bindingShown, type Connection } from './connection.ts'
import {
  addRoute,
  bindConnection,
  deleteConnection,
  deleteResolver,
  deleteRoute,
  portsPath,
  resolverPath,
  setHosts,
  setPorts,
  setResolver,
  unbindConnection,
} from './connection-actions.ts'

interface ConnectionPanelProps {
  readonly connection: Connection
  readonly queues: readonly string[]
  readonly pools: readonly string[]
  readonly onClose: () => void
}

export function ConnectionPanel({ connection, queues, pools, onClose }: ConnectionPanelProps) {
  const { bindings, hosts, routes } = connection
  const ports = useAnswer(['connections', connection.id, 'ports'], portsPath(connection), (answer) => answer.texts('ports'))
  const resolver = useAnswer(['connections', connection.id, 'resolver'], resolverPath(connection), (answer) => ({
    servers: answer.texts('servers'),
    suffixes: answer.texts('suffixes'),
  }))
  const unbound = (kind: 'queue' | 'pool', names: readonly string[]): readonly string[] =>
    names.filter((name) => !bindings.some((binding) => binding.kind === kind && binding.name === name))
  return (
    <DetailPanel
      title={`Connection ${connection.name}`}
      onClose={onClose}
      actions={
        <>
          <ActionButton isSmall action={bindConnection(connection, unbound('queue', queues), unbound('pool', pools))} />
          <ActionButton isSmall action={setHosts(connection)} />
          <ActionButton isSmall action={addRoute(connection)} />
          {ports.data === undefined ? null : <ActionButton isSmall action={setPorts(connection, ports.data)} />}
          {resolver.data === undefined ? null : <ActionButton isSmall action={setResolver(connection, resolver.data)} />}
          {resolver.data === undefined || resolver.data.servers.length === 0 ? null : (
            <ActionButton isSmall action={deleteResolver(connection)} />
          )}
          <ActionButton isSmall action={deleteConnection(connection, onClose)} />
        </>
      }
    >
      <Facts
        facts={[
          { name: 'Id', value: connection.id },
          { name: 'Subnet', value: connection.subnetId },
          { name: 'Created', value: timeText(connection.createdAt) },
          { name: 'Ports', value: ports.data?.join(', ') },
          {
            name: 'Resolver',
            value: resolver.data === undefined || resolver.data.servers.length === 0 ? 'none' : resolverText(resolver.data),
          },
        ]}
      />
      <ReadFailure query={ports} />
      <ReadFailure query={resolver} />
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
      <Grants object={`edsconnections.${connection.id}`} />
      <Tags path={tagsOf('dli_enhanced_datasource_connection', connection.id)} />
      <p>
        <Link to="/doctor">Ask the doctor what it reaches</Link>
      </p>
    </DetailPanel>
  )
}

const resolverText = ({ servers, suffixes }: { readonly servers: readonly string[]; readonly suffixes: readonly string[] }): string =>
  `${servers.join(', ')} for ${suffixes.join(', ')}`
