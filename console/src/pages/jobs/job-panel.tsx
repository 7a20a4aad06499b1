import { Button } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useAnswer } from '../../api/answer-query.ts'
import { queryClient } from '../../api/query-client.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { bytesText } from '../../components/bytes-text.ts'
import { DetailPanel } from '../../components/detail-panel.tsx'
import { DoctorLink } from '../../components/explanation/doctor-link.tsx'
import { Facts } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { countText, durationText, timeText } from '../../components/times.ts'
import { onLiveEvent } from '../../events/live-events.ts'
import { useOpenInEditor } from '../sql/share/use-open-in-editor.ts'
import { hasEnded, type Job, type JobDetail, readJob, readJobDetail, statusShown, timelineOf } from './job.ts'
import { cancelJob, exportResult, runAgain } from './job-actions.ts'
import classes from './jobs.module.css'

const TIMES = { at: timeText, length: durationText, count: countText }

/** Everything that is known of one job, while it runs as well. */
export function JobPanel({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const path = `/v1.0/{project_id}/jobs/${encodeURIComponent(id)}`
  const status = useAnswer(['jobs', id], `${path}/status`, readJob)
  const detail = useAnswer(['jobs', id], `${path}/detail`, readJobDetail)

  useEffect(
    () =>
      onLiveEvent(({ kind, data }) => {
        if (kind === 'job-progress' && data['job_id'] === id) void queryClient.invalidateQueries({ queryKey: ['jobs', id] })
      }),
    [id],
  )
  return (
    <DetailPanel title={`Job ${id}`} onClose={onClose} actions={status.data === undefined ? null : <JobActions job={status.data} />}>
      <Loaded query={status}>{(job) => <JobFacts job={job} detail={detail.data} />}</Loaded>
      {detail.data === undefined && !detail.isError ? null : <Loaded query={detail}>{(work) => <Work detail={work} />}</Loaded>}
    </DetailPanel>
  )
}

function JobActions({ job }: { readonly job: Job }) {
  const openStatement = useOpenInEditor()
  const [told, setTold] = useState('')
  const isSql = !['IMPORT', 'EXPORT', 'RESTART_QUEUE', 'SCALE_QUEUE'].includes(job.type)

  async function openInEditor(): Promise<void> {
    try {
      await openStatement({ name: `Job ${job.id.slice(0, 8)}`, sql: job.statement, queue: job.queue, database: job.database })
    } catch {
      setTold('The statement is too long to be carried over: copy it.')
    }
  }
  return (
    <>
      {hasEnded(job) ? null : <ActionButton isSmall action={cancelJob(job)} />}
      {isSql ? (
        <>
          <ActionButton isSmall action={runAgain(job)} />
          {job.type === 'QUERY' && job.status === 'FINISHED' ? <ActionButton isSmall action={exportResult(job)} /> : null}
          <Button size="compact-sm" variant="default" onClick={() => void openInEditor()}>
            Open in the editor
          </Button>
        </>
      ) : null}
      <span role="status">{told}</span>
    </>
  )
}

function JobFacts({ job, detail }: { readonly job: Job; readonly detail: JobDetail | undefined }) {
  return (
    <>
      <Facts
        facts={[
          { name: 'State', value: <StateBadge {...statusShown(job.status)} /> },
          ...(job.message === '' ? [] : [{ name: 'Message', value: <FailureText message={job.message} /> }]),
          ...(detail === undefined || detail.hints.length === 0 ? [] : [{ name: 'Hints of rules', value: detail.hints.join('; ') }]),
          { name: 'Queue', value: job.queue },
          { name: 'Database', value: job.database },
          {
            name: 'Read',
            value: `${countText(job.readRows)} rows, ${bytesText(job.readBytes)}${job.share === undefined ? '' : `, ${Math.round(job.share * 100)} %`}`,
          },
          { name: 'Result', value: `${countText(job.rows)} rows` },
        ]}
      />
      <h3>Statement</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
      <section className={classes['statement']} tabIndex={0} aria-label="Statement">
        <pre>{job.statement}</pre>
      </section>
      <h3>What happened</h3>
      <ol className={classes['timeline']}>
        {timelineOf(job, detail, TIMES).map(({ name, detail: what, level }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two steps may say the same.
          <li key={`${at} ${name} ${what}`}>
            <StateBadge level={level} word={name} /> {what}
          </li>
        ))}
      </ol>
    </>
  )
}

const FailureText = ({ message }: { readonly message: string }) => (
  <>
    <span className={classes['lines']}>{message}</span> <DoctorLink message={message} />
  </>
)

function Work({ detail: { remote, madeHere, tables } }: { readonly detail: JobDetail }) {
  return (
    <>
      {remote.length === 0 ? null : (
        <>
          <h3>What databases were asked</h3>
          {remote.map(({ source, sql, bytes }) => (
            <div key={`${source} ${sql}`}>
              <p>
                {source}
                {bytes === undefined ? '' : `, ${bytesText(bytes)}`}
              </p>
              <section className={classes['statement']} aria-label={`What ${source} was asked`}>
                <pre>{sql}</pre>
              </section>
            </div>
          ))}
        </>
      )}
      {madeHere.length === 0 ? null : (
        <>
          <h3>What was made here instead</h3>
          <ul>
            {madeHere.map(({ what, reason }) => (
              <li key={`${what} ${reason}`}>
                {what}: {reason}
              </li>
            ))}
          </ul>
        </>
      )}
      {tables.length === 0 ? null : (
        <>
          <h3>Files of tables</h3>
          <ul>
            {tables.map(({ name, read, all }) => (
              <li key={name}>
                {name}: {countText(read)} of {countText(all)} read
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
