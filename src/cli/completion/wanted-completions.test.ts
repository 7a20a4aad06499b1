import { Argument, Command } from 'commander'
import { expect, it } from 'vitest'
import { type Wanted, wantedCompletions } from './wanted-completions.ts'

const program = new Command('causeway')
program.command('sql').description('run SQL').option('-q, --queue <name>', 'where').option('-f, --file <file>').option('--json', 'as JSON')
const queue = program.command('queue').description('queues')
queue.command('show <name>')
queue.command('list')
program.command('bind').argument('<queue>').argument('<connection>').option('--pool', 'it is one')
program.command('door').argument('<queue>').option('--pool <name>', 'of this one')
program.command('attach').argument('<vpc>').argument('[kind]').option('--forward <entries...>').option('--quiet')
for (const group of ['job', 'script', 'expect']) program.command(group).command('cancel <id>')
program.command('hidden', { hidden: true })
program.command('run').option('-q, --queue <name>').argument('[args...]')
program.command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh']))

const wanted = (...words: readonly string[]): Wanted => wantedCompletions(program, words)
const words = (...typed: readonly string[]): readonly string[] => {
  const found = wanted(...typed)
  return found.kind === 'words' ? found.words.map(({ word }) => word) : []
}
const names = (of: string, before = '', flags = {}): Wanted => ({ kind: 'names', of, before, flags })

it('commands come first, those that are hidden never', () => {
  expect(words('')).toEqual(['sql', 'queue', 'bind', 'door', 'attach', 'job', 'script', 'expect', 'run', 'completion', 'help'])
  expect(words('queue', '')).toEqual(['show', 'list', 'help'])
})

it('options that are given are not said again', () => {
  expect(words('sql', '-')).toEqual(['--queue', '--file', '--json', '--help'])
  expect(words('sql', '-q', 'q1', '--json', '-')).toEqual(['--file', '--help'])
})

it('the value of an option is what its name says, in each way to write it', () => {
  expect(wanted('sql', '-q', '')).toEqual(names('queue'))
  expect(wanted('sql', '--queue', '=', 'q')).toMatchObject(names('queue'))
  expect(wanted('sql', '--queue', '=')).toMatchObject(names('queue'))
  expect(wanted('sql', '--queue=q')).toEqual(names('queue', '--queue='))
  expect(wanted('sql', '--file', 'a')).toEqual({ kind: 'files' })
})

it('arguments are what their place says', () => {
  expect(wanted('queue', 'show', '')).toEqual(names('queue'))
  expect(wanted('bind', '')).toEqual(names('queue'))
  expect(wanted('bind', 'q1', '')).toEqual(names('connection'))
  expect(wanted('bind', 'q1', 'c1', '')).toEqual({ kind: 'nothing' })
  expect(wanted('bind', '--pool', '')).toEqual(names('pool', '', { pool: '' }))
  expect(wanted('bind', '--pool', 'p1', '')).toEqual(names('connection', '', { pool: '' }))
  expect(wanted('door', '--pool', 'p1', '')).toEqual(names('queue', '', { pool: 'p1' }))
  expect(words('completion', '')).toEqual(['bash', 'zsh'])
  expect(words('attach', 'v1', '')).toContain('forward')
  for (const group of ['job', 'script', 'expect']) expect(wanted(group, 'cancel', '')).toEqual(names(group))
  expect(wanted('run', '-q', 'q1', '--', 'psql', '-')).toEqual({ kind: 'files' })
})

it('an option of several values ends with the next option', () => {
  expect(wanted('attach', '--forward', 'a', '')).toMatchObject({ kind: 'names', of: 'forward' })
  expect(wanted('attach', '--forward', 'a', '--quiet', '')).toMatchObject(names('vpc', '', { forward: 'a', quiet: '' }))
})
