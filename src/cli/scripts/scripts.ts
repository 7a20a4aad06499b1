import type { ServerClient } from '../connect/server-client.ts'
import type { JobFlags } from '../jobs/job-flags.ts'
import { listCount } from '../jobs/list-count.ts'
import { fieldsText } from '../resources/show-resource.ts'
import { plain, plainLines, rowsOf, timeText } from '../shown-fields.ts'
import { alignedRows } from '../tables/aligned-rows.ts'
import { cutToWidth } from '../tables/text-width.ts'
import { told } from '../told.ts'

const TEXT_WIDTH = 60
const pathOf = (project: string, id?: string): string =>
  `/causeway/v1/${encodeURIComponent(project)}/scripts${id === undefined ? '' : `/${encodeURIComponent(id)}`}`

const oneLine = (text: string): string => cutToWidth(plain(text.replaceAll(/\s+/g, ' ')), TEXT_WIDTH)
const took = (from: unknown, to: unknown): string => (to === undefined ? '' : `${((Number(to) - Number(from)) / 1000).toFixed(1)} s`)

export async function listScripts(server: ServerClient, project: string, { queue, status, count, json, quiet }: JobFlags): Promise<void> {
  const query = new URLSearchParams({ limit: listCount(count) })
  if (queue !== undefined) query.set('queue_name', queue)
  if (status !== undefined) query.set('status', status.toUpperCase())
  const answer = await server.ask('GET', `${pathOf(project)}?${query}`)
  if (json === true) {
    console.log(JSON.stringify(answer))
    return
  }
  const rows = rowsOf(answer['scripts']).map((script) => [
    plain(script['script_id']),
    plain(script['status']),
    plain(script['queue_name']),
    timeText(script['start_time']),
    took(script['start_time'], script['end_time']),
    plain(script['statement_count']),
    oneLine(String(script['message'])),
  ])
  if (rows.length > 0) console.log(alignedRows(['id', 'status', 'queue', 'begun (UTC)', 'took', 'statements', 'why'], rows))
  else if (quiet !== true) console.error('There is no script')
}

export async function showScript(server: ServerClient, project: string, id: string, { json }: JobFlags): Promise<void> {
  const script = await server.ask('GET', pathOf(project, id))
  if (json === true) {
    console.log(JSON.stringify(script))
    return
  }
  const { statements, sql, message, ...head } = script
  console.log(fieldsText(head))
  const text = String(sql)
  const rows = rowsOf(statements).map((statement) => [
    plain(statement['number']),
    plain(statement['line']),
    plain(statement['status']),
    took(statement['start_time'], statement['end_time']),
    statement['status'] === 'FINISHED' ? plain(statement['result_count']) : '',
    plain(statement['job_id'] ?? ''),
    oneLine(text.slice(Number(statement['from']), Number(statement['to']))),
  ])
  console.log(alignedRows(['', 'line', 'status', 'took', 'rows', 'job', 'statement'], rows))
  if (message !== '') console.log(plainLines(String(message)))
}

export async function cancelScript(server: ServerClient, project: string, id: string, flags: JobFlags): Promise<void> {
  told(flags, await server.ask('DELETE', pathOf(project, id)), `The script ${plain(id)} is cancelled`)
}
