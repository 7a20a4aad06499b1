import { Argument, type Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { type Fields, isFields } from '../../base/fields.ts'
import { listingOption } from '../completion/listing-option.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { type JsonFlag, type ServerFlags, withServerOptions } from '../connect/server-options.ts'
import { ServerRefusal, withHint } from '../connect/server-refusal.ts'
import { auditLine } from './audit-line.ts'

const FILTERS = [
  ['from', '--from <time>', 'not earlier: 2026-01-31, 2026-01-31T12:00:00Z, or milliseconds since 1970'],
  ['to', '--to <time>', 'earlier than this'],
  ['user', '--user <name>', 'who did it'],
  ['project_id', '--project-id <id>', 'in which project'],
  ['action', '--action <name>', 'the beginning of its name, as dli.queues. or network.dial'],
  ['object', '--object <text>', 'a part of what it was about'],
  ['outcome', '--outcome <outcome>', 'what came of it'],
  ['domain', '--domain <name>', 'of one domain only'],
] as const

const OUTCOMES = ['succeeded', 'refused', 'failed', 'unknown']

type Flags = ServerFlags & JsonFlag & Readonly<Record<string, string | boolean | undefined>>

const COUNT_DEFAULT = '100'
const PAGE_MAX = 1_000

/** `causeway audit`: asks the server that runs on the data folder, as whoever holds that folder. */
export function addAuditCommand(program: Command, workingFolder: string): void {
  const command = withServerOptions(program.command('audit'))
    .description('who did what, the newest last')
    .addArgument(new Argument('[list]', 'as other commands have it; without it the same').choices(['list']))
    .option('--count <number>', 'so many at most', COUNT_DEFAULT)
    .option('--json', 'as JSON lines, with everything that is kept')
  for (const [name, flag, meaning] of FILTERS) command.addOption(listingOption(flag, meaning, name === 'outcome' ? OUTCOMES : []))
  command.action(async () => {
    const flags: Flags = command.opts()
    process.exitCode = await run(flags, workingFolder)
  })
}

const run = (flags: Flags, workingFolder: string): Promise<number> =>
  runServerCommand(flags, workingFolder, async (server) => {
    const events = await read(server, flags, countOf(flags['count'])).catch((thrown: unknown) => {
      throw flags['projectId'] === undefined ? inThisCommandsWords(thrown) : thrown
    })
    if (events.length === 0 && flags['quiet'] !== true) console.error('Nothing of that is in the audit')
    for (const event of events.toReversed()) console.log(flags['json'] === true ? JSON.stringify(event) : auditLine(event))
  })

/** What the server says names a parameter of its call. */
function inThisCommandsWords(thrown: unknown): unknown {
  if (!(thrown instanceof ServerRefusal) || thrown.kind !== 'forbidden') return thrown
  const hint =
    'Ask for what is of a project that you administer: causeway audit --project-id ID (causeway whoami --json shows the id of yours)'
  return withHint(thrown, hint)
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function countOf(given: Flags[string]): number {
  const count = Number(given)
  if (Number.isSafeInteger(count) && count > 0) return count
  throw new CausewayError('invalid-parameter', '--count is no number of events', { hint: 'Give a whole number, as --count 1000' })
}

async function read(server: ServerClient, flags: Flags, count: number): Promise<readonly Fields[]> {
  const query = new URLSearchParams()
  for (const [name, flag] of FILTERS) {
    const value = textOf(flags[flag.replace(/^--(\S+).*/, '$1').replace(/-(\w)/g, (_whole, letter: string) => letter.toUpperCase())])
    if (value !== undefined) query.set(name, value)
  }
  const events: Fields[] = []
  for (;;) {
    query.set('limit', String(Math.min(PAGE_MAX, count - events.length)))
    const page = await server.ask('GET', `/causeway/v1/audit?${query}`)
    if (Array.isArray(page['events'])) events.push(...page['events'].filter(isFields))
    const next = textOf(page['next'])
    if (next === undefined || events.length >= count) return events
    query.set('cursor', next)
  }
}
