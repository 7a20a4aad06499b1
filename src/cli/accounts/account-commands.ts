import type { Command } from 'commander'
import { lookup } from '../../base/lookup.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { withServerOptions } from '../connect/server-options.ts'
import { isFields, plain, rowsOf, timeText } from '../shown-fields.ts'
import { alignedRows } from '../tables/aligned-rows.ts'
import type { AccountCommand, Fields, Flags, Work } from './account-command.ts'
import { masterKeyCommands } from './master-key-commands.ts'
import { domainCommands, groupCommands, projectCommands } from './project-commands.ts'
import { keyCommands, userCommands } from './user-commands.ts'

const COMMANDS = lookup<readonly AccountCommand[]>({
  user: userCommands,
  key: keyCommands,
  project: projectCommands,
  group: groupCommands,
  domain: domainCommands,
  'master-key': masterKeyCommands,
})

/** `causeway user|key|project|group|domain …`: asks the server that runs on the data folder, as whoever holds that folder. */
export function addAccountCommands(program: Command, workingFolder: string): void {
  for (const [resource, commands] of Object.entries(COMMANDS)) {
    const parent = program
      .command(resource)
      .description(
        `${resource === 'master-key' ? 'the master key' : `${resource}s`}: for whoever holds the data folder of the server, and for administrators of the domain${resource === 'key' ? '; everybody lists, makes, disables and deletes those of his own' : ''}`,
      )
    for (const { command, description, options = [], work } of commands) {
      const added = withServerOptions(parent.command(command).description(description)).option(
        '--json',
        'as the server says it, a failure too',
      )
      if (resource !== 'domain' && resource !== 'master-key') added.option('--domain <name>', 'where it is not the first domain')
      for (const [flag, meaning] of options) added.option(flag, meaning)
      added.action(async () => {
        const flags: Flags = added.opts()
        process.exitCode = await run(work, added.args, flags, workingFolder)
      })
    }
  }
}

const run = (work: Work, names: readonly string[], flags: Flags, workingFolder: string): Promise<number> =>
  runServerCommand(flags, workingFolder, async (server) => {
    const answer = await work(server, names, flags)
    if (answer !== undefined) console.log(flags.json === true ? JSON.stringify(answer) : textOf(answer))
  })

/** What stands first in a row, and what last, in this order whatever the first thing has. */
const FIRST = ['name', 'access_key', 'user_name', 'group_name']
const LAST = ['description', 'id']

/** A row for each of its things; what none of them has is no column. */
function listText(rows: readonly Fields[]): string {
  const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) - FIRST.length : LAST.indexOf(name) + 1)
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
    .filter((name) => rows.some((row) => cellText(name, row[name]) !== ''))
    .toSorted((one, other) => rank(one) - rank(other))
  return alignedRows(
    names.map((name) => plain(name.replaceAll('_', ' '))),
    rows.map((row) => names.map((name) => cellText(name, row[name]))),
  )
}

function cellText(name: string, value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number' && /(?:_time|_at)$/.test(name)) return timeText(value)
  if (Array.isArray(value)) return value.map((item: unknown) => cellText('', item)).join(', ')
  if (isFields(value)) return plain(value['name'] ?? JSON.stringify(value))
  return plain(value)
}

/** "name value" in each line; a list has a row for each of its things. */
function textOf(answer: Fields): string {
  const [list] = Object.values(answer)
  if (Object.keys(answer).length === 1 && Array.isArray(list)) {
    return list.length === 0 ? '(none)' : listText(rowsOf(list))
  }
  if (typeof answer['done'] === 'string') return plain(answer['done'])
  const lists = Object.entries(answer).filter(([, value]) => rowsOf(value).length > 0)
  const lines = Object.entries(answer)
    .filter(([name]) => !lists.some(([list]) => list === name))
    .map(([name, value]) => `${plain(name).padEnd(12)} ${cellText(name, value)}`)
  return [...lines, ...lists.flatMap(([name, value]) => ['', `${plain(name)}:`, listText(rowsOf(value))])].join('\n')
}
