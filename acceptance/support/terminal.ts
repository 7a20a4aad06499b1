import { spawn } from 'node:child_process'
import { stripVTControlCharacters } from 'node:util'
import { expect } from 'vitest'
import { launch, type Person } from './command-line.ts'

/** A terminal with somebody at it, who runs one command. */
export class Terminal {
  readonly #child
  seen = ''
  readonly ended: Promise<number | null>

  /** @param behind what a shell reads behind the command, as '> file' */
  constructor(person: Person, args: readonly string[], env: Readonly<Record<string, string>> = {}, behind = '') {
    const command = [process.execPath, launch, ...args].map((word) => `'${word}'`).join(' ')
    this.#child = spawn('script', ['-qec', `${command} ${behind}`, '/dev/null'], {
      cwd: person.home,
      env: { ...person.env, TERM: 'xterm', SHELL: '/bin/sh', ...env },
    })
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.seen += text
    })
    this.ended = new Promise((resolve) => this.#child.on('close', resolve))
  }

  /** What has been seen, without what moves and colours. */
  get text(): string {
    return plainText(this.seen)
  }

  /** Types, and waits until it is seen; what was seen before does not count. */
  async type(keys: string, awaited: string | RegExp): Promise<string> {
    const before = this.seen.length
    this.#child.stdin.write(keys)
    const since = (): string => plainText(this.seen.slice(before))
    await expect.poll(since).toMatch(awaited)
    return since()
  }
}

const plainText = (seen: string): string => stripVTControlCharacters(seen).replaceAll('\r', '')
