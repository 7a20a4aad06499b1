import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { doorsText, newDoorText } from './door-text.ts'

interface Flags extends ProjectFlags {
  readonly unix?: boolean
  readonly port?: string
  readonly description?: string
}

/** `causeway door`: asks a server. */
export function addDoorCommands(program: Command, workingFolder: string): void {
  const group = program.command('door').description('SOCKS5 servers that lead to what a queue reaches')
  const add = (command: string, description: string): Command => withProjectOptions(group.command(command).description(description))
  const run = async (flags: Flags, queue: string, work: (server: ServerClient, path: string) => Promise<void>): Promise<void> => {
    process.exitCode = await runServerCommand(flags, workingFolder, async (server) => {
      const project = encodeURIComponent(await server.projectId(flags.project))
      await work(server, `/causeway/v1/${project}/queues/${encodeURIComponent(queue)}/doors`)
    })
  }

  add('open <queue>', 'open one, and show its password this once; it dials for the local administrator, and stays over restarts')
    .option('--unix', 'a unix socket in the data folder, without a password, and no port of 127.0.0.1')
    .option('--port <number>', 'of 127.0.0.1; a free one where it is left out')
    .option('--description <text>', 'what it is for')
    .action((queue: string, flags: Flags) =>
      run(flags, queue, async (server, path) => {
        const { unix, port, description } = flags
        const body = {
          kind: unix === true ? 'unix' : 'loopback',
          ...(port === undefined ? {} : { port: portOf(port) }),
          ...(description === undefined ? {} : { description }),
        }
        const door = await server.ask('POST', path, body)
        console.log(flags.json === true ? JSON.stringify(door) : newDoorText(door))
      }),
    )
  add('list <queue>', 'those of a queue, without passwords').action((queue: string, flags: Flags) =>
    run(flags, queue, async (server, path) => {
      const doors = await server.ask('GET', path)
      console.log(flags.json === true ? JSON.stringify(doors) : doorsText(doors))
    }),
  )
  add('close <queue> <id>', 'close one for good, and everything that goes through it').action((queue: string, id: string, flags: Flags) =>
    run(flags, queue, async (server, path) => {
      await server.ask('DELETE', `${path}/${encodeURIComponent(id)}`)
      console.log(flags.json === true ? JSON.stringify({ closed: id }) : `${id} is closed`)
    }),
  )
}

function portOf(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new CausewayError('invalid-parameter', `${JSON.stringify(text)} is no port`, { hint: 'Give a number from 1 to 65535' })
}
