import { execFile } from 'node:child_process'
import { chmod, chown, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { debianFolder, debianLibraries } from './debian-program.ts'
import { findFreePort } from './free-port.ts'
import { openGuard } from './guarded-process.ts'
import { waitPatiently } from './patience.ts'
import { descendants } from './process-tree.ts'

const run = promisify(execFile)

/** How an SSH server is started on this machine. */
export interface SshProgram {
  /** absolute: the program asks for that */
  readonly program: string
  readonly libraries: string
}

/** Besides libraries that it needs and that few machines have. */
const PACKAGES = { needed: ['openssh-server'], optional: ['libwrap0', 'libnsl2', 'libtirpc3', 'libtirpc-common'] }

/** The one that is installed, else that of Debian's package, unpacked once; undefined where there is none. */
export async function sshProgram(): Promise<SshProgram | undefined> {
  const works = async ({ program, libraries }: SshProgram): Promise<boolean> => {
    // It has no option that only says its version, and says it where it is given one that it does not know.
    const told = await run(program, ['-V'], { env: { LD_LIBRARY_PATH: libraries } }).catch((error: unknown) => error)
    return typeof told === 'object' && told !== null && 'stderr' in told && String(told.stderr).includes('OpenSSH')
  }
  const installed: SshProgram = { program: '/usr/sbin/sshd', libraries: '' }
  if (await works(installed)) return installed
  const folder = await debianFolder('ssh-server', PACKAGES)
  if (folder === undefined) return undefined
  const { LD_LIBRARY_PATH: libraries = '' } = await debianLibraries(folder)
  const unpacked = { program: join(folder, 'usr/sbin/sshd'), libraries }
  return (await works(unpacked)) ? unpacked : undefined
}

export interface SshServerOptions {
  readonly program: SshProgram
  /** of loopback; default: 127.0.0.1 */
  readonly host?: string
  /** default: a free one */
  readonly port?: number
  /** of another server, to stand in its place; default: a new one */
  readonly hostKey?: string
  /** of another server, so that one key opens both; default: a new one */
  readonly userKey?: string
  /** lines of sshd_config */
  readonly settings?: readonly string[]
}

/** A running SSH server that belongs to this process, and takes one key for one user. */
export interface SshServer {
  readonly host: string
  readonly port: number
  readonly user: string
  /** of the process that listens; each connection has others below it */
  readonly pid: number
  readonly privateKey: string
  /** its public host key, as a line of known_hosts without the name */
  readonly hostKey: string
  readonly hostPrivateKey: string
  readonly log: () => Promise<string>
  /** ends the server and what it has started, and removes its folder; more than once if need be */
  stop(): Promise<void>
}

async function newKey(file: string, given: string | undefined): Promise<void> {
  if (given === undefined) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file])
  else {
    await writeFile(file, given, { mode: 0o600 })
    const { stdout } = await run('ssh-keygen', ['-y', '-f', file])
    await writeFile(`${file}.pub`, stdout)
  }
}

/**
 * Starts OpenSSH's server on loopback, as an ordinary user, who then is the one who may log in: as root it is `nobody`, for root's would need a user and a folder
 * that the machine does not have. It has its own keys and settings, and is gone with this process.
 */
export async function startSshServer({
  program,
  host = '127.0.0.1',
  port,
  hostKey,
  userKey,
  settings = [],
}: SshServerOptions): Promise<SshServer> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-sshd-'))
  const guard = openGuard(folder)
  try {
    await chmod(folder, 0o711)
    const file = (name: string): string => join(folder, name)
    await newKey(file('host'), hostKey)
    await newKey(file('user'), userKey)
    const identity = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined
    if (identity !== undefined) for (const name of ['host', 'host.pub', 'user.pub']) await chown(file(name), identity.uid, identity.gid)
    const used = port ?? (await findFreePort(host))
    const config = [
      `Port ${used}`,
      `ListenAddress ${host}`,
      `HostKey ${file('host')}`,
      'PidFile none',
      // Of an account that has no password, nobody says that it is locked.
      'UsePAM yes',
      'StrictModes no',
      `AuthorizedKeysFile ${file('user.pub')}`,
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'MaxSessions 1000',
      'MaxStartups 100',
      'UseDNS no',
      ...settings,
    ]
    await writeFile(file('config'), `${config.join('\n')}\n`, { mode: 0o644 })
    const outputFile = file('log')
    const started = await guard.run({
      command: program.program,
      args: ['-D', '-e', '-f', file('config')],
      cwd: folder,
      env: { LD_LIBRARY_PATH: program.libraries },
      outputFile,
      ...(identity === undefined ? {} : { identity }),
    })
    let isGone = false
    void started.ended.then(() => {
      isGone = true
    })
    const log = (): Promise<string> => readFile(outputFile, 'utf8').catch(() => '')
    await waitPatiently({
      meanwhile: 'The SSH server is still starting',
      look: async () => ((await log()).includes('Server listening') ? true : undefined),
      over: async () => (isGone ? `The SSH server does not start: ${await log()}` : undefined),
      processes: () => [started.pid],
    })
    return {
      host,
      port: used,
      user: identity === undefined ? userInfo().username : 'nobody',
      pid: started.pid,
      privateKey: await readFile(file('user'), 'utf8'),
      hostKey: (await readFile(file('host.pub'), 'utf8')).trim(),
      hostPrivateKey: await readFile(file('host'), 'utf8'),
      log,
      stop: async () => {
        // Each connection has a process that goes on without the one that listens.
        const below = isGone ? [] : await descendants(started.pid)
        await guard.stop()
        for (const pid of below) endProcess(pid)
      },
    }
  } catch (thrown) {
    await guard.stop()
    throw thrown
  }
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended with the one above it.
  }
}
