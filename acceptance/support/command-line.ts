import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

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
    this.env = { PATH: process.env['PATH'] ?? '', HOME: home }
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

  /** The same of a line for sh, whose words beyond it are $0, $1, … */
  async shell(line: string, words: readonly string[]): Promise<Ended> {
    return await endOf(spawn('sh', ['-c', line, ...words], { cwd: this.home, env: this.env, stdio: 'pipe' }), '')
  }

  async leave(): Promise<void> {
    await rm(this.home, { recursive: true, force: true })
  }
}
