import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { IMPORTED } from '../../../protocol/imported-table.ts'
import type { RemoteSource } from '../../../protocol/table-definition.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Caller } from '../shared/caller.ts'
import { type LogInStep, logInStep } from './log-in-step.ts'
import { runTrialQuery } from './trial-query.ts'

interface LogInAt {
  readonly protocol: 'postgresql' | 'mysql'
  readonly host: string
  readonly port: number
  /** Where a URL has none, it is the one of the user's name at a PostgreSQL, and none at a MySQL. */
  readonly database: string | undefined
  readonly authName: string
}

/** Of each a text: no number means the same in both. */
const QUERIES = { postgresql: "SELECT 'in'::text AS logged", mysql: "SELECT CAST('in' AS CHAR(2)) AS logged" } as const

/** The log-in that a job has: by a worker of the queue, which is given the password only where the caller may use it, and sends it only as a table's is sent. */
export async function tryLogIn(
  jobs: Pick<Jobs, 'stream'>,
  { caller, queueName }: { readonly caller: Caller; readonly queueName: string },
  { protocol, host, port, database, authName }: LogInAt,
  signal: AbortSignal,
): Promise<LogInStep> {
  const address = hostAndPort(host, port)
  const url = `jdbc:${protocol}://${address}/${database === undefined ? '' : encodeURIComponent(database)}`
  const from: RemoteSource = { kind: 'jdbc', url, authName, options: { query: QUERIES[protocol] } }
  const columns = [{ name: 'logged', type: 'string' }]
  // It stands in the list of jobs, where nobody would know it by its table.
  const sql = `SELECT * FROM ${IMPORTED.database}.${IMPORTED.name} -- tries the log-in at ${address}`
  const { error, tookMs } = await runTrialQuery(
    jobs,
    caller,
    { sql, queueName, transfer: { kind: 'remote', tableName: '', from, columns } },
    signal,
  )
  return logInStep(error, tookMs)
}
