import type { Command } from 'commander'
import { runLocalCommand } from '../local-command.ts'
import { type LocalFlags, withLocalOptions } from '../local-options.ts'
import { projectOf } from '../local-project.ts'
import { reachExitCode, reachedTablesText } from './reached-tables-text.ts'

interface Flags extends LocalFlags {
  readonly queue: string
  readonly execute: string
  readonly database?: string
}

/** `causeway would-reach -q QUEUE -e SQL`: asks the server that runs on the data folder, as whoever holds that folder. */
export function addWouldReachCommand(program: Command, workingFolder: string): void {
  withLocalOptions(program.command('would-reach'))
    .description(
      'which tables a statement names, and whether the queue would be let through to each; nothing is run and nothing dialled. On the machine of the server: whoever reads its data folder may use it. Ends with 0 where each is reached or kept here, 3 where one is refused, 4 where of one it cannot be said',
    )
    .requiredOption('-q, --queue <name>', 'the queue')
    .requiredOption('-e, --execute <sql>', 'the statement, which is not run')
    .option('-d, --database <name>', 'where names without a database are looked for')
    .action(async ({ home, project, json, queue, execute, database }: Flags) => {
      let code = 1
      const failed = await runLocalCommand(home, workingFolder, async (server) => {
        const path = `/causeway/v1/${encodeURIComponent(await projectOf(server, project))}/queues/${encodeURIComponent(queue)}/would-reach`
        const reached = await server.ask('POST', path, { sql: execute, ...(database === undefined ? {} : { currentdb: database }) })
        console.log(json === true ? JSON.stringify(reached) : reachedTablesText(reached))
        code = reachExitCode(reached)
      })
      process.exitCode = failed === 0 ? code : failed
    })
}
