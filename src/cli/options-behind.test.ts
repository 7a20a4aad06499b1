import { expect, it } from 'vitest'
import { optionsBehind } from './options-behind.ts'

const behind = (line: string): string => optionsBehind(line.split(' ')).join(' ')

it.each([
  ['--context prod queue list', 'queue list --context prod'],
  ['--context=prod --json queue list', 'queue list --context=prod --json'],
  ['--home /tmp/a run -q q1 -- psql --json', 'run -q q1 --home /tmp/a -- psql --json'],
  ['--quiet api GET /v1.0 --json', 'api GET /v1.0 --json --quiet'],
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
