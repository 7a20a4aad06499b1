import { Type } from 'typebox'
import type { Explanation } from '../../../base/explanation.ts'
import type { ConnectivityTask, ConnectivityTaskRecord } from '../../domain/connectivity-task.ts'
import type { Database } from '../schema.ts'
import { storedJson, storedValue } from '../sqlite/rows.ts'
import type { ConnectivityTaskTable } from '../tables/network-tables.ts'

const explanationFromJson: (text: string) => Explanation = storedJson(
  'explanation',
  Type.Object({
    target: Type.String(),
    queue: Type.String(),
    steps: Type.Array(
      Type.Object({
        step: Type.Union([
          Type.Literal('queue'),
          Type.Literal('binding'),
          Type.Literal('name'),
          Type.Literal('route'),
          Type.Literal('port'),
          Type.Literal('attachment'),
          Type.Literal('dial'),
        ]),
        outcome: Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('not-reached')]),
        seen: Type.String(),
      }),
    ),
    remedies: Type.Array(Type.String()),
  }),
)
const parts = storedValue(
  'connectivity task',
  Type.Object({ state: Type.Union([Type.Literal('running'), Type.Literal('reachable'), Type.Literal('unreachable')]) }),
)

const record = (row: ConnectivityTaskTable): ConnectivityTaskRecord => ({
  ...row,
  state: parts(row).state,
  explanation: row.explanation === null ? undefined : explanationFromJson(row.explanation),
})

export async function insertConnectivityTask(db: Database, task: ConnectivityTaskRecord): Promise<void> {
  await db
    .insertInto('connectivityTask')
    .values({ ...task, explanation: task.explanation === undefined ? null : JSON.stringify(task.explanation) })
    .execute()
}

export async function findConnectivityTask(db: Database, projectId: string, number: number): Promise<ConnectivityTaskRecord | undefined> {
  const row = await db
    .selectFrom('connectivityTask')
    .selectAll()
    .where('projectId', '=', projectId)
    .where('number', '=', number)
    .executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

export async function listRunningConnectivityTasks(db: Database): Promise<readonly ConnectivityTaskRecord[]> {
  return (await db.selectFrom('connectivityTask').selectAll().where('state', '=', 'running').execute()).map(record)
}

export async function countRunningConnectivityTasks(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('connectivityTask')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .where('state', '=', 'running')
    .executeTakeFirstOrThrow()
  return row.count
}

export async function updateConnectivityTask(
  db: Database,
  projectId: string,
  number: number,
  end: { readonly state: ConnectivityTask['state']; readonly explanation: Explanation },
): Promise<void> {
  await db
    .updateTable('connectivityTask')
    .set({ state: end.state, explanation: JSON.stringify(end.explanation) })
    .where('projectId', '=', projectId)
    .where('number', '=', number)
    .execute()
}

/** Keeps the newest ones of the project. */
export async function forgetConnectivityTasks(db: Database, projectId: string, upToNumber: number): Promise<void> {
  await db
    .deleteFrom('connectivityTask')
    .where('projectId', '=', projectId)
    .where('number', '<=', upToNumber)
    .where('state', '<>', 'running')
    .execute()
}
