import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'
import { LOCAL_ADMINISTRATOR } from '../../server/control/identity/local-administrator.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { type ServerFlags, withServerOptions } from '../connect/server-options.ts'
import { EXIT } from './exit-codes.ts'

interface Flags extends ServerFlags {
  readonly queue: string
  readonly project?: string
}

/** `causeway run -q QUEUE -- PROGRAM …`: the program has the network of the queue and no other. */
export function addRunCommand(program: Command, workingFolder: string): void {
  withServerOptions(program.command('run'))
    .description(
      'run a program with exactly the network of a queue (Linux): its names, its addresses, every port, and nothing else; on the machine of the server. It has your files and runs as you',
    )
    .requiredOption('-q, --queue <name>', 'the queue')
    .option('--project <name>', 'where there are several')
    .argument('<program>', 'the program, behind --')
    .argument('[args...]', 'what it is given')
    .passThroughOptions()
    .action(async (name: string, args: readonly string[], flags: Flags) => {
      // Its schemas take long to load, and each command of the program loads this file, the start of the server too.
      const { runProgram } = await import('./run-program.ts')
      let code: number = EXIT.own
      const failed = await runServerCommand(flags, workingFolder, async (server) => {
        requireHere(server)
        code = await runProgram(server, flags, name, args)
      })
      process.exitCode = failed === 0 ? code : EXIT.own
    })
}

/** The queue's network is had by a unix socket of the server. */
function requireHere({ told }: ServerClient): void {
  if (told.user === LOCAL_ADMINISTRATOR) return
  throw new CausewayError(
    'not-supported',
    `causeway run works on the machine of the server, and ${told.endpoint} is asked as ${told.user}`,
    {
      hint: 'Run it there as who may read the data folder, and name that by --home FOLDER; or open a SOCKS5 door of the queue, and let the program use that',
    },
  )
}
