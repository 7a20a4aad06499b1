import { asCausewayError } from '../../base/errors.ts'
import { EXIT } from '../connect/exit-codes.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { ServerRefusal } from '../connect/server-refusal.ts'
import { type Fields, listOf, plain, rowsOf } from '../shown-fields.ts'

interface StatusFlags {
  readonly project?: string
  readonly json?: boolean
}

/** Gives the exit code. */
export async function showStatus(server: ServerClient, { project: wanted, json }: StatusFlags): Promise<number> {
  const [ready, project] = await Promise.all([readinessOf(server), server.projectId(wanted)])
  const path = `/v1.0/${encodeURIComponent(project)}`
  const count = async (state: string): Promise<number> => {
    const { job_count: jobs } = await server.ask('GET', `${path}/jobs?page_size=1&job_status=${state}`)
    return Number(jobs)
  }
  const [queues, waiting, running] = await Promise.all([
    server.ask('GET', `${path}/queues?queue_type=all`).then((answer) => rowsOf(answer['queues']).map((each) => String(each['queue_name']))),
    count('LAUNCHING'),
    count('RUNNING'),
  ])
  const { endpoint, user } = server.told
  const status = String(ready['status'])
  const reasons = listOf(ready['reasons']).map(plain)
  if (json === true) console.log(JSON.stringify({ endpoint, user, project_id: project, status, reasons, queues, waiting, running }))
  else {
    console.log(plain(`${endpoint} is ${status}, asked as ${user}`))
    for (const reason of reasons) console.log(`  ${reason}`)
    console.log(`Queues: ${queues.map(plain).join(', ')}`)
    console.log(`Jobs: ${running} run, ${waiting} wait`)
  }
  return status === 'not-ready' ? EXIT.unreachable : EXIT.ok
}

/** A server that is not ready says so by a failure. */
async function readinessOf(server: ServerClient): Promise<Fields> {
  try {
    return await server.ask('GET', '/readyz')
  } catch (thrown) {
    const error = asCausewayError(thrown)
    if (thrown instanceof ServerRefusal && 'status' in thrown.body) return thrown.body
    throw error
  }
}
