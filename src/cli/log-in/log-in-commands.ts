import type { Command } from 'commander'
import type { ServerClient } from '../connect/server-client.ts'
import { runServerCommand, tellFailure } from '../connect/server-command.ts'
import { withServerOptions } from '../connect/server-options.ts'
import type { LogInFlags } from './log-in-flags.ts'

/** `causeway login|logout|whoami|context …`: who this user is, and at which server. */
export function addLogInCommands(program: Command, workingFolder: string): void {
  const code = async (work: Promise<void>, flags: LogInFlags = {}): Promise<void> => {
    process.exitCode = await work.then(
      () => 0,
      (thrown: unknown) => tellFailure(thrown, flags),
    )
  }
  program
    .command('login')
    .description(
      'log in at a server, by a password (for 24 hours) or a key pair, and make it the current one; without a URL at that of ./.causeway, --home or the context, of whose data folder no password is asked',
    )
    .argument('[url]', 'as https://causeway.example.org:8600')
    .option('--context <name>', 'the name of the server from now on (its host name)')
    .option('--home <folder>', 'the server of this machine that runs on this data folder')
    .option('--user <name>', 'who; asked for on a terminal')
    .option('--domain <name>', 'the domain of the user, where the server has several')
    .option('--project <name>', 'where the user has several; its name or id')
    .option('--access-key <key>', 'by a key pair in the place of a password: for good')
    .option('--secret-stdin', 'read the password or the secret key from standard input; asked for on a terminal without it')
    .option('--ca <file>', 'believe the certificates of this authority, or this certificate (PEM)')
    .action((url: string | undefined, flags: LogInFlags) =>
      code(import('./log-in.ts').then(({ logIn }) => logIn(url, flags, workingFolder))),
    )
  program
    .command('logout')
    .description('forget the password or keys of a server; its address is kept')
    .option('--context <name>', 'of which; the current one')
    .action((flags: LogInFlags) => code(import('./contexts.ts').then(({ logOut }) => logOut(flags.context))))
  withServerOptions(program.command('whoami'))
    .description('at which server commands arrive, and as whom')
    .option('--project <name>', 'as of the other commands')
    .option('--json', 'as JSON')
    .action(async (flags: LogInFlags) => {
      const work = async (server: ServerClient): Promise<void> => await (await import('./who-am-i.ts')).whoAmI(server, flags)
      process.exitCode = await runServerCommand(flags, workingFolder, work, 'user')
    })
  const context = program.command('context').description('the servers that were logged in at')
  context
    .command('list')
    .description('all of them; * is the current one, which commands ask that name none, where no server runs on ./.causeway')
    .option('--json', 'as JSON')
    .action((flags: LogInFlags) =>
      code(
        import('./contexts.ts').then(({ listContexts }) => listContexts(flags.json === true, workingFolder)),
        flags,
      ),
    )
  context
    .command('use')
    .description('make one the current one, which commands ask where no server runs on ./.causeway, or another project or queue its own')
    .argument('<name>', 'as context list shows it')
    .option('--project <name>', 'the project of commands that name none')
    .option('--queue <name>', 'the queue of statements that name none')
    .action((name: string, flags: LogInFlags) =>
      code(import('./contexts.ts').then(({ useContext }) => useContext(name, flags, workingFolder))),
    )
  context
    .command('remove')
    .description('forget one with everything that is kept of it')
    .argument('<name>', 'as context list shows it')
    .action((name: string) => code(import('./contexts.ts').then(({ removeContext }) => removeContext(name))))
}
