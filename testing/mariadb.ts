import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { debianFolder, debianLibraries } from './debian-program.ts'
import { findFreePort } from './free-port.ts'
import { type Guard, type GuardedProcess, openGuard } from './guarded-process.ts'
import { waitPatiently } from './patience.ts'

const run = promisify(execFile)

const PACKAGES = {
  /** The server, its client, its plugins. */
  needed: ['mariadb-server-core', 'mariadb-client-core', 'mariadb-server'],
  /** Libraries that not every machine has. */
  optional: ['liburing2', 'libaio1', 'libaio1t64', 'libsnappy1v5', 'libncurses6'],
}
const START_ATTEMPTS = 5

export interface MariadbOptions {
  /** Further settings of the server, by its own names: { 'max-connections': '20' } */
  readonly settings?: Readonly<Record<string, string>>
  /** Files of the TLS certificate and its key: the server offers none without. */
  readonly certificate?: { readonly key: string; readonly certificate: string }
}

/** A running MariaDB server that belongs to this process. */
export interface Mariadb {
  readonly host: '127.0.0.1'
  readonly port: number
  /** May do everything; it logs in by mysql_native_password. */
  readonly user: string
  readonly password: string
  readonly database: string
  readonly version: string
  readonly folder: string
  /** Runs statements by the database's own client. Answers with the rows' fields as the client prints them; NULL is the text NULL. */
  sql(text: string): Promise<readonly (readonly string[])[]>
  /** Ends the server and removes its folder. May be called more than once. */
  stop(): Promise<void>
}

/** Where Debian's packages of it are unpacked; undefined where they cannot be had. */
export async function findMariadb(): Promise<string | undefined> {
  const folder = await debianFolder('mariadb', PACKAGES)
  if (folder === undefined) return undefined
  const runs = await run(join(folder, 'usr/sbin/mariadbd'), ['--no-defaults', '--version'], { env: await debianLibraries(folder) }).then(
    () => true,
    () => false,
  )
  return runs ? folder : undefined
}

/** For tests: what is said where there is none. */
export const NO_MARIADB = 'there is no MariaDB: Debian’s package mariadb-server-core cannot be had here (apt-get update?)'

/**
 * Starts a real MariaDB on a free port of the loopback interface, in a folder of its own under the temporary folder. Works as root and as an ordinary user and adds
 * nothing to the machine. It is ended, and its folder removed, by stop() and when this process ends in any way.
 *
 * @param programs of findMariadb
 * @throws Error with the server's own log when it does not start.
 */
export async function startMariadb(programs: string, options: MariadbOptions = {}): Promise<Mariadb> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-mariadb-'))
  const guard = openGuard(folder)
  const password = randomBytes(12).toString('hex')
  const [user, database] = ['causeway', 'shop']
  try {
    const env = await debianLibraries(programs)
    await makeData(programs, folder, env)
    await writeFile(
      join(folder, 'init.sql'),
      [
        `CREATE USER ${user}@'127.0.0.1' IDENTIFIED BY '${password}';`,
        `GRANT ALL ON *.* TO ${user}@'127.0.0.1' WITH GRANT OPTION;`,
        `CREATE DATABASE ${database} CHARACTER SET utf8mb4;\n`,
      ].join('\n'),
      { mode: 0o600 },
    )
    const port = await startServer(guard, programs, folder, env, options)
    const connect = ['--no-defaults', ...charsets(programs), '--host=127.0.0.1', `--port=${port}`, `--user=${user}`, database]
    const clientEnv = { ...env, MYSQL_PWD: password }
    const sql: Mariadb['sql'] = async (text) => {
      const args = [...connect, '--default-character-set=utf8mb4', '--batch', '--skip-column-names', '--execute', text]
      const { stdout } = await run(join(programs, 'usr/bin/mariadb'), args, { env: clientEnv, maxBuffer: 1 << 28 })
      return stdout === ''
        ? []
        : stdout
            .replace(/\n$/, '')
            .split('\n')
            .map((line) => line.split('\t'))
    }
    const [[version = ''] = []] = await sql('SELECT version()')
    return { host: '127.0.0.1', port, user, password, database, version, folder, sql, stop: guard.stop }
  } catch (error) {
    await guard.stop()
    throw error
  }
}

