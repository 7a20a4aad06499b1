import { Command } from 'commander'
import { expect, it } from 'vitest'
import { unknownCommand, usageHint } from './unknown-command.ts'

const program = new Command('causeway')
program.command('sql')
program.command('queue').command('list')

const said = (line: string) => unknownCommand(program, line.split(' '))

it('is told where help is asked of a command that there is not, in a group too', () => {
  expect(said('nosuch --help')).toBe("error: unknown command 'nosuch'")
  expect(said('nosuch -h')).toBe("error: unknown command 'nosuch'")
  expect(said('help nosuch')).toBe("error: unknown command 'nosuch'")
  expect(said('quue --help')).toContain('Did you mean queue?')
  expect(said('queue nosuch --help --json')).toBe("error: unknown command 'nosuch'")
  expect(said('queue lits --help')).toContain('Did you mean list?')
})

it('is left to the parser everywhere else', () => {
  for (const line of [
    '--help',
    'help',
    'help queue',
    'queue --help',
    'queue list --help',
    'queue help',
    'sql nosuch --help',
    'nosuch',
    'run -- nosuch --help',
    '--help nosuch',
  ])
    expect(said(line), line).toBeUndefined()
})

it('is answered with where what is taken is told', () => {
  const hint = (line: string) => usageHint(program, line.split(' '))
  expect(hint('nosuch')).toBe('causeway --help lists the commands')
  expect(hint('queue nosuch')).toBe('causeway queue --help lists the commands')
  expect(hint('queue list default')).toBe('causeway queue list --help tells what it takes')
  expect(hint('sql --nosuch')).toBe('causeway sql --help tells what it takes')
})
