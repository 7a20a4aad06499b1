/** For tests: a PostgreSQL server and a worker that reaches it as pg1:5432 with the datasource authentication a1. */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Postgres, startPostgres } from '../../../../testing/postgres.ts'
import { TestWorker } from '../../testing-support.ts'

export interface PostgresAndWorker {
  readonly postgres: Postgres
  readonly worker: TestWorker
  /** Runs a statement in the database itself. */
  sql<R extends pg.QueryResultRow>(text: string): Promise<readonly R[]>
  /** CREATE TABLE default.<name> over the remote table. */
  link(name: string, dbtable?: string): Promise<void>
  /** Backends of the worker that are there now. */
  backends(): Promise<number>
  /** Resolves when there are none; rejects when they do not go away. */
  noBackends(): Promise<void>
  end(): Promise<void>
}

export const jdbcTable = (name: string, dbtable: string, url = 'jdbc:postgresql://pg1:5432/postgres'): string =>
  `CREATE TABLE ${name} USING JDBC OPTIONS ('url'='${url}', 'dbtable'='${dbtable}', 'passwdauth'='a1', 'encryption'='true')`

export async function startPostgresAndWorker(): Promise<PostgresAndWorker> {
  const postgres = await startPostgres()
  const { host, port, user, password, database } = postgres
  const client = new pg.Client({ host, port, user, password, database })
  await client.connect()
  const worker = await TestWorker.start({
    addresses: { 'pg1:5432': { host, port }, 'slow:5432': 'never-answered' },
    credentials: { a1: { userName: user, password }, wrong: { userName: user, password: 'not-the-password' } },
  })
  const sql = async <R extends pg.QueryResultRow>(text: string) => (await client.query<R>(text)).rows
  const backends = async () => {
    const [row] = await sql<{ n: number }>("SELECT count(*)::int4 AS n FROM pg_stat_activity WHERE application_name = 'Causeway'")
    return row?.n ?? -1
  }
  return {
    postgres,
    worker,
    sql,
    async link(name, dbtable = name) {
      await worker.run(jdbcTable(name, dbtable))
    },
    backends,
    async noBackends() {
      for (let i = 0; i < 250; i += 1) {
        if ((await backends()) === 0) return
        await sleep(20)
      }
      throw new Error('the worker still has backends in the database')
    },
    async end() {
      await worker.end()
      await client.end()
      await postgres.stop()
    },
  }
}
