import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { compileCache } from '../../testing/kept-program.ts'
import { addOtherCommands } from './other-commands.ts'

const folder = mkdtempSync(join(tmpdir(), 'causeway-json-'))
writeFileSync(join(folder, 'x'), 'x')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isFailure = (line: unknown): void => {
  expect(JSON.parse(String(line))).toMatchObject({ error_code: expect.stringMatching(/^[a-z-]+$/), error_msg: expect.any(String) })
}

interface Leaf {
  readonly words: readonly string[]
  readonly command: Command
}

function leaves(command: Command, words: readonly string[] = []): readonly Leaf[] {
  return command.commands.flatMap((each) => {
    const own = [...words, each.name()]
    return each.commands.length === 0 ? [{ words: own, command: each }] : leaves(each, own)
  })
}

const hasOption = ({ options }: Command, name: string): boolean => options.some(({ long }) => long === name)

/** Those that ask a server: no other can fail on the way. */
const ASKING = leaves(programOfAll()).filter(({ command }) => ['--json', '--endpoint'].every((name) => hasOption(command, name)))

function programOfAll(): Command {
  const program = new Command('causeway').enablePositionalOptions().exitOverride()
  addOtherCommands(program, folder)
  return program
}

/** A line that is complete. */
const lineOf = ({ words, command }: Leaf): readonly string[] => [
  ...words,
  '--json',
  '--endpoint',
  'http://127.0.0.1:1',
  ...command.options.flatMap(({ long, mandatory }) => (mandatory && long !== undefined ? [long, 'x'] : [])),
  ...(words[0] === 'sql' ? ['-e', 'SELECT 1'] : []),
  ...command.registeredArguments.filter(({ required }) => required).map(() => 'x'),
]

describe('with --json', () => {
  beforeEach(() => {
    vi.stubEnv('HOME', folder)
    vi.stubEnv('XDG_CONFIG_HOME', folder)
    vi.stubEnv('CAUSEWAY_ACCESS_KEY', 'x')
    vi.stubEnv('CAUSEWAY_SECRET_KEY', 'x')
    return () => {
      vi.unstubAllEnvs()
      vi.restoreAllMocks()
      process.exitCode = undefined
    }
  })

  it('there are all commands that ask a server', () => {
    const all = leaves(programOfAll()).filter(({ command }) => hasOption(command, '--endpoint'))
    const without = all.filter(({ command }) => !hasOption(command, '--json')).map(({ words }) => words.join(' '))
    // It ends as its program does, whose words these are.
    expect(without).toEqual(['run'])
    expect(ASKING.length).toBeGreaterThan(60)
  })

  it.each(ASKING.map((leaf) => [leaf.words.join(' '), leaf] as const))('%s tells a failure by one object', async (_name, leaf) => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    await programOfAll().parseAsync([...lineOf(leaf)], { from: 'user' })
    expect(process.exitCode).toBeGreaterThan(0)
    expect(told.mock.calls).toHaveLength(1)
    isFailure(told.mock.calls[0]?.[0])
  })
})

it.each([
  ['an option that there is not', 'queue list --json --nosuch', "unknown option '--nosuch'", 'causeway queue list --help'],
  ['a word that is missing', '--json queue show', "missing required argument 'name'", 'causeway queue show --help'],
  ['a command that there is not', 'quue --json', "unknown command 'quue'", 'causeway --help'],
  ['help of a command that there is not', 'quue --help --json', "unknown command 'quue'", 'causeway --help'],
  ['no command', 'help --json', 'No command is named', 'causeway --help'],
])('a line with %s is told as an object, too', (_what, line, message, hint) => {
  const { status, stdout, stderr } = causeway(line)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(JSON.parse(stderr)).toEqual({
    error_code: 'invalid-parameter',
    error_msg: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  })
})

it('the options of a program that is run are its own', () => {
  const { status, stderr } = causeway('run curl --json x')
  expect(status).toBe(2)
  expect(stderr).toContain("error: required option '-q, --queue <name>' not specified")
})

function causeway(line: string) {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'causeway.ts'), ...line.split(' ')], {
    encoding: 'utf8',
    cwd: folder,
    env: { ...process.env, HOME: folder, NODE_COMPILE_CACHE: compileCache },
  })
}
