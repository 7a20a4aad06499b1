import { hostAndPort } from '../../../base/addresses/host-port.ts'
import { REMOTE_WORDS } from '../../../base/remote-kinds.ts'
import { isView } from '../../../protocol/catalog-entry.ts'
import type { Store } from '../../store/store.ts'
import type { Authorizer } from '../authorization/authorizer.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { rowsStatement } from '../jobs/made-statements.ts'
import type { Caller } from '../shared/caller.ts'
import { type RemotePlace, remotePlace } from '../shared/remote-place.ts'
import type { ShownTable, Tables } from '../tables/tables.ts'
import { askedUser } from './asked-user.ts'
import type { ExplainedStep } from './dial.ts'
import type { Explain, Explained } from './explain.ts'
import { dialledAs } from './known-place.ts'
import { isOfLogIn, logInStep } from './log-in-step.ts'
import { runTrialQuery } from './trial-query.ts'

interface NamedTable {
  readonly database: string
  readonly table: string
}

/** Why a table can, or cannot, be read on a queue: what it is, the way to its database, the log-in, its columns. None of its rows is shown. */
export interface TableTest {
  table(caller: Caller, queueName: string, named: NamedTable, signal: AbortSignal): Promise<Explained>
}

export interface TableTestDeps {
  readonly store: Store
  readonly authorizer: Pick<Authorizer, 'allows'>
  /** Both ask for the rights of the caller. */
  readonly tables: Pick<Tables, 'get'>
  readonly jobs: Pick<Jobs, 'stream'>
  readonly explain: Explain
}

export function createTableTest({ store, authorizer, tables, jobs, explain }: TableTestDeps): TableTest {
  async function wayTo(caller: Caller, queueName: string, place: RemotePlace, signal: AbortSignal) {
    const { host, port, protocol, database } = place
    // Whom the database is asked about; its name is not told.
    const user = await askedUser({ store, authorizer }, caller, place)
    return await explain.address(caller, queueName, {
      address: hostAndPort(host, port),
      // Who answers there is told by the table's own log-in.
      dial: {
        protocol: dialledAs(protocol),
        signal,
        ...(user === undefined ? {} : { user }),
        ...(database === '' ? {} : { database }),
      },
    })
  }

  return {
    async table(caller, queueName, named, signal) {
      const table = await tables.get(caller, named)
      const { definition } = table
      const target = `${definition.database}.${definition.name}`
      const place = isView(definition) ? undefined : remotePlace(definition.source)
      const steps: ExplainedStep[] = [{ step: 'table', outcome: 'passed', seen: whatItIs(table, place) }]
      let queue = queueName
      if (place !== undefined) {
        const way = await wayTo(caller, queueName, place, signal)
        steps.push(...way.steps)
        if (way.verdict !== 'reachable') {
          const left = [{ step: 'log-in' }, { step: 'columns' }] as const
          return {
            ...way,
            target,
            steps: [...steps, ...left.map(({ step }) => ({ step, outcome: 'not-reached', seen: 'Not reached' }) as const)],
          }
        }
        queue = way.queue
      }
      const columns = isView(definition) ? undefined : definition.columns.map(({ name }) => name)
      const sql = rowsStatement(definition, { columns, limit: 1 })
      const { error, tookMs } = await runTrialQuery(jobs, caller, { sql, queueName }, signal)
      const count = `${definition.columns.length} columns, as they are there`
      if (error === undefined) {
        if (place !== undefined) steps.push(logInStep(undefined, tookMs).step)
        steps.push({ step: 'columns', outcome: 'passed', seen: `${target} has ${count}` })
        return { queue, target, verdict: 'reachable', steps, remedies: [] }
      }
      const logIn = place !== undefined && isOfLogIn(error) ? logInStep(error, tookMs) : undefined
      if (logIn !== undefined) steps.push(logIn.step, { step: 'columns', outcome: 'not-reached', seen: 'Not reached' })
      else {
        if (place !== undefined) steps.push({ step: 'log-in', outcome: 'passed', seen: 'The database has answered who asks' })
        steps.push({ step: 'columns', outcome: 'failed', seen: error.message, tookMs })
      }
      const text = logIn?.advice ?? error.hint ?? 'Compare the table with what is in its database now, and make it anew where they differ'
      return { queue, target, verdict: 'failed', steps, remedies: [{ text, remedy: { kind: 'advice', text } }] }
    },
  }
}

function whatItIs({ definition }: ShownTable, place: RemotePlace | undefined): string {
  const name = `${definition.database}.${definition.name}`
  if (isView(definition)) return `${name} is a view`
  if (place !== undefined) return `${name} is a table of ${REMOTE_WORDS[place.protocol]} at ${hostAndPort(place.host, place.port)}`
  return definition.source.kind === 'managed' ? `${name} is a table of the warehouse` : `${name} is a table of files`
}
