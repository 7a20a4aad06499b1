import type { Command } from 'commander'
import type { ServerClient } from '../connect/server-client.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { type ProjectFlags, withProjectOptions } from '../connect/server-options.ts'

/** `causeway put FILE obs://…`, `causeway get obs://… FILE`, `causeway rm obs://…`, `causeway ls [obs://…]`. */
export function addObjectCommands(program: Command, workingFolder: string): void {
  const run = async (flags: ProjectFlags, work: (server: ServerClient, project: string) => Promise<void>): Promise<void> => {
    process.exitCode = await runServerCommand(
      flags,
      workingFolder,
      async (server) => work(server, await server.projectId(flags.project)),
      'user',
    )
  }
  withProjectOptions(program.command('ls'))
    .description('the buckets, or the objects of one whose keys begin so')
    .argument('[place]', 'as obs://flights/2026/')
    .action((place: string | undefined, flags: ProjectFlags) =>
      run(flags, async (server, project) => (await import('./objects.ts')).listObjects(server, project, place, flags)),
    )
  withProjectOptions(program.command('put'))
    .description('keep a file as an object, in the place of one that has its key')
    .argument('<file>', 'the file')
    .argument('<place>', 'as obs://flights/2026/flights.parquet; one that ends with / gets the name of the file')
    .action((file: string, place: string, flags: ProjectFlags) =>
      run(flags, async (server, project) =>
        (await import('./objects.ts')).putObject(server, project, { file, place, workingFolder }, flags),
      ),
    )
  withProjectOptions(program.command('get'))
    .description('write an object into a file; a file that is there stays')
    .argument('<place>', 'as obs://flights/2026/flights.parquet')
    .argument('[file]', 'the last part of its key here; - is standard output')
    .action((place: string, file: string | undefined, flags: ProjectFlags) =>
      run(flags, async (server, project) =>
        (await import('./objects.ts')).getObject(server, project, { file, place, workingFolder }, flags),
      ),
    )
  withProjectOptions(program.command('rm'))
    .description('delete an object')
    .argument('<place>', 'as obs://flights/2026/flights.parquet')
    .action((place: string, flags: ProjectFlags) =>
      run(flags, async (server, project) => (await import('./objects.ts')).removeObject(server, project, place, flags)),
    )
}
