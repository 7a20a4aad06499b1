import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useAnswer, withQuery } from '../../api/answer-query.ts'
import { queueNamesQuery } from '../../api/queue-names.ts'
import { useSearchState } from '../../app/search-state.ts'
import { DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Pager } from '../../components/pager.tsx'
import { ReadFailure } from '../../components/read-failure.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { countText, durationText, timeText } from '../../components/times.ts'
import { type Job, readJob, STATUSES, statusShown } from './job.ts'
import { JobPanel } from './job-panel.tsx'
import classes from './jobs.module.css'

const PAGE_SIZE = 50
const ALL = { value: '', label: 'All' }

/** The jobs of the project: what is looked for stands in the address. */
export function Page() {
  const [search, change] = useSearchState()
  const page = Math.max(1, Math.floor(Number(search['page'] ?? 1)) || 1)
  const queues = useQuery(queueNamesQuery)
  const jobs = useAnswer(
    ['jobs', 'list'],
    withQuery('/v1.0/{project_id}/jobs', {
      page_size: PAGE_SIZE,
      current_page: page,
      job_status: search['status'],
      queue_name: search['queue'],
      owner: search['owner'],
      sql_pattern: search['text'],
    }),
    (answer) => ({ total: answer.number('job_count'), jobs: answer.list('jobs', readJob) }),
    { keepsBefore: true },
  )
  const filter = (name: string, value: string): void => change({ [name]: value, page: undefined }, { replace: true })
  const chosen = search['job']
  return (
    <>
      <PageHeader title="Jobs" />
      <FilterBar>
        <NativeSelect
          label="State"
          value={search['status'] ?? ''}
          data={[ALL, ...STATUSES.map((status) => ({ value: status, label: statusShown(status).word }))]}
          onChange={(event) => filter('status', event.currentTarget.value)}
        />
        <NativeSelect
          label="Queue"
          value={search['queue'] ?? ''}
          data={[ALL, ...(queues.data ?? []).map((name) => ({ value: name, label: name }))]}
          onChange={(event) => filter('queue', event.currentTarget.value)}
        />
        <TextInput label="Owner" value={search['owner'] ?? ''} onChange={(event) => filter('owner', event.currentTarget.value)} />
        <TextInput label="In the statement" value={search['text'] ?? ''} onChange={(event) => filter('text', event.currentTarget.value)} />
      </FilterBar>
      <ReadFailure query={queues} />
      <Loaded query={jobs}>
        {({ total, jobs: shown }) => (
          <>
            {shown.length === 0 ? (
              <EmptyState title="No job is so">
                <p>What runs a statement is a job: the page SQL submits one.</p>
              </EmptyState>
            ) : (
              <JobTable jobs={shown} chosen={chosen} onChoose={(job) => change({ job: job.id })} />
            )}
            <JobPager page={page} total={total} turn={(to) => change({ page: String(to) })} />
          </>
        )}
      </Loaded>
      {chosen === undefined ? null : <JobPanel id={chosen} onClose={() => change({ job: undefined })} />}
    </>
  )
}

interface JobTableProps {
  readonly jobs: readonly Job[]
  readonly chosen: string | undefined
  readonly onChoose: (job: Job) => void
}

const JobTable = ({ jobs, chosen, onChoose }: JobTableProps) => (
  <DataTable
    label="Jobs"
    rows={jobs}
    keyOf={({ id }) => id}
    chosen={chosen}
    onChoose={onChoose}
    columns={[
      { name: 'Statement', cell: ({ statement, type }) => <span className={classes['line']}>{statement === '' ? type : statement}</span> },
      { name: 'State', cell: ({ status }) => <StateBadge {...statusShown(status)} /> },
      { name: 'Queue', cell: ({ queue }) => queue },
      { name: 'Owner', cell: ({ owner }) => owner },
      { name: 'Submitted', isOneLine: true, cell: ({ startedAt }) => timeText(startedAt) },
      { name: 'Took', cell: ({ durationMs }) => durationText(durationMs), isNumber: true },
      { name: 'Rows', cell: ({ rows }) => countText(rows), isNumber: true },
    ]}
  />
)

interface JobPagerProps {
  readonly page: number
  readonly total: number
  readonly turn: (to: number) => void
}

function JobPager({ page, total, turn }: JobPagerProps) {
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE))
  return (
    <Pager
      back={{ label: 'Newer', go: page > 1 ? () => turn(page - 1) : undefined }}
      on={{ label: 'Older', go: page < pages ? () => turn(page + 1) : undefined }}
    >
      {countText(total)} jobs, part {page} of {pages}
    </Pager>
  )
}
