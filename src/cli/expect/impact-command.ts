import type { Command } from 'commander'
import { runLocalCommand } from '../local-command.ts'
import { type LocalFlags, withLocalOptions } from '../local-options.ts'
import { projectOf } from '../local-project.ts'
import { impactText } from './impact-text.ts'

interface Flags extends LocalFlags {
  readonly queue?: string
}

/** `causeway impact CONNECTION`: asks the server that runs on the data folder, as whoever holds that folder. */
export function addImpactCommand(program: Command, workingFolder: string): void {
  withLocalOptions(program.command('impact'))
    .description(
      'what would be missed without the bindings of a connection; on the machine of the server: whoever reads its data folder may use it',
    )
    .argument('<connection>', 'its id')
    .option('--queue <name>', 'without the binding of this queue alone')
    .action(async (connection: string, flags: Flags) => {
      process.exitCode = await runLocalCommand(flags.home, workingFolder, async (server) => {
        const project = encodeURIComponent(await projectOf(server, flags.project))
        const query = flags.queue === undefined ? '' : `?${new URLSearchParams({ queue: flags.queue })}`
        const impact = await server.ask('GET', `/causeway/v1/${project}/connections/${encodeURIComponent(connection)}/impact${query}`)
        console.log(flags.json === true ? JSON.stringify(impact) : impactText(impact))
      })
    })
}
