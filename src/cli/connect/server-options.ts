import type { Command } from 'commander'

/** Of every command that asks a server. */
export interface ServerFlags {
  readonly home?: string
  readonly endpoint?: string
  readonly context?: string
  readonly timeout?: string
  readonly quiet?: boolean
}

/** Whether what is told, and what goes wrong, is for programs. */
export interface JsonFlag {
  readonly json?: boolean
}

/** Of commands that ask about one project. */
export interface ProjectFlags extends ServerFlags, JsonFlag {
  readonly project?: string
}

export const withServerOptions = (command: Command): Command =>
  command
    .option('--context <name>', 'the server, as causeway login has named it; the current one where none is named (causeway context list)')
    .option(
      '--endpoint <url>',
      'the server, by its address: one that was logged in at, or with CAUSEWAY_ACCESS_KEY and CAUSEWAY_SECRET_KEY (and CAUSEWAY_SECURITY_TOKEN of a temporary pair), or CAUSEWAY_TOKEN',
    )
    .option('--home <folder>', 'the server, by its data folder (./.causeway where one runs there, or CAUSEWAY_HOME)')
    .option('--timeout <seconds>', 'give up after so long')
    .option('--quiet', 'say nothing but what was asked for, and errors')

export const withProjectOptions = (command: Command): Command =>
  withServerOptions(command)
    .option('--project <name>', 'its name or id (CAUSEWAY_PROJECT)')
    .option('--json', 'as the server says it, a failure too')
