import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Guard, type GuardedProcess, openGuard, type ProgramEnd } from '../../testing/guarded-process.ts'
import { compileCache, keepProgram, lendProgram } from '../../testing/kept-program.ts'
import { waitPatiently } from '../../testing/patience.ts'
import { descendants } from '../../testing/process-tree.ts'
import { waitForServer } from '../../testing/server-start.ts'
import type { Keys } from './signer.ts'

export interface Identity extends Keys {
  readonly domain: string
  readonly user: string
  readonly password: string
  readonly project: string
  readonly projectId: string
}

const program = fileURLToPath(new URL('../../src/cli/causeway.ts', import.meta.url))
/** As a start by launch.mjs, and from the first loop on: told only when loops of the modules’ reading are being compiled, V8 ends the process. */
const steadily = ['--no-maglev-osr']

/**
 * No worker that waits, where a server as it is delivered has two: each costs nearly a second of a processor, and most of them come only to be ended with the server. Those tests
 * that are about workers, queues and starts have AS_DELIVERED.
 */
export const NONE_AHEAD = 'spareWorkers: 0\n'
export const AS_DELIVERED = ''

/** The server under test: a process of its own on a free port, in a folder of its own that goes with it. */
export class TestServer {
  readonly identity: Identity
  /** everything the server has on the disk is below it */
  readonly folder: string
  readonly home: string
  readonly #guard: Guard
  readonly #env: Readonly<Record<string, string>>
  #process: GuardedProcess | undefined
  #endpoint = ''
  #starts = 0

  private constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.identity = makeIdentity()
    this.folder = folder
    this.home = join(folder, 'home')
    this.#guard = openGuard(folder)
    this.#env = env
  }

  /**
   * @param env added to the server's environment
   * @param settings what stands in causeway.yaml
   */
  static async start(env: Readonly<Record<string, string>> = {}, settings = NONE_AHEAD): Promise<TestServer> {
    const server = new TestServer(await mkdtemp(join(tmpdir(), 'causeway-acceptance-')), env)
    try {
      if (settings !== '') await writeFile(join(server.folder, 'causeway.yaml'), settings)
      await server.start()
      return server
    } catch (error) {
      await server.close()
      throw error
    }
  }

  /** http://127.0.0.1:port; another one after each start */
  get endpoint(): string {
    return this.#endpoint
  }

  get isRunning(): boolean {
    return this.#process !== undefined && isAlive(this.#process.pid)
  }

  get pid(): number {
    if (this.#process === undefined) throw new Error('the server is not running')
    return this.#process.pid
  }

  /** Starts it (again) on its data folder. @throws Error with what it printed when it does not get ready */
  async start(): Promise<void> {
    if (this.#starts === 0) await lendProgram(this.home)
    this.#process = await this.#run(this.home)
    this.#endpoint = await waitForServer(this.#process, this.#logFile(), console.log)
  }

  /** Sends a signal and waits until the process is gone. */
  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<ProgramEnd> {
    if (this.#process === undefined) throw new Error('the server is not running')
    process.kill(this.pid, signal)
    const end = await endOf(this.#process, 'The server is still stopping')
    this.#process = undefined
    return end
  }

  /** Ends what runs and removes the folder. */
  async close(): Promise<void> {
    await keepProgram(this.home)
    await this.#guard.stop()
  }

  /** What the server printed since its last start. */
  log(): Promise<string> {
    return readFile(this.#logFile(), 'utf8').catch(() => '')
  }

  /** Ids of the processes below the server: its workers. Linux only; [] elsewhere. */
  async children(): Promise<readonly number[]> {
    return descendants(this.pid)
  }

  #logFile(): string {
    return join(this.folder, `server-${this.#starts}.log`)
  }

  #run(home: string): Promise<GuardedProcess> {
    this.#starts += 1
    const { domain, user, password, project, projectId, accessKey, secretKey } = this.identity
    return this.#guard.run({
      command: process.execPath,
      args: [...steadily, program, 'start', '--port', '0', '--home', home],
      cwd: this.folder,
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_COMPILE_CACHE: compileCache,
        CAUSEWAY_DOMAIN: domain,
        CAUSEWAY_USER: user,
        CAUSEWAY_PASSWORD: password,
        CAUSEWAY_PROJECT: project,
        CAUSEWAY_PROJECT_ID: projectId,
        CAUSEWAY_ACCESS_KEY: accessKey,
        CAUSEWAY_SECRET_KEY: secretKey,
        ...this.#env,
      },
      outputFile: this.#logFile(),
    })
  }
}

/** How a second server ended that was started on a data folder or a port that another one has, and what it said. */
export async function startSecondServer(home: string, port = '0'): Promise<ProgramEnd & { readonly output: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-acceptance-'))
  const guard = openGuard(folder)
  try {
    const outputFile = join(folder, 'log')
    const second = await guard.run({
      command: process.execPath,
      args: [...steadily, program, 'start', '--port', port, '--home', home],
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache },
      outputFile,
    })
    return { ...(await endOf(second, 'The second server has not ended')), output: await readFile(outputFile, 'utf8') }
  } finally {
    await guard.stop()
  }
}

/**
 * Starts a server on a data folder without an identity of its own and sends it a signal as soon as `when` holds of what it has printed.
 *
 * @param env added to the server's environment
 * @returns how it ended, and all that it printed
 */
export async function startAndSignal(
  home: string,
  signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL',
  when: (output: string) => boolean,
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramEnd & { readonly output: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'causeway-acceptance-'))
  const guard = openGuard(folder)
  try {
    const outputFile = join(folder, 'log')
    const args = [...steadily, program, 'start', '--port', '0', '--home', home]
    const server = await guard.run({
      command: process.execPath,
      args,
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: compileCache, ...env },
      outputFile,
    })
    const output = (): Promise<string> => readFile(outputFile, 'utf8').catch(() => '')
    let ended = false
    void server.ended.then(() => {
      ended = true
    })
    await waitPatiently({
      meanwhile: 'The server is still starting',
      look: async () => (when(await output()) ? true : undefined),
      over: async () => (ended ? `the server ended early:\n${await output()}` : undefined),
      processes: () => [server.pid],
      pauseMs: 5,
    })
    process.kill(server.pid, signal)
    return { ...(await endOf(server, 'The server has not ended')), output: await output() }
  } finally {
    await guard.stop()
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function endOf(server: GuardedProcess, meanwhile: string): Promise<ProgramEnd> {
  let end: ProgramEnd | undefined
  void server.ended.then((seen) => {
    end = seen
  })
  return waitPatiently({ meanwhile, look: () => end, processes: () => [server.pid], tell: console.log })
}

function makeIdentity(): Identity {
  return {
    domain: 'tests',
    user: 'tester',
    password: randomBytes(12).toString('base64url'),
    project: 'local-1',
    projectId: randomBytes(16).toString('hex'),
    accessKey: randomBytes(10).toString('hex').toUpperCase(),
    secretKey: randomBytes(20).toString('hex'),
  }
}
