import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { plainLines } from '../shown-fields.ts'
import { unreadFile } from '../unread-file.ts'

interface AgentFlags {
  readonly state?: string
  readonly token?: string
  readonly tokenFile?: string
  readonly server?: string
  readonly allow: readonly string[]
}

/** What a unit file names as an end after which it is not started again. */
const FINAL_EXIT = 3

/** `causeway agent`: in a private network, dials out to the server and answers it. */
export function addAgentCommand(program: Command, version: string): void {
  program
    .command('agent')
    .description('run in a private network, dial out to the server, and reach for it what --allow names')
    .option('--state <folder>', 'folder of its key and certificate (./.causeway-agent, or CAUSEWAY_AGENT_STATE)')
    .option('--token <token>', 'of the first start; better by CAUSEWAY_AGENT_TOKEN or --token-file: other users see command lines')
    .option('--token-file <file>', 'a file that holds the token')
    .option('--server <host:port>', 'where the server listens for agents, when not as the token says')
    .option(
      '--allow <network>',
      'what may be dialled: 10.1.0.0/16:5432, 10.1.0.5:6000-6010, [2001:db8::]/32; again for more (or CAUSEWAY_AGENT_ALLOW, with commas)',
      (one: string, before: readonly string[]) => [...before, one],
      [],
    )
    .action(async (flags: AgentFlags) => {
      process.exitCode = await run(flags, version)
    })
}

async function run(flags: AgentFlags, version: string): Promise<number> {
  const ended = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort())
  try {
    // Read when it is needed: a start of the server does not.
    const { runAgent } = await import('../../agent/agent.ts')
    const { requireAllowed } = await import('../../agent/allow-list.ts')
    const given = flags.allow.length > 0 ? flags.allow : (variable('CAUSEWAY_AGENT_ALLOW') ?? '').split(',').map((each) => each.trim())
    const allowed = given.filter((text) => text !== '').map(requireAllowed)
    if (allowed.length === 0) {
      throw new CausewayError('invalid-parameter', 'Nothing is allowed: an agent dials only what --allow names', {
        hint: 'Name the databases of this network, as --allow 10.1.0.0/16:5432; --allow 0.0.0.0/0 is all but the services of this machine.',
      })
    }
    const token = flags.token ?? variable('CAUSEWAY_AGENT_TOKEN') ?? tokenOf(flags.tokenFile)
    const server = flags.server ?? variable('CAUSEWAY_AGENT_SERVER')
    await runAgent({
      folder: resolve(flags.state ?? variable('CAUSEWAY_AGENT_STATE') ?? '.causeway-agent'),
      ...(token === undefined ? {} : { token }),
      ...(server === undefined ? {} : { server }),
      allowed,
      version,
      signal: ended.signal,
      tell: (text) => console.log(text),
      now: Date.now,
      random: Math.random,
    })
    console.log('The agent has stopped')
    return 0
  } catch (thrown) {
    if (!(thrown instanceof CausewayError)) throw thrown
    console.error(`The agent ends: ${plainLines(thrown.message)}`)
    if (thrown.hint !== undefined) console.error(`  ${plainLines(thrown.hint)}`)
    return thrown.kind === 'unavailable' ? 1 : FINAL_EXIT
  }
}

/** Set to nothing counts as not set. */
function variable(name: string): string | undefined {
  const value = process.env[name]
  return value === '' ? undefined : value
}

function tokenOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw unreadFile(`The file ${file}`, cause, '--token-file')
  }
}
