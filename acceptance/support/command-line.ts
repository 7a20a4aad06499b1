import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { compileCache } from '../../testing/kept-program.ts'
import type { TestServer } from './server.ts'

export const launch = fileURLToPath(new URL('../../src/cli/launch.mjs', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

async function endOf(child: ChildProcessWithoutNullStreams, input: string): Promise<Ended> {
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: typeof code === 'number' ? code : null, stdout, stderr }
}

/** A user of `causeway` with a home folder of its own, and no server in its working folder. */
export class Person {
  readonly home: string
  readonly env: Readonly<Record<string, string>>

  private constructor(home: string) {
    this.home = home
    this.env = { PATH: process.env['PATH'] ?? '', HOME: home, NODE_COMPILE_CACHE: compileCache }
  }

  static async come(): Promise<Person> {
    return new Person(await mkdtemp(join(tmpdir(), 'causeway-person-')))
  }

  get profile(): string {
    return join(this.home, '.config', 'causeway', 'profile.json')
  }

  /** What a command says and how it ends; `input` is all that it reads. */
  async run(
    args: readonly string[],
    { input = '', env = {} }: { input?: string; env?: Readonly<Record<string, string>> } = {},
  ): Promise<Ended> {
    return await endOf(spawn(process.execPath, [launch, ...args], { cwd: this.home, env: { ...this.env, ...env }, stdio: 'pipe' }), input)
  }

  /** With the key of the server's first user, or with the password. */
  async logIn({ endpoint, identity }: TestServer, by: 'key' | 'password' = 'key'): Promise<void> {
    const { accessKey, secretKey, user, domain, password } = identity
    const as = by === 'key' ? ['--access-key', accessKey] : ['--user', user, '--domain', domain]
    const done = await this.run(['login', endpoint, ...as, '--secret-stdin'], { input: by === 'key' ? secretKey : password })
    if (done.code !== 0) throw new Error(`causeway login: ${done.stderr}`)
  }

  /** The same of a line for sh, whose words beyond it are $0, $1, … */
  async shell(line: string, words: readonly string[]): Promise<Ended> {
    return await endOf(spawn('sh', ['-c', line, ...words], { cwd: this.home, env: this.env, stdio: 'pipe' }), '')
  }

  async leave(): Promise<void> {
    await rm(this.home, { recursive: true, force: true })
  }
}
