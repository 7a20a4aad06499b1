import type { Command } from 'commander'
import { listingOption } from '../completion/listing-option.ts'
import { runServerCommand } from '../connect/server-command.ts'
import { withServerOptions } from '../connect/server-options.ts'
import type { SqlFlags } from './sql-flags.ts'

/** run-sql.ts, which is read when it is needed, holds what is given to it. */
const OUTPUTS = ['table', 'csv', 'json', 'jsonl', 'markdown', 'parquet']

/** `causeway sql`: statements of a flag, a file or standard input, or the prompt. */
export function addSqlCommand(program: Command, workingFolder: string): void {
  withServerOptions(program.command('sql'))
    .description(
      'run SQL: a statement (-e), those of a file (-f, - is standard input), or a prompt. All rows are written as they come, to standard output; several statements one after the other, until one fails. Ctrl-C cancels the job',
    )
    .option('-q, --queue <name>', 'the queue (CAUSEWAY_QUEUE, that of the context, or the only one beside default)')
    .option('-d, --database <name>', 'where names without a database are looked for')
    .option('-e, --execute <sql>', 'run this; given several times, one after the other', (sql: string, before: string | undefined) =>
      // On a line of its own: the text before may end in a comment.
      before === undefined ? sql : `${before}\n;\n${sql}`,
    )
    .option('-f, --file <file>', 'run what stands there')
    .option('--from <number>', 'begin with this statement of them: a script that stopped at its third goes on with --from 3')
    .addOption(listingOption('-o, --output <format>', 'how rows are written; a table where none is named', OUTPUTS))
    .option(
      '--as-one',
      'run the statements as one script of the server: in a session of its own, and to its end also when this command is gone (Ctrl-C cancels it)',
    )
    .option('--keep-going', 'with --as-one: go on behind a statement that fails')
    .option('--detach', 'with --as-one: write the id of the script, and leave it to run')
    .option('--project <name>', 'its name or id (CAUSEWAY_PROJECT)')
    .option('--json', 'as -o json, a failure too, with the place of a mistake')
    .action(async (flags: SqlFlags) => {
      let code = 0
      const failed = await runServerCommand(
        flags,
        workingFolder,
        async (server, signal) => {
          // Read when it is needed: a start of the server does not.
          const { runSql } = await import('./run-sql.ts')
          code = await runSql(server, flags, workingFolder, signal)
        },
        'user',
      )
      process.exitCode = failed === 0 ? code : failed
    })
}
