import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './free-port.ts'
import { type Guard, type GuardedProcess, openGuard } from './guarded-process.ts'
import { waitPatiently } from './patience.ts'
import { type PreparedPostgres, preparePostgres } from './postgres-program.ts'

export interface PostgresOptions {
  /** true: as safe against a crash of the machine as PostgreSQL is by default. false (the default here): no fsync, for tests. */
  readonly durable?: boolean
  /** further settings of the server, by PostgreSQL's own names: { max_connections: '20' } */
  readonly settings?: Readonly<Record<string, string>>
  /** stands before the server's program and its arguments: what enters another network */
  readonly prefix?: readonly string[]
  /** told now and then, on a machine that is slow, that it is still waited */
  readonly tell?: (text: string) => void
}

/** A running PostgreSQL server that belongs to this process. */
export interface Postgres {
  readonly host: '127.0.0.1'
  readonly port: number
  /** the superuser; it logs in by scram-sha-256 */
  readonly user: string
  readonly password: string
  readonly database: string
  /** everything the server has on the disk */
  readonly folder: string
  /** SIGTERM to this process ends the server and removes its folder; of use only after release() */
  readonly guardPid: number
  /** Ends the server and removes its folder. May be called more than once. */
  stop(): Promise<void>
  /** Lets the server outlive this process. */
  release(): void
}

const startAttempts = 5
const notDurable = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const

/**
 * Starts a real PostgreSQL on a free port of the loopback interface, without a socket file, in a folder of its own under the temporary folder.
 * Works as root and as an ordinary user and adds nothing to the machine. It is ended, and its folder removed, by stop() and when this process
 * ends in any way. Ready in about a second.
 *
 * @throws Error with the server's own log when it does not start.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-postgres-'))
  const guard = openGuard(folder)
  const password = randomBytes(12).toString('hex')
  const user = 'postgres'
  const durable = options.durable ?? false
  try {
    // The server may run as another user than we do, who must get through to its data.
    await chmod(folder, 0o711)
    const prepared = await preparePostgres(folder, password, user, durable)
    const port = await startServer(guard, prepared, join(folder, 'log'), { ...(durable ? {} : notDurable), ...options.settings }, options)
    return {
      host: '127.0.0.1',
      port,
      user,
      password,
      database: 'postgres',
      folder,
      guardPid: guard.pid,
      stop: guard.stop,
      release: guard.release,
    }
  } catch (error) {
    await guard.stop()
    throw error
  }
}

/** @returns the port the server listens on */
async function startServer(
  guard: Guard,
  prepared: PreparedPostgres,
  logFile: string,
  settings: Readonly<Record<string, string>>,
  { tell, prefix = [] }: PostgresOptions,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort()
    const all = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', ...settings }
    const { command: program, args: before, ...launcher } = prepared.postgres
    const [command = program, ...args] = [...prefix, program, ...before]
    const server = await guard.run({
      ...launcher,
      command,
      args: [...args, '-D', prepared.dataFolder, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      cwd: '/',
      outputFile: logFile,
      // fast shutdown, then immediate shutdown
      stopSignals: ['SIGINT', 'SIGQUIT'],
      graceMs: 5_000,
    })
    if (await becomesReady(server, prepared.dataFolder, tell)) return port
    // Another program may have taken the port between the look for one and the server's start.
    const log = await readFile(logFile, 'utf8')
    if (attempt === startAttempts || !log.includes('Address already in use')) throw new Error(`PostgreSQL did not start:\n${log}`)
  }
}

/** The server writes its state as the last line of postmaster.pid, which is where pg_ctl looks too. */
async function becomesReady(server: GuardedProcess, dataFolder: string, tell: PostgresOptions['tell']): Promise<boolean> {
  let ended = false
  void server.ended.then(() => {
    ended = true
  })
  return waitPatiently({
    meanwhile: 'PostgreSQL is still starting',
    look: async () => {
      if (ended) return false
      const lines = (await readFile(join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
      return lines[0] === String(server.pid) && lines[7]?.trim() === 'ready' ? true : undefined
    },
    processes: () => [server.pid],
    tell,
  })
}
