import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useAnswer } from '../../../api/answer-query.ts'
import { databasesQuery } from '../../../api/catalog.ts'
import { queueNamesQuery } from '../../../api/queue-names.ts'
import { useSearchState } from '../../../app/search-state.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { DetailPanel } from '../../../components/detail-panel.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { GoneNote } from '../../../components/gone-note.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { StateBadge } from '../../../components/state-badge.tsx'
import { countText, timeText } from '../../../components/times.ts'
import {
  cancelScript,
  levelOf,
  readScript,
  readStatements,
  SCRIPTS,
  type Script,
  type ScriptStatement,
  scriptPath,
  submitScript,
} from './script-actions.ts'

/** The last scripts of the project, and one of them statement by statement. */
export function Scripts() {
  const [search, change] = useSearchState()
  const queues = useQuery(queueNamesQuery)
  const databases = useQuery(databasesQuery)
  const scripts = useAnswer(['scripts', 'list'], `${SCRIPTS}?limit=100`, (answer) => answer.list('scripts', readScript))
  const chosen = scripts.data?.find(({ id }) => id === search['script'])
  return (
    <>
      <p>
        <ActionButton
          isSmall
          action={submitScript({ queues: queues.data ?? [], databases: databases.data?.map(({ name }) => name) ?? [] })}
        />
      </p>
      <Loaded query={scripts}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="There is no script">
              <p>Each statement of the page SQL is a job of its own; a script is several as one.</p>
            </EmptyState>
          ) : (
            <DataTable
              label="Scripts"
              rows={all}
              keyOf={({ id }) => id}
              chosen={chosen?.id}
              onChoose={({ id }) => change({ script: id })}
              columns={[
                { name: 'Id', cell: ({ id }) => id },
                { name: 'State', cell: ({ status }) => <StateBadge level={levelOf(status)} word={status.toLowerCase()} /> },
                { name: 'Queue', cell: ({ queue }) => queue },
                { name: 'Owner', cell: ({ owner }) => owner },
                { name: 'Begun', isOneLine: true, cell: ({ startedAt }) => timeText(startedAt) },
                { name: 'Statements', cell: ({ count }) => countText(count), isNumber: true },
              ]}
            />
          )
        }
      </Loaded>
      <GoneNote what="script" wanted={search['script']} isThere={chosen !== undefined} list={scripts} among="the last 100" />
      {chosen === undefined ? null : (
        <DetailPanel title={`Script ${chosen.id}`} onClose={() => change({ script: undefined })}>
          <Statements script={chosen} />
        </DetailPanel>
      )}
    </>
  )
}

function Statements({ script }: { readonly script: Script }) {
  const statements = useAnswer(['scripts', script.id], scriptPath(script.id), readStatements)
  return (
    <>
      {script.message === '' ? null : <p>{script.message}</p>}
      {script.status === 'RUNNING' ? <ActionButton isSmall action={cancelScript(script)} /> : null}
      <Loaded query={statements}>
        {(all) => (
          <DataTable
            label={`Statements of ${script.id}`}
            rows={all}
            keyOf={({ number }) => String(number)}
            columns={[
              { name: 'No.', cell: ({ number }) => countText(number), isNumber: true },
              { name: 'Line', cell: ({ line }) => countText(line), isNumber: true },
              { name: 'Statement', cell: ({ text }) => <code>{text}</code> },
              { name: 'State', cell: stateOf },
              { name: 'Rows', cell: ({ rows }) => countText(rows), isNumber: true },
              { name: 'Job', cell: jobOf },
            ]}
          />
        )}
      </Loaded>
    </>
  )
}

const stateOf = ({ status, message }: ScriptStatement) => (
  <>
    <StateBadge level={levelOf(status)} word={status.toLowerCase()} />
    {message === '' ? null : <div>{message}</div>}
  </>
)

const jobOf = ({ jobId }: ScriptStatement) =>
  jobId === undefined ? (
    ''
  ) : (
    <Link to="/jobs" search={{ job: jobId }}>
      {jobId}
    </Link>
  )
