import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { fieldsOf } from '../../../api/fields.ts'
import { request } from '../../../api/request.ts'
import { DataTable } from '../../../components/data-table.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { ReadError } from '../../../components/read-error.tsx'
import { timeText } from '../../../components/times.ts'

const SHOWN_JOBS = 50

/** Jobs of the last 30 days whose statements name the table; the first hundred signs of each. */
export function TableUsers({ database, table }: { readonly database: string; readonly table: string }) {
  const query = new URLSearchParams({ 'table-name': table, 'page-size': String(SHOWN_JOBS) })
  const { data, error, isPending } = useQuery({
    queryKey: ['jobs', 'of-table', database, table],
    queryFn: async ({ signal }) => {
      const answer = fieldsOf(await request('GET', `/v1.0/{project_id}/jobs?${query}`, undefined, { signal }))
      const jobs = answer.list('jobs', (item) => ({
        id: item.text('job_id'),
        owner: item.optionalText('owner') ?? '',
        queue: item.optionalText('queue_name') ?? '',
        status: item.text('status'),
        startedAt: item.number('start_time'),
        statement: item.optionalText('statement') ?? '',
      }))
      return { jobs, count: answer.optionalNumber('job_count') ?? jobs.length }
    },
  })
  if (isPending) return <p role="status">Jobs are being looked for…</p>
  if (error !== null) return <ReadError failure={error} />
  if (data.jobs.length === 0) return <EmptyState title="No statement of the last 30 days names it" />
  return (
    <>
      <p>
        {data.count.toLocaleString('en-US')} {data.count === 1 ? 'job names' : 'jobs name'} a table {table}
        {data.count > data.jobs.length ? `; the last ${data.jobs.length}` : ''}. One of the same name in another database counts, too.
      </p>
      <DataTable
        label={`Jobs that name a table ${table}`}
        rows={data.jobs}
        keyOf={({ id }) => id}
        columns={[
          {
            name: 'When',
            cell: ({ id, startedAt }) => (
              <Link to="/jobs" search={{ job: id }}>
                {timeText(startedAt)}
              </Link>
            ),
          },
          { name: 'Who', cell: ({ owner }) => owner },
          { name: 'Queue', cell: ({ queue }) => queue },
          { name: 'State', cell: ({ status }) => status },
          { name: 'Statement', cell: ({ statement }) => <code>{statement.replaceAll(/\s+/g, ' ').slice(0, 100)}</code> },
        ]}
      />
    </>
  )
}
