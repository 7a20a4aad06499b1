import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type DuckDBConnection, DuckDBInstance, version } from '@duckdb/node-api'
import type { Postgres } from '../../testing/postgres.ts'

const run = promisify(execFile)

/** Carries a statement out and throws its rows away. */
export type Way = (sql: string) => Promise<void>

/** The client of PostgreSQL itself: one process and one connection for each statement. Undefined: the machine has none. */
export async function psql(postgres: Postgres): Promise<Way | undefined> {
  if (!(await run('psql', ['--version']).then(...isDone))) return undefined
  const { host, port, user, password, database } = postgres
  return async (sql) => {
    const child = spawn(
      'psql',
      ['-X', '-q', '-h', host, '-p', String(port), '-U', user, '-d', database, '-v', 'ON_ERROR_STOP=1', '-c', sql],
      {
        env: { ...process.env, PGPASSWORD: password },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    )
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`psql ended with code ${code}: ${sql}`)
  }
}

const isDone = [() => true, () => false] as const

/** The engine with its own extension for PostgreSQL, of the wheel that fits its version. Undefined: it cannot be had. */
export async function nativeExtension(postgres: Postgres, threads: number): Promise<{ readonly way: Way; end(): void } | undefined> {
  const file = await extensionFile(version().replace(/^v/, ''))
  if (file === undefined) return undefined
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) })
  const connection: DuckDBConnection = await instance.connect()
  const { host, port, user, password, database } = postgres
  await connection.run(`LOAD '${file}'`)
  await connection.run(
    `ATTACH 'host=${host} port=${port} user=${user} password=${password} dbname=${database}' AS pg (TYPE postgres, READ_ONLY)`,
  )
  await connection.run('USE pg.public')
  return {
    async way(sql) {
      await connection.runAndReadAll(sql)
    },
    end() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

async function extensionFile(engineVersion: string): Promise<string | undefined> {
  const folder = join(homedir(), '.cache', 'causeway', `postgres-extension-${engineVersion}`)
  const file = join(folder, 'duckdb_extension_postgres_scanner', 'extensions', `v${engineVersion}`, 'postgres_scanner.duckdb_extension')
  const isThere = () => access(file).then(...isDone)
  if (await isThere()) return file
  await mkdir(folder, { recursive: true })
  const wheel = `duckdb-extension-postgres-scanner==${engineVersion}`
  const unpack = 'import glob, sys, zipfile; [zipfile.ZipFile(w).extractall(sys.argv[1]) for w in glob.glob(sys.argv[1] + "/*.whl")]'
  const isFetched = await run('python3', [
    '-m',
    'pip',
    'download',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '-d',
    folder,
    wheel,
  ])
    .then(() => run('python3', ['-c', unpack, folder]))
    .then(...isDone)
  return isFetched && (await isThere()) ? file : undefined
}
