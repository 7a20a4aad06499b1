import type { Command } from 'commander'
import { CausewayError } from '../../base/errors.ts'

interface BackupFlags {
  readonly home?: string
  readonly quiet?: boolean
}

/** `causeway backup` and `causeway restore`: on the server's machine. */
export function addBackupCommands(program: Command): void {
  program
    .command('backup')
    .description('copy the data folder, of a server that runs or is stopped: database, key, tables and buckets in it')
    .argument('<into>', 'a folder that is empty or not there yet')
    .option('--home <folder>', 'the data folder (CAUSEWAY_HOME, else ./.causeway)')
    .option('--quiet', 'say nothing')
    .action(async (into: string, flags: BackupFlags) => {
      const home = homeOf(flags)
      const { backUpFolder, backUpUnderServer } = await import('./copied-folder.ts')
      await tell(
        flags,
        () =>
          backUpFolder(home, into).catch(async (thrown: unknown) => {
            if (!(thrown instanceof CausewayError && thrown.kind === 'in-use')) throw thrown
            await backUpUnderServer(home, into)
          }),
        `${home} is copied into ${into}. It holds the key of its stored secrets: keep it as such`,
      )
    })
  program
    .command('restore')
    .description('put what causeway backup has made where a server is to find it')
    .argument('<from>', 'the folder of the backup')
    .option('--home <folder>', 'the data folder, which is empty or not there yet (CAUSEWAY_HOME, else ./.causeway)')
    .option('--quiet', 'say nothing')
    .action(async (from: string, flags: BackupFlags) => {
      const home = homeOf(flags)
      const { restoreFolder } = await import('./copied-folder.ts')
      await tell(flags, () => restoreFolder(from, home), `${home} is as it was in ${from}: causeway start --home ${home}`)
    })
}

const homeOf = ({ home }: BackupFlags): string => home ?? process.env['CAUSEWAY_HOME'] ?? '.causeway'

async function tell({ quiet }: BackupFlags, work: () => Promise<void>, done: string): Promise<void> {
  const [{ EXIT }, { tellFailure }] = await Promise.all([import('../connect/exit-codes.ts'), import('../connect/server-command.ts')])
  try {
    await work()
    if (quiet !== true) console.error(done)
    process.exitCode = EXIT.ok
  } catch (thrown) {
    process.exitCode = tellFailure(thrown)
  }
}
