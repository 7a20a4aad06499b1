import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { addAccountCommands } from './account-commands.ts'

let shown: string[]

beforeEach(() => {
  shown = []
  vi.stubEnv('CAUSEWAY_HOME', '')
  vi.stubEnv('XDG_CONFIG_HOME', '/nowhere')
  vi.spyOn(console, 'error').mockImplementation((line: string) => shown.push(line))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
})

function program(folder: string): Command {
  const made = new Command('causeway').exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} })
  addAccountCommands(made, folder)
  return made
}

const guide = readFileSync(join(import.meta.dirname, '../../../docs/guides/users.md'), 'utf8')
/** The other commands of the guide are those of another room: acceptance/users-guide.test.ts gives all of them. */
const lines = guide.match(/^causeway (?:user|key|group|project) .+$/gm) ?? []

test('the guide names commands of users, keys, groups and projects', () => {
  expect(new Set(lines.map((line) => line.split(' ')[1]))).toEqual(new Set(['user', 'key', 'group', 'project']))
})

test.each(lines)('%s is taken as the guide writes it, and gets as far as to look for the server', async (line) => {
  const words = line.replace(/ *#.*/, '').split(' ').slice(1)
  await program(import.meta.dirname).parseAsync([...words], { from: 'user' })
  expect(shown[0]).toContain('No server runs on the data folder')
  expect(process.exitCode).toBe(4)
})

test('every argument of a command is one word', () => {
  const commands = program(import.meta.dirname).commands.flatMap((parent) => parent.commands)
  const names = commands.flatMap((command) => command.registeredArguments.map((argument) => argument.name()))
  expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([])
})
