import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useAnswer, withQuery } from '../../api/answer-query.ts'
import type { Fields } from '../../api/fields.ts'
import { useStore } from '../../api/store.ts'
import { useSearchState } from '../../app/search-state.ts'
import { DataTable } from '../../components/data-table.tsx'
import { DetailPanel } from '../../components/detail-panel.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Facts } from '../../components/facts.tsx'
import { FilterBar, FilterGroup } from '../../components/filter-bar.tsx'
import { GoneNote } from '../../components/gone-note.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Pager } from '../../components/pager.tsx'
import { type BadgeLevel, StateBadge } from '../../components/state-badge.tsx'
import { durationText, timeText } from '../../components/times.ts'
import { sessionState } from '../../session/session-store.ts'
import classes from './audit.module.css'

const PAGE_SIZE = 100
const OUTCOMES = ['succeeded', 'refused', 'failed', 'unknown'] as const

const TIMES = [
  { name: 'from', label: 'Not before' },
  { name: 'to', label: 'Before' },
] as const

/** What is typed is the time of the place where the page is looked at, as the times in the list are. */
function instantOf(typed: string | undefined): string | undefined {
  const time = typed === undefined || typed === '' ? Number.NaN : Date.parse(typed)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

interface AuditEvent {
  readonly id: number
  readonly time: number
  readonly action: string
  readonly object: string
  readonly outcome: string
  readonly status: number
  readonly code: string
  readonly userName: string
  readonly method: string
  readonly accessKey: string
  readonly peer: string
  readonly requestId: string
  readonly durationMs: number
  readonly count: number
  readonly details: string
}

const readEvent = (event: Fields): AuditEvent => ({
  id: event.number('id'),
  time: Date.parse(event.text('time')),
  action: event.text('action'),
  object: event.text('object'),
  outcome: event.text('outcome'),
  status: event.number('status'),
  code: event.text('code'),
  userName: event.text('user_name'),
  method: event.text('method'),
  accessKey: event.text('access_key'),
  peer: event.text('peer'),
  requestId: event.text('request_id'),
  durationMs: event.number('duration_ms'),
  count: event.number('count'),
  details: JSON.stringify(event.value('details'), undefined, 2),
})

const LEVELS: Readonly<Record<string, BadgeLevel>> = { succeeded: 'good', refused: 'bad', failed: 'bad' }

/** Who did what, the newest first: what is looked for stands in the address. */
export function Page() {
  const [search, change] = useSearchState()
  const state = useStore(sessionState)
  // That of the whole domain is shown to its administrators, that of a project to the project's.
  const projectId = state.kind === 'in' && !state.session.user.isAdmin ? state.session.project?.id : undefined
  const events = useAnswer(
    ['audit', 'list'],
    withQuery('/causeway/v1/audit', {
      limit: PAGE_SIZE,
      project_id: projectId,
      user: search['user'],
      action: search['action'],
      object: search['object'],
      outcome: search['outcome'],
      from: instantOf(search['from']),
      to: instantOf(search['to']),
      cursor: search['cursor'],
    }),
    (answer) => ({ events: answer.list('events', readEvent), next: answer.optionalText('next') }),
    { keepsBefore: true },
  )
  const filter = (name: string, value: string): void => change({ [name]: value, cursor: undefined }, { replace: true })
  const chosen = events.data?.events.find(({ id }) => String(id) === search['event'])
  return (
    <>
      <PageHeader title="Audit">
        <Button variant="default" onClick={() => void events.refetch()}>
          Look again
        </Button>
      </PageHeader>
      <FilterBar>
        <TextInput
          label="Who"
          description="The whole name of a user"
          value={search['user'] ?? ''}
          onChange={(event) => filter('user', event.currentTarget.value)}
        />
        <TextInput
          label="Action"
          description="Its beginning, as dli.queues"
          value={search['action'] ?? ''}
          onChange={(event) => filter('action', event.currentTarget.value)}
        />
        <TextInput
          label="Object"
          description="A part of it"
          value={search['object'] ?? ''}
          onChange={(event) => filter('object', event.currentTarget.value)}
        />
        <NativeSelect
          label="Outcome"
          value={search['outcome'] ?? ''}
          data={[{ value: '', label: 'All' }, ...OUTCOMES.map((outcome) => ({ value: outcome, label: outcome }))]}
          onChange={(event) => filter('outcome', event.currentTarget.value)}
        />
        <FilterGroup label="When">
          {TIMES.map(({ name, label }) => (
            <TextInput
              key={name}
              type="datetime-local"
              label={label}
              value={search[name] ?? ''}
              onChange={(event) => filter(name, event.currentTarget.value)}
            />
          ))}
        </FilterGroup>
      </FilterBar>
      <Loaded query={events}>
        {({ events: shown, next }) => (
          <>
            {shown.length === 0 ? (
              <EmptyState title="Nothing of the kind has happened" />
            ) : (
              <DataTable
                label="What happened"
                rows={shown}
                keyOf={({ id }) => String(id)}
                chosen={search['event']}
                onChoose={({ id }) => change({ event: String(id) })}
                columns={[
                  { name: 'When', isOneLine: true, cell: ({ time }) => timeText(time) },
                  { name: 'Who', cell: ({ userName }) => (userName === '' ? 'nobody known' : userName) },
                  { name: 'Action', cell: ({ action }) => action },
                  { name: 'Object', cell: ({ object }) => object },
                  { name: 'Outcome', cell: ({ outcome }) => <StateBadge level={LEVELS[outcome] ?? 'idle'} word={outcome} /> },
                  { name: 'From', cell: ({ peer }) => peer },
                ]}
              />
            )}
            <Pager
              back={{ label: 'The newest', go: search['cursor'] === undefined ? undefined : () => change({ cursor: undefined }) }}
              on={{ label: 'Older', go: next === undefined ? undefined : () => change({ cursor: next }) }}
            />
          </>
        )}
      </Loaded>
      <GoneNote what="record" wanted={search['event']} isThere={chosen !== undefined} list={events} among="those that are shown" />
      {chosen === undefined ? null : <EventPanel event={chosen} onClose={() => change({ event: undefined })} />}
    </>
  )
}

const EventPanel = ({ event, onClose }: { readonly event: AuditEvent; readonly onClose: () => void }) => (
  <DetailPanel title={event.action} onClose={onClose}>
    <Facts
      facts={[
        { name: 'When', value: timeText(event.time) },
        { name: 'Who', value: event.userName },
        { name: 'From', value: event.peer },
        { name: 'Object', value: event.object },
        { name: 'Status', value: `${event.status}${event.code === '' ? '' : ` (${event.code})`}` },
        { name: 'Known by', value: event.method },
        { name: 'Access key', value: event.accessKey },
        { name: 'Request', value: event.requestId },
        { name: 'Took', value: durationText(event.durationMs) },
        { name: 'How often', value: event.count },
      ]}
    />
    <h3>Details</h3>
    <pre className={classes['details']}>{event.details}</pre>
  </DetailPanel>
)
