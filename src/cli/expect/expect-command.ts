import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { type Fields, rowsOf } from '../shown-fields.ts'
import { expectationText } from './expectation-text.ts'

interface Flags extends ProjectFlags {
  readonly note?: string
  readonly enforced?: boolean
}

/** Where an expectation does not hold; 1 is for what could not be asked. */
const BROKEN = 3

/** `causeway expect`: asks a server. */
export function addExpectCommands(program: Command, workingFolder: string): void {
  const group = program.command('expect').description('what queues shall reach, and not')
  const add = (command: string, description: string): Command => withProjectOptions(group.command(command).description(description))
  const run = async (flags: Flags, work: (server: ServerClient, path: string) => Promise<boolean>): Promise<void> => {
    let holds = true
    const failed = await runServerCommand(flags, workingFolder, async (server) => {
      const project = await server.projectId(flags.project)
      holds = await work(server, `/causeway/v1/${encodeURIComponent(project)}/expectations`)
    })
    process.exitCode = failed === 0 && !holds ? BROKEN : failed
  }

  add('add <queue> <address> <reach>', 'keep that the address, as name:5432, is reachable or refused from the queue')
    .option('--note <text>', 'what it is for')
    .option('--enforced', 'refuse changes that would break it')
    .action((queue: string, address: string, reach: string, flags: Flags) =>
      run(flags, async (server, path) => {
        const body = { queue_name: queue, address, expect: reachOf(reach), note: flags.note ?? '', enforced: flags.enforced === true }
        return shown(await server.ask('POST', path, body), flags)
      }),
    )
  add('list', 'all of them, and whether each holds').action((flags: Flags) =>
    run(flags, async (server, path) => shownAll(await server.ask('GET', path), flags)),
  )
  add('run', 'decide all of them anew; ends with 0 where all hold, and with 3 where one does not').action((flags: Flags) =>
    run(flags, async (server, path) => shownAll(await server.ask('POST', `${path}/run`), flags)),
  )
  add('change <id>', 'change whether changes that would break it are refused, or its note')
    .option('--enforced', 'refuse them')
    .option('--no-enforced', 'let them be made')
    .option('--note <text>', 'what it is for')
    .action((id: string, flags: Flags) =>
      run(flags, async (server, path) => {
        const { enforced, note } = flags
        const body = { ...(enforced === undefined ? {} : { enforced }), ...(note === undefined ? {} : { note }) }
        return shown(await server.ask('PUT', `${path}/${encodeURIComponent(id)}`, body), flags)
      }),
    )
  add('remove <id>', 'keep it no longer').action((id: string, flags: Flags) =>
    run(flags, async (server, path) => {
      await server.ask('DELETE', `${path}/${encodeURIComponent(id)}`)
      console.log(flags.json === true ? JSON.stringify({ removed: id }) : `${id} is removed`)
      return true
    }),
  )
}

function reachOf(reach: string): string {
  if (reach === 'reachable' || reach === 'refused') return reach
  throw new CausewayError('invalid-parameter', `${JSON.stringify(reach)} is nothing that can be expected`, {
    hint: 'Say reachable or refused',
  })
}

/** Whether it holds. */
function shown(expectation: Fields, { json }: Flags): boolean {
  console.log(json === true ? JSON.stringify(expectation) : expectationText(expectation))
  return expectation['holds'] === true
}

function shownAll(all: Fields, { json }: Flags): boolean {
  const { expectations, holds } = all
  if (json === true) console.log(JSON.stringify(all))
  else {
    const list = rowsOf(expectations)
    console.log(list.length === 0 ? 'There is no expectation' : list.map(expectationText).join('\n'))
  }
  return holds === true
}
