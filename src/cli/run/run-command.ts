import type { Command } from 'commander'
import { runLocalCommand } from '../local-command.ts'
import { EXIT } from './exit-codes.ts'

interface Flags {
  readonly queue: string
  readonly project?: string
  readonly home?: string
}

/** `causeway run -q QUEUE -- PROGRAM …`: the program has the network of the queue and no other. */
export function addRunCommand(program: Command, workingFolder: string): void {
  program
    .command('run')
    .description(
      'run a program with exactly the network of a queue (Linux): its names, its addresses, every port, and nothing else; on the machine of the server: whoever reads its data folder may use it. It has your files and runs as you',
    )
    .requiredOption('-q, --queue <name>', 'the queue')
    .option('--project <name>', 'where there are several')
    .option('--home <folder>', 'data folder of the server that runs (./.causeway, or CAUSEWAY_HOME)')
    .argument('<program>', 'the program, behind --')
    .argument('[args...]', 'what it is given')
    .passThroughOptions()
    .action(async (name: string, args: readonly string[], flags: Flags) => {
      // Its schemas take long to load, and each command of the program loads this file, the start of the server too.
      const { runProgram } = await import('./run-program.ts')
      let code: number = EXIT.own
      const failed = await runLocalCommand(flags.home, workingFolder, async (server) => {
        code = await runProgram(server, flags, name, args)
      })
      process.exitCode = failed === 0 ? code : EXIT.own
    })
}
