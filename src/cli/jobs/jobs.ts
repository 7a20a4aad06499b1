import { CausewayError } from '../../base/errors.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { fieldsText } from '../resources/show-resource.ts'
import { furtherIn, plain, rowsOf, timeText } from '../shown-fields.ts'
import { waitForJob } from '../sql/run-statement.ts'
import { throughTerminalText } from '../sql/terminal-text.ts'
import { alignedRows } from '../tables/aligned-rows.ts'
import { cutToWidth } from '../tables/text-width.ts'
import { told } from '../told.ts'
import { copyOut } from '../write-out.ts'
import type { JobFlags } from './job-flags.ts'
import { listCount } from './list-count.ts'

const STATEMENT_WIDTH = 60
export const pathOf = (project: string, id: string): string => `/v1.0/${encodeURIComponent(project)}/jobs/${encodeURIComponent(id)}`

export async function listJobs(server: ServerClient, project: string, { queue, status, count, json, quiet }: JobFlags): Promise<void> {
  const query = new URLSearchParams({ page_size: listCount(count) })
  if (queue !== undefined) query.set('queue_name', queue)
  if (status !== undefined) query.set('job_status', status.toUpperCase())
  const answer = await server.ask('GET', `/v1.0/${encodeURIComponent(project)}/jobs?${query}`)
  if (json === true) {
    console.log(JSON.stringify(answer))
    return
  }
  const rows = rowsOf(answer['jobs']).map((job) => [
    plain(job['job_id']),
    plain(job['status']),
    plain(job['queue_name']),
    timeText(job['start_time']),
    `${(Number(job['duration']) / 1000).toFixed(1)} s`,
    cutToWidth(plain(String(job['statement']).replaceAll(/\s+/g, ' ')), STATEMENT_WIDTH),
  ])
  if (rows.length > 0) console.log(alignedRows(['id', 'status', 'queue', 'begun (UTC)', 'took', 'statement'], rows))
  else if (quiet !== true) console.error('There is no job')
}

export async function showJob(server: ServerClient, project: string, id: string, { json }: JobFlags): Promise<void> {
  const path = pathOf(project, id)
  const [status, detail] = await Promise.all([server.ask('GET', `${path}/status`), server.ask('GET', `${path}/detail`)])
  const { message } = status
  const { remote_statements: remote } = detail
  if (json === true) {
    console.log(JSON.stringify({ ...status, remote_statements: remote }))
    return
  }
  console.log(fieldsText({ ...status, detail: '', why: message }))
  for (const { source, sql } of rowsOf(remote)) console.log(`asked of ${plain(source)}: ${furtherIn(sql, '  ')}`)
}

export async function cancelJob(server: ServerClient, project: string, id: string, flags: JobFlags): Promise<void> {
  told(flags, await server.ask('DELETE', pathOf(project, id)), `The job ${plain(id)} is cancelled`)
}

/** Throws what it failed with. */
export async function awaitJob(server: ServerClient, project: string, id: string, { json }: JobFlags): Promise<void> {
  await waitForJob({ server, project, queue: '', database: '' }, id, new AbortController().signal)
  if (json === true) console.log(JSON.stringify(await server.ask('GET', `${pathOf(project, id)}/status`)))
}

const BINARY = ['arrow', 'parquet']
const FORMATS = ['csv', 'json', 'jsonl', ...BINARY]

export async function writeResult(server: ServerClient, project: string, id: string, { output = 'csv' }: JobFlags): Promise<void> {
  if (!FORMATS.includes(output)) {
    throw new CausewayError('invalid-parameter', `There is no output ${output}`, { hint: `Name one of ${FORMATS.join(', ')}` })
  }
  const isTerminal = process.stdout.isTTY === true
  if (isTerminal && BINARY.includes(output)) {
    throw new CausewayError('invalid-parameter', 'What is no text is nothing for a terminal', {
      hint: `Write it into a file: … -o ${output} > rows.${output}`,
    })
  }
  const answer = await server.send(
    'GET',
    `/causeway/v1/${encodeURIComponent(project)}/jobs/${encodeURIComponent(id)}/result?format=${output}`,
  )
  await copyOut(answer, process.stdout, undefined, isTerminal ? throughTerminalText(output !== 'csv') : undefined)
}
