import { Command } from 'commander'
import { expect, it } from 'vitest'
import { optionsBehind } from './options-behind.ts'

const program = new Command('causeway')
for (const name of ['run', 'api', 'sql']) program.command(name)
program.command('queue').command('list')

const behind = (line: string): string => optionsBehind(program, line.split(' ')).join(' ')

it.each([
  ['--context prod queue list', 'queue list --context prod'],
  ['--context=prod --json queue list', 'queue list --context=prod --json'],
  ['--home /tmp/a run -q q1 -- psql --json', 'run --home /tmp/a -q q1 -- psql --json'],
  ['--home /tmp/a run -q q1 psql -l', 'run --home /tmp/a -q q1 psql -l'],
  ['--json sql -e', 'sql --json -e'],
  ['--quiet api GET /v1.0 --json', 'api --quiet GET /v1.0 --json'],
  ['--quiet queue nosuch', 'queue --quiet nosuch'],
])('%s: the options go behind the command', (line, expected) => {
  expect(behind(line)).toBe(expected)
})

it.each([
  'queue list --context prod',
  '--context',
  '--json',
  '--json --help',
  '--nonsense queue list',
  '--help',
  '--version',
  'sql -e --home',
])('%s stays as it is', (line) => {
  expect(behind(line)).toBe(line)
})
