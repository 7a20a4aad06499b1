import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findFish, NO_FISH } from '../testing/fish.ts'
import { findZsh, NO_ZSH } from '../testing/zsh.ts'
import type { Api } from './support/api.ts'
import { launch, Person } from './support/command-line.ts'
import { openServer } from './support/lab.ts'

const zshHome = await mkdtemp(join(tmpdir(), 'causeway-zsh-'))
const zsh = await findZsh(zshHome)
if (zsh === undefined) console.error(`SKIPPED: ${NO_ZSH}`)
const fish = await findFish()
if (fish === undefined) console.error(`SKIPPED: ${NO_FISH}`)

let api: Api
let ada: Person
beforeAll(async () => {
  ;[api, ada] = await Promise.all([openServer(), Person.come()])
  await ada.logIn(api.server)
  await api.createQueue('q1')
  await writeFile(join(ada.home, 'a.csv'), 'a,b\n')
  const bucket = ['api', 'PUT', '/causeway/v1/{project_id}/buckets/files']
  for (const args of [bucket, ['put', 'a.csv', 'obs://files/2026/a.csv'], ['expect', 'add', 'q1', 'pg-orders:5432', 'refused']]) {
    const done = await ada.run(args)
    expect(done, done.stderr).toMatchObject({ code: 0 })
  }
  const program = join(ada.home, 'causeway')
  await writeFile(program, `#!/bin/sh\nexec '${process.execPath}' '${launch}' "$@"\n`)
  await chmod(program, 0o700)
})
afterAll(async () => {
  await ada?.leave()
  await api?.server.close()
  await rm(zshHome, { recursive: true, force: true })
})

/** What a shell says, with `causeway` on its path; a busy machine may take its time. */
function shell(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const PATH = `${ada.home}:${process.env['PATH'] ?? ''}`
  const done = spawnSync(name, args, {
    cwd: ada.home,
    env: { ...ada.env, PATH, CAUSEWAY_COMPLETION_SECONDS: '60', ...env },
    encoding: 'utf8',
  })
  expect(done).toMatchObject({ status: 0, stderr: '' })
  return done.stdout
}

const NOBODY = { XDG_CONFIG_HOME: '/nowhere' }

/** Whether it is there; said out loud where not. */
function has(name: string): boolean {
  if (spawnSync(name, ['--version']).status === 0) return true
  console.error(`SKIPPED: no ${name} here, whose completion is not tested`)
  return false
}

describe.skipIf(!has('bash'))('bash completes', () => {
  const complete = (words: readonly string[], env = {}): readonly string[] =>
    shell(
      'bash',
      [
        '--norc',
        '-c',
        `eval "$(causeway completion bash)"; eval "$(causeway completion bash)"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _causeway causeway; printf '%s\\n' "\${COMPREPLY[@]}"`,
        'bash',
        ...words,
      ],
      env,
    )
      .split('\n')
      .filter((word) => word !== '')

  it('commands, options, and names that the server has', () => {
    expect(complete(['causeway', 'que'])).toEqual(['queue'])
    expect(complete(['causeway', 'queue', 'sh'])).toEqual(['show'])
    expect(complete(['causeway', 'sql', '--outp'])).toEqual(['--output'])
    expect(complete(['causeway', 'queue', 'show', ''])).toEqual(['default', 'q1'])
    expect(complete(['causeway', 'sql', '--queue', '=', 'q'])).toEqual(['q1'])
    expect(complete(['causeway', 'sql', '-d', ''])).toContain('default')
    expect(complete(['causeway', 'context', 'use', ''])).toEqual(['127.0.0.1'])
  })

  it('buckets, objects, hosts and words of a list; a word with colons from the last of them on, where bash takes it apart', () => {
    expect(complete(['causeway', 'get', ''])).toEqual(['obs://files/'])
    expect(complete(['causeway', 'get', 'obs', ':', '//files/2'])).toEqual(['//files/2026/a.csv'])
    expect(complete(['causeway', 'explain', 'q1', 'pg-o'])).toEqual(['pg-orders:5432'])
    expect(complete(['causeway', 'explain', 'q1', 'pg-orders', ':'])).toEqual(['5432'])
    expect(complete(['causeway', 'sql', '-o', 'j'])).toEqual(['json', 'jsonl'])
    expect(complete(['causeway', 'audit', '--outcome', 're'])).toEqual(['refused'])
    expect(complete(['causeway', 'attach', 'vpc-1', 'f'])).toEqual(['forward'])
    // Ids of its own kind: those of jobs were given.
    expect(complete(['causeway', 'expect', 'remove', ''])).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)])
    expect(complete(['causeway', 'key', 'disable', ''])).toContainEqual(expect.stringMatching(/^[0-9A-Z]{20}$/))
  })

  it('without a word where nobody is logged in, or no server is reached', () => {
    expect(complete(['causeway', 'queue', 'show', ''], NOBODY)).toEqual([])
    const gone = { CAUSEWAY_ENDPOINT: 'http://127.0.0.1:1', CAUSEWAY_TOKEN: 'none' }
    expect(complete(['causeway', 'queue', 'show', ''], gone)).toEqual([])
  })
})

it('a shell that hands on no empty word, as PowerShell’s old ones, says that one is begun', async () => {
  const of = async (...args: readonly string[]) => (await ada.run(['complete', ...args])).stdout
  expect(await of('--next', '--', 'queue', 'show')).toBe(await of('--', 'queue', 'show', ''))
  expect(await of('--next', '--', 'queue', 'show')).toContain('q1\t')
  expect(await of('--', 'queue', 'show')).not.toContain('q1\t')
})

describe.skipIf(fish === undefined)('fish completes', () => {
  const complete = (line: string, env = {}): string =>
    shell(fish?.program ?? '', ['--no-config', '-c', 'causeway completion fish | source; complete -C $argv[1]', line], {
      ...fish?.env,
      ...env,
    })

  it('commands with what they are for, and names that the server has', () => {
    expect(complete('causeway que')).toBe('queue\tqueues: where statements run\n')
    expect(complete('causeway sql --queue=q')).toBe('--queue=q1\tqueue\n')
    expect(complete('causeway queue show ').split('\n')).toEqual(['default\tqueue', 'q1\tqueue', ''])
    expect(complete('causeway queue show ', NOBODY)).toBe('')
  })
})

describe.skipIf(zsh === undefined)('zsh completes', () => {
  /** The line as it stands after Tab, in a terminal of zsh's own. */
  const complete = (line: string): string =>
    shell(
      zsh?.program ?? '',
      [
        '-c',
        `zmodload zsh/zpty; zpty z '${zsh?.program}' -i
zpty -w z 'autoload -Uz compinit && compinit -i -D; eval "$(causeway completion zsh)"
tell() { print -r -- "<$BUFFER>"; exit }; zle -N tell; bindkey "^T" tell; print READY$((1))'
zpty -r z seen '*READY1*'
zpty -wn z "$1"$'\\t'$'\\x14'
zpty -r z seen '*<causeway*>*'
print -r -- "$seen"
zpty -d z`,
        'zsh',
        line,
      ],
      { ...zsh?.env, TERM: 'xterm' },
    )

  it('commands, and names that the server has', () => {
    expect(complete('causeway queu')).toContain('<causeway queue >')
    expect(complete('causeway sql --queue=q')).toContain('<causeway sql --queue=q1 >')
  })
})
