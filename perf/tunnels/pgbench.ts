import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Postgres } from '../../testing/postgres.ts'
import type { Programs } from './programs.ts'
import type { SocksDoor } from './socks-door.ts'

const run = promisify(execFile)

export interface PgbenchOptions {
  readonly programs: Programs
  readonly postgres: Postgres
  readonly folder: string
}

export async function fillPgbench({ programs, postgres }: PgbenchOptions): Promise<void> {
  await run(programs.pgbench, ['-i', '-q', '-s', '1', ...whereto(postgres, '127.0.0.1', postgres.port)], { env: envOf(programs, postgres) })
}

/** Transactions a second of `pgbench -S`, so many clients at once for so many seconds; a prepared statement each, in one thread. */
export async function selects(
  { programs, postgres, folder }: PgbenchOptions,
  to: { readonly port: number; readonly socks?: SocksDoor; readonly clients: number; readonly seconds: number },
): Promise<number> {
  const env = { ...envOf(programs, postgres) }
  if (to.socks !== undefined) {
    const { port, user, password } = to.socks
    const file = join(folder, 'proxychains.conf')
    await writeFile(file, `strict_chain\nquiet_mode\n[ProxyList]\nsocks5 127.0.0.1 ${port} ${user} ${password}\n`)
    Object.assign(env, { LD_PRELOAD: programs.proxychains, PROXYCHAINS_CONF_FILE: file, PROXYCHAINS_QUIET_MODE: '1' })
  }
  const how = ['-S', '-n', '-M', 'prepared', '-c', String(to.clients), '-T', String(to.seconds)]
  const { stdout } = await run(programs.pgbench, [...how, ...whereto(postgres, to.socks?.ip ?? '127.0.0.1', to.port)], { env })
  const told = /^tps = ([\d.]+)/m.exec(stdout)?.[1]
  if (told === undefined) throw new Error(`pgbench does not say how many: ${stdout}`)
  return Number(told)
}

const whereto = ({ user, database }: Postgres, host: string, port: number): readonly string[] => [
  ...['-h', host, '-p', String(port), '-U', user],
  database,
]

const envOf = ({ env }: Programs, { password }: Postgres): Record<string, string> => ({
  ...env,
  PGPASSWORD: password,
  // The server of the tests has none, and a question more at each connect.
  PGSSLMODE: 'disable',
  PGGSSENCMODE: 'disable',
})
