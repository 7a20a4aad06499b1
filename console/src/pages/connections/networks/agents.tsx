import { useAnswer } from '../../../api/answer-query.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { timeText } from '../../../components/times.ts'
import type { Vpc } from '../connection.ts'
import { agentsPath, dismissAgent, enrolAgent } from './agent-actions.ts'

/** The programs that dial for a VPC of the kind agent. */
export function Agents({ vpc }: { readonly vpc: Vpc }) {
  const agents = useAnswer(['agents'], agentsPath(vpc), (answer) =>
    answer.list('agents', (agent) => ({
      id: agent.text('agent_id'),
      name: agent.text('name'),
      isConnected: agent.text('status') === 'CONNECTED',
      address: agent.optionalText('address') ?? '',
      version: agent.optionalText('version') ?? '',
      seenAt: agent.optionalNumber('last_seen_time'),
    })),
  )
  return (
    <>
      <h3>Agents</h3>
      <p>
        <ActionButton isSmall action={enrolAgent(vpc)} />
      </p>
      <Loaded query={agents}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="No agent is enrolled" />
          ) : (
            <DataTable
              label="Agents"
              rows={all}
              keyOf={({ id }) => id}
              columns={[
                { name: 'Name', cell: ({ name }) => name },
                {
                  name: 'State',
                  cell: ({ isConnected }) =>
                    isConnected ? <StateBadge level="good" word="connected" /> : <StateBadge level="bad" word="not connected" />,
                },
                { name: 'From', cell: ({ address }) => address },
                { name: 'Version', cell: ({ version }) => version },
                { name: 'Last seen', isOneLine: true, cell: ({ seenAt }) => (seenAt === undefined ? 'never' : timeText(seenAt)) },
                { name: 'Actions', cell: (agent) => <ActionButton isSmall action={dismissAgent(vpc, agent)} /> },
              ]}
            />
          )
        }
      </Loaded>
    </>
  )
}
