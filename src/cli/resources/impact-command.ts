import type { Command } from 'commander'
import { connect, runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { impactText } from './impact-text.ts'

interface Flags extends ProjectFlags {
  readonly queue?: string
}

const IS_ID = /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/

/** `causeway impact CONNECTION`: asks a server. */
export function addImpactCommand(program: Command, workingFolder: string): void {
  withProjectOptions(program.command('impact'))
    .description('what would be missed without the bindings of a connection')
    .argument('<connection>', 'its name or id')
    .option('--queue <name>', 'without the binding of this queue alone')
    .action(async (connection: string, flags: Flags) => {
      process.exitCode = await runServerCommand(flags, workingFolder, async (server) => {
        const project = encodeURIComponent(await server.projectId(flags.project))
        const id = IS_ID.test(connection) ? connection : await idOf(connection, flags, workingFolder)
        const query = flags.queue === undefined ? '' : `?${new URLSearchParams({ queue: flags.queue })}`
        const impact = await server.ask('GET', `/causeway/v1/${project}/connections/${encodeURIComponent(id)}/impact${query}`)
        console.log(flags.json === true ? JSON.stringify(impact) : impactText(impact))
      })
    })
}

/** Whoever holds the data folder is no user, and has no list of connections: the one that is logged in has. */
async function idOf(name: string, flags: Flags, workingFolder: string): Promise<string> {
  const [{ findResource }, { connections }] = await Promise.all([import('./find-resource.ts'), import('./resources.ts')])
  const server = await connect(flags, workingFolder, 'user')
  const project = encodeURIComponent(await server.projectId(flags.project))
  return String((await findResource({ server, project }, connections, name))['id'])
}
