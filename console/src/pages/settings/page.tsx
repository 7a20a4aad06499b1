import { useAnswer } from '../../api/answer-query.ts'
import type { Fields } from '../../api/fields.ts'
import { useStore } from '../../api/store.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { type Fact, Facts } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { countText, timeText } from '../../components/times.ts'
import { sessionState } from '../../session/session-store.ts'
import { setPassword } from '../users/account-actions.ts'
import { Sessions } from './sessions.tsx'
import { createProject, deleteProject, describeProject, enableProject } from './settings-actions.ts'

interface Readiness {
  readonly status: string
  readonly reasons: readonly string[]
  readonly spareWorkers: number | undefined
  readonly sandbox: readonly Fact[]
}

const SANDBOX: readonly (readonly [string, string])[] = [
  ['level', 'What holds the workers'],
  ['own_network', 'Network of their own'],
  ['call_filter', 'Filter of system calls'],
  ['process_namespace', 'Process namespace'],
  ['file_system', 'File system'],
  ['user', 'User'],
]

function readReadiness(answer: Fields): Readiness {
  const sandbox = answer.fields('sandbox')
  const limits = sandbox?.fields('limits')
  return {
    status: answer.text('status'),
    reasons: answer.texts('reasons'),
    spareWorkers: answer.optionalNumber('spare_workers'),
    sandbox: [
      ...SANDBOX.map(([name, label]) => ({ name: label, value: sandbox?.optionalText(name) ?? '' })),
      ...['memory', 'threads', 'processor', 'scratch'].map((name) => ({
        name: `Limit of ${name}`,
        value: limits?.optionalText(name) ?? '',
      })),
    ],
  }
}

/** Who is logged in, what the server says of itself, and what the project may have. */
export function Page() {
  const state = useStore(sessionState)
  const readiness = useAnswer(['server', 'readiness'], '/readyz', readReadiness)
  const quotas = useAnswer(['quotas', 'list'], '/v3/{project_id}/quotas', (answer) =>
    (answer.fields('quotas') ?? answer).list('resources', (item) => ({
      type: item.text('type'),
      used: item.number('used'),
      max: item.number('quota'),
    })),
  )
  if (state.kind !== 'in') return null
  const { user, expiresAt, project } = state.session
  return (
    <>
      <PageHeader title="Settings" />
      <h2>Your session</h2>
      <Facts
        facts={[
          { name: 'User', value: user.name },
          { name: 'Domain', value: user.domain },
          { name: 'Administrator', value: user.isAdmin ? 'yes' : 'no' },
          { name: 'Project', value: project === undefined ? '' : `${project.name} (${project.id})` },
          { name: 'Ends', value: timeText(expiresAt) },
        ]}
      />
      <ActionButton isSmall action={setPassword(user, true)} />
      <h2>Your sessions</h2>
      <Sessions />
      <h2>The server</h2>
      <Loaded query={readiness}>
        {({ status, reasons, spareWorkers, sandbox }) => (
          <>
            <p>
              <StateBadge level={status === 'ready' ? 'good' : 'bad'} word={status} />
              {spareWorkers === undefined ? '' : `, ${countText(spareWorkers)} workers are started and wait for a queue`}
            </p>
            <ul>
              {reasons.map((reason) => (
                <li key={reason}>{reason}</li>
              ))}
            </ul>
            <Facts facts={sandbox} />
          </>
        )}
      </Loaded>
      <h2>What the project may have</h2>
      <Loaded query={quotas}>
        {(all) => (
          <DataTable
            label="Quotas"
            rows={all}
            keyOf={({ type }) => type}
            columns={[
              { name: 'What', cell: ({ type }) => type },
              { name: 'There are', cell: ({ used }) => countText(used), isNumber: true },
              { name: 'At most', cell: ({ max }) => (max < 0 ? 'as there is room for' : countText(max)), isNumber: true },
            ]}
          />
        )}
      </Loaded>
      {user.isAdmin ? <Projects /> : null}
      {user.isAdmin ? <Backup /> : null}
      <h2>For programs</h2>
      <p>
        <a href="/api-docs">Every call, to read and to try</a>
      </p>
    </>
  )
}

/** What is done on the server's machine, by its command line alone. */
function Backup() {
  return (
    <>
      <h2>Backup and restore</h2>
      <p>
        They are done on the server&rsquo;s machine, a backup while it runs or is stopped:{' '}
        <code>causeway backup FOLDER --home DATA_FOLDER</code> copies all that is in its data folder, and{' '}
        <code>causeway restore FOLDER --home DATA_FOLDER</code> puts it back into one that is empty or not there. Buckets that are kept
        elsewhere are not in it.
      </p>
    </>
  )
}

function Projects() {
  const projects = useAnswer(['projects', 'list'], '/causeway/v1/projects', (answer) =>
    answer.list('projects', (item) => ({
      id: item.text('id'),
      name: item.text('name'),
      isEnabled: item.flag('enabled'),
      description: item.optionalText('description') ?? '',
    })),
  )
  return (
    <>
      <h2>Projects</h2>
      <p>
        <ActionButton isSmall action={createProject} />
      </p>
      <Loaded query={projects}>
        {(all) => (
          <DataTable
            label="Projects"
            rows={all}
            keyOf={({ id }) => id}
            columns={[
              { name: 'Name', cell: ({ name }) => name },
              { name: 'Id', cell: ({ id }) => <code>{id}</code> },
              {
                name: 'State',
                cell: ({ isEnabled }) =>
                  isEnabled ? <StateBadge level="good" word="enabled" /> : <StateBadge level="idle" word="disabled" />,
              },
              { name: 'Description', cell: ({ description }) => description },
              {
                name: 'Actions',
                cell: (project) => (
                  <>
                    <ActionButton isSmall action={describeProject(project)} /> <ActionButton isSmall action={enableProject(project)} />{' '}
                    <ActionButton isSmall action={deleteProject(project)} />
                  </>
                ),
              },
            ]}
          />
        )}
      </Loaded>
    </>
  )
}