/** The whole environment: of the machine's, nothing is needed but where programs are. */
const charsets = (programs: string): readonly string[] => [`--character-sets-dir=${join(programs, 'usr/share/mysql/charsets')}`]

async function makeData(programs: string, folder: string, env: Readonly<Record<string, string>>): Promise<void> {
  // Servers that start at once are in each other's way in a folder of all.
  await mkdir(join(folder, 'tmp'), { mode: 0o700 })
  const args = [
    '--no-defaults',
    `--basedir=${join(programs, 'usr')}`,
    `--datadir=${join(folder, 'data')}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--innodb-log-file-size=8M',
    `--tmpdir=${join(folder, 'tmp')}`,
    `--user=${userInfo().username}`,
  ]
  await run(join(programs, 'usr/bin/mariadb-install-db'), args, { env, cwd: folder })
  await chmod(join(folder, 'data'), 0o700)
}

async function startServer(
  guard: Guard,
  programs: string,
  folder: string,
  env: Readonly<Record<string, string>>,
  { settings = {}, certificate }: MariadbOptions,
): Promise<number> {
  const share = join(programs, 'usr/share/mysql')
  const tls = certificate === undefined ? {} : { 'ssl-cert': join(folder, 'certificate.pem'), 'ssl-key': join(folder, 'key.pem') }
  if (certificate !== undefined) {
    await writeFile(join(folder, 'certificate.pem'), certificate.certificate)
    await writeFile(join(folder, 'key.pem'), certificate.key, { mode: 0o600 })
  }
  for (let attempt = 1; ; attempt += 1) {
    const port = await findFreePort()
    const all = {
      datadir: join(folder, 'data'),
      tmpdir: join(folder, 'tmp'),
      'lc-messages-dir': share,
      'character-sets-dir': join(share, 'charsets'),
      'plugin-dir': join(programs, 'usr/lib/mysql/plugin'),
      socket: join(folder, 'socket'),
      'pid-file': join(folder, 'pid'),
      'init-file': join(folder, 'init.sql'),
      port: String(port),
      'bind-address': '127.0.0.1',
      'innodb-flush-log-at-trx-commit': '0',
      'innodb-buffer-pool-size': '64M',
      user: userInfo().username,
      ...tls,
      ...settings,
    }
    const logFile = join(folder, `log-${attempt}`)
    const server = await guard.run({
      command: join(programs, 'usr/sbin/mariadbd'),
      args: ['--no-defaults', '--skip-name-resolve', '--skip-log-bin', ...Object.entries(all).map(([name, value]) => `--${name}=${value}`)],
      cwd: folder,
      env,
      outputFile: logFile,
      stopSignals: ['SIGTERM'],
      graceMs: 10_000,
    })
    if (await becomesReady(server, logFile)) return port
    const log = await readFile(logFile, 'utf8')
    // Another program may have taken the port between the look for one and the server's start.
    if (attempt === START_ATTEMPTS || !log.includes('Address already in use')) throw new Error(`MariaDB did not start:\n${log}`)
  }
}

/** It says so in its log, once the init file has been run and the port is open. */
async function becomesReady(server: GuardedProcess, logFile: string): Promise<boolean> {
  let ended = false
  void server.ended.then(() => {
    ended = true
  })
  return waitPatiently({
    meanwhile: 'MariaDB is still starting',
    look: async () => {
      if (ended) return false
      return (await readFile(logFile, 'utf8').catch(() => '')).includes('ready for connections') ? true : undefined
    },
    processes: () => [server.pid],
  })
}
