import type { Command } from 'commander'
import { runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'
import { reachExitCode, reachedTablesText } from './reached-tables-text.ts'

interface Flags extends ProjectFlags {
  readonly queue: string
  readonly execute: string
  readonly database?: string
}

/** `causeway would-reach -q QUEUE -e SQL`: asks a server. */
export function addWouldReachCommand(program: Command, workingFolder: string): void {
  withProjectOptions(program.command('would-reach'))
    .description(
      'which tables a statement names, and whether the queue would be let through to each; nothing is run and nothing dialled. Ends with 0 where each is reached or kept here, 3 where one is refused, 4 where of one it cannot be said',
    )
    .requiredOption('-q, --queue <name>', 'the queue')
    .requiredOption('-e, --execute <sql>', 'the statement, which is not run')
    .option('-d, --database <name>', 'where names without a database are looked for')
    .action(async (flags: Flags) => {
      const { json, queue, execute, database } = flags
      let code = 1
      const failed = await runServerCommand(flags, workingFolder, async (server) => {
        const path = `/causeway/v1/${encodeURIComponent(await server.projectId(flags.project))}/queues/${encodeURIComponent(queue)}/would-reach`
        const reached = await server.ask('POST', path, { sql: execute, ...(database === undefined ? {} : { currentdb: database }) })
        console.log(json === true ? JSON.stringify(reached) : reachedTablesText(reached))
        code = reachExitCode(reached)
      })
      process.exitCode = failed === 0 ? code : failed
    })
}
