import type { Command } from 'commander'
import { listingOption } from '../completion/listing-option.ts'
import type { ServerClient } from '../connect/server-client.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { withProjectOptions } from '../connect/server-options.ts'
import type { JobFlags } from './job-flags.ts'

/** `causeway job list|show|logs|cancel|wait|result`. */
export function addJobCommands(program: Command, workingFolder: string): void {
  const group = program.command('job').description('statements that were submitted')
  const add = (usage: string, description: string): Command => withProjectOptions(group.command(usage).description(description))
  const run = async (flags: JobFlags, work: (server: ServerClient, project: string) => Promise<void>): Promise<void> => {
    process.exitCode = await runServerCommand(
      flags,
      workingFolder,
      async (server) => work(server, await server.projectId(flags.project)),
      'user',
    )
  }
  add('list', 'the newest first')
    .option('-q, --queue <name>', 'of this queue')
    .option('--status <status>', 'launching, running, finished, failed or cancelled')
    .option('--count <number>', 'so many at most, 1 to 100', '20')
    .action((flags: JobFlags) => run(flags, async (server, project) => (await import('./jobs.ts')).listJobs(server, project, flags)))
  add('show <id>', 'its statement, how far it is, why it failed, and what it asked of databases').action((id: string, flags: JobFlags) =>
    run(flags, async (server, project) => (await import('./jobs.ts')).showJob(server, project, id, flags)),
  )
  add(
    'logs <id>',
    'what happened to it, in its order: when it was submitted, when a worker took it, what it asked of databases, how it ended',
  )
    .option('-f, --follow', 'until it has ended')
    .action((id: string, flags: JobFlags) =>
      run(flags, async (server, project) => (await import('./job-logs.ts')).writeLogs(server, project, id, flags)),
    )
  add('cancel <id>', 'end it').action((id: string, flags: JobFlags) =>
    run(flags, async (server, project) => (await import('./jobs.ts')).cancelJob(server, project, id, flags)),
  )
  add('wait <id>', 'until it has ended; fails where it has').action((id: string, flags: JobFlags) =>
    run(flags, async (server, project) => (await import('./jobs.ts')).awaitJob(server, project, id, flags)),
  )
  add('result <id>', 'the rows of a query that has finished')
    .addOption(listingOption('-o, --output <format>', 'how rows are written', ['csv', 'json', 'jsonl', 'arrow', 'parquet']).default('csv'))
    .action((id: string, flags: JobFlags) =>
      run(flags, async (server, project) => (await import('./jobs.ts')).writeResult(server, project, id, flags)),
    )
}
