import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type KeyPair, signatureHeaders } from '../demo/client.ts'
import { makeIdentity, startServer } from '../testing/local-server.ts'
import { descendants } from '../testing/process-tree.ts'
import { machine, otherLoad } from './machine.ts'

const about = `All rows of a result that is kept whole, as one answer: first a tenth of them, then all. Memory is what is resident of the server, and of the largest of
its workers, looked at every 20 ms while the answer comes; beside it what it was before.`

const MIB = 1 << 20
const LOOK_MS = 20

interface Lab {
  readonly endpoint: string
  readonly projectId: string
  readonly keys: KeyPair
  readonly pid: number
}

/** The benchmark result. Options: --rows <number> (3000000), --format csv | jsonl | arrow (csv). */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { rows: { type: 'string', default: '3000000' }, format: { type: 'string', default: 'csv' } },
  })
  const rows = Number(values.rows)
  if (!Number.isInteger(rows) || rows < 10 || rows > 1e9) throw new Error('--rows must be a number from 10 to 1000000000')
  console.log(`${about}\n`)
  for (const line of machine()) console.log(line)
  console.log(`Before: ${await otherLoad()}`)
  const identity = makeIdentity()
  const server = await startServer(identity)
  try {
    const lab = { endpoint: server.endpoint, projectId: identity.projectId, keys: identity, pid: server.pid }
    const startedAt = performance.now()
    const jobId = await keptResult(lab, rows)
    console.log(`The job with ${rows} rows took ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
    for (const fromRow of [rows - rows / 10, 0]) await measure(lab, jobId, { fromRow: Math.floor(fromRow), format: values.format })
    console.log(`After:  ${await otherLoad()}`)
  } finally {
    await server.stop()
  }
}

async function call(
  lab: Lab,
  method: string,
  path: string,
  query: readonly (readonly [string, string])[],
  content?: unknown,
): Promise<Response> {
  const url = new URL(path, lab.endpoint)
  url.search = new URLSearchParams(query.map(([name, value]) => [name, value])).toString()
  const body = content === undefined ? '' : JSON.stringify(content)
  const headers = { 'content-type': 'application/json' }
  const signed = signatureHeaders(lab.keys, { method, path, query, host: url.host, headers, body }, new Date())
  const answer = await fetch(url, { method, headers: { ...headers, ...signed }, ...(body === '' ? {} : { body }) })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer
}

async function keptResult(lab: Lab, rows: number): Promise<string> {
  const jobs = `/v1.0/${lab.projectId}/jobs`
  const sql = `SELECT id, concat('name of row ', id) AS name, CAST(id * 1.25 AS DECIMAL(18,2)) AS amount, date_add(DATE'2020-01-01', CAST(id % 1000 AS INT)) AS day FROM range(${rows})`
  const submitted = await call(lab, 'POST', `${jobs}/submit-job`, [], { sql, conf: ['causeway.sql.keepResult=all'] })
  const { job_id: jobId } = (await submitted.json()) as { readonly job_id: string }
  for (;;) {
    const { status, message } = (await (await call(lab, 'GET', `${jobs}/${jobId}/status`, [])).json()) as Record<string, unknown>
    if (status === 'FINISHED') return jobId
    if (status === 'FAILED' || status === 'CANCELLED') throw new Error(String(message))
    await sleep(LOOK_MS)
  }
}

async function measure(lab: Lab, jobId: string, { fromRow, format }: { readonly fromRow: number; readonly format: string }): Promise<void> {
  const before = await memory(lab.pid)
  const peak = { ...before }
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      const now = await memory(lab.pid)
      peak.server = Math.max(peak.server, now.server)
      peak.worker = Math.max(peak.worker, now.worker)
      await sleep(LOOK_MS)
    }
  })()
  const startedAt = performance.now()
  const query = [
    ['format', format],
    ['from_row', String(fromRow)],
  ] as const
  const { body } = await call(lab, 'GET', `/causeway/v1/${lab.projectId}/jobs/${jobId}/result`, query)
  let bytes = 0
  let lines = 0
  for await (const piece of body ?? []) {
    bytes += piece.length
    for (const byte of piece) if (byte === 10) lines += 1
  }
  const seconds = (performance.now() - startedAt) / 1000
  isOver = true
  await watching
  const of = (what: 'server' | 'worker'): string => `${what} ${(before[what] / MIB).toFixed(0)} → ${(peak[what] / MIB).toFixed(0)} MiB`
  console.log(
    `${format} from row ${fromRow}: ${(bytes / MIB).toFixed(1)} MiB${format === 'arrow' ? '' : `, ${lines} lines`} in ${seconds.toFixed(1)} s; ${of('server')}, ${of('worker')}`,
  )
}

async function memory(pid: number): Promise<{ server: number; worker: number }> {
  const workers = await Promise.all((await descendants(pid)).map(residentBytes))
  return { server: await residentBytes(pid), worker: Math.max(0, ...workers) }
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024
}
