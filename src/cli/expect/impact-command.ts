import type { Command } from 'commander'
import { runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { impactText } from './impact-text.ts'

interface Flags extends ProjectFlags {
  readonly queue?: string
}

/** `causeway impact CONNECTION`: asks a server. */
export function addImpactCommand(program: Command, workingFolder: string): void {
  withProjectOptions(program.command('impact'))
    .description('what would be missed without the bindings of a connection')
    .argument('<connection>', 'its id')
    .option('--queue <name>', 'without the binding of this queue alone')
    .action(async (connection: string, flags: Flags) => {
      process.exitCode = await runServerCommand(flags, workingFolder, async (server) => {
        const project = encodeURIComponent(await server.projectId(flags.project))
        const query = flags.queue === undefined ? '' : `?${new URLSearchParams({ queue: flags.queue })}`
        const impact = await server.ask('GET', `/causeway/v1/${project}/connections/${encodeURIComponent(connection)}/impact${query}`)
        console.log(flags.json === true ? JSON.stringify(impact) : impactText(impact))
      })
    })
}
