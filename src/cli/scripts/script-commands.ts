import type { Command } from 'commander'
import { runServerCommand } from '../connect/server-command.ts'
import { withProjectOptions } from '../connect/server-options.ts'
import type { JobFlags } from '../jobs/job-flags.ts'

/** `causeway script list|show|cancel`; `causeway sql --as-one` submits them. */
export function addScriptCommands(program: Command, workingFolder: string): void {
  const group = program.command('script').description('scripts of several statements that were submitted (causeway sql -f FILE --as-one)')
  const add = (usage: string, description: string): Command => withProjectOptions(group.command(usage).description(description))
  const run = async (
    flags: JobFlags,
    work: (scripts: typeof import('./scripts.ts'), ...at: Parameters<typeof import('./scripts.ts').listScripts>) => Promise<void>,
  ): Promise<void> => {
    process.exitCode = await runServerCommand(
      flags,
      workingFolder,
      async (server) => work(await import('./scripts.ts'), server, await server.projectId(flags.project), flags),
      'user',
    )
  }
  add('list', 'the newest first')
    .option('-q, --queue <name>', 'of this queue')
    .option('--status <status>', 'running, finished, failed or cancelled')
    .option('--count <number>', 'so many at most, 1 to 100', '20')
    .action((flags: JobFlags) => run(flags, (scripts, ...at) => scripts.listScripts(...at)))
  add('show <id>', 'how far it is, and each of its statements: where it stands, its state, its job').action((id: string, flags: JobFlags) =>
    run(flags, (scripts, server, project) => scripts.showScript(server, project, id, flags)),
  )
  add('cancel <id>', 'end it, and the statement that runs').action((id: string, flags: JobFlags) =>
    run(flags, (scripts, server, project) => scripts.cancelScript(server, project, id, flags)),
  )
}
