import { randomBytes } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openGuard } from './guarded-process.ts'
import { waitForServer } from './server-start.ts'

/** Who the server knows: made by whoever starts it, given to it in its environment. */
export interface Identity {
  readonly domain: string
  readonly user: string
  readonly password: string
  readonly project: string
  readonly projectId: string
  readonly accessKey: string
  readonly secretKey: string
}

interface ServerOptions {
  /** called with the server's data folder before the server starts */
  readonly prepare?: (home: string) => Promise<void>
  /** told now and then, on a machine that is slow, that it is still waited, and why */
  readonly tell?: (text: string) => void
  /** further arguments of `causeway start` */
  readonly args?: readonly string[]
}

export interface Server {
  readonly endpoint: string
  readonly pid: number
  readonly guardPid: number
  /** everything the server has on the disk */
  readonly folder: string
  readonly logFile: string
  /** Ends the server in order (SIGTERM) and removes its folder. May be called more than once. */
  stop(): Promise<void>
  /** Lets the server outlive this process; SIGTERM to guardPid ends it and removes its folder. */
  release(): void
}

const program = fileURLToPath(new URL('../src/cli/causeway.ts', import.meta.url))

/** A random identity. The project id is the one of the cloud service's own example. */
export function makeIdentity(): Identity {
  return {
    domain: 'demo',
    user: 'stranger',
    password: randomBytes(12).toString('base64url'),
    project: 'local-1',
    projectId: '48cc2c48765f481480c7db940d6409d1',
    accessKey: randomBytes(10).toString('hex').toUpperCase(),
    secretKey: randomBytes(20).toString('hex'),
  }
}

/**
 * Starts a server as a process of its own on a free port, in a folder of its own under the temporary folder. It is ended, and its folder removed,
 * by stop() and when this process ends in any way.
 *
 * @throws Error with what the server printed when it ends before it is ready, or stands still.
 */
export async function startServer(identity: Identity, options: ServerOptions = {}): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-server-'))
  const guard = openGuard(folder)
  const home = join(folder, 'home')
  const logFile = join(folder, 'server.log')
  try {
    await options.prepare?.(home)
    const server = await guard.run({
      command: process.execPath,
      // As a start by launch.mjs.
      args: ['--no-maglev-osr', program, 'start', '--port', '0', '--home', home, ...(options.args ?? [])],
      cwd: folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        CAUSEWAY_DOMAIN: identity.domain,
        CAUSEWAY_USER: identity.user,
        CAUSEWAY_PASSWORD: identity.password,
        CAUSEWAY_PROJECT: identity.project,
        CAUSEWAY_PROJECT_ID: identity.projectId,
        CAUSEWAY_ACCESS_KEY: identity.accessKey,
        CAUSEWAY_SECRET_KEY: identity.secretKey,
      },
      outputFile: logFile,
    })
    const endpoint = await waitForServer(server, logFile, options.tell)
    return { endpoint, pid: server.pid, guardPid: guard.pid, folder, logFile, stop: guard.stop, release: guard.release }
  } catch (error) {
    await guard.stop()
    throw error
  }
}
