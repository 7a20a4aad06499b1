import type { Command } from 'commander'

/** Of every command that asks the server of a data folder about one project. */
export interface LocalFlags {
  readonly home?: string
  readonly project?: string
  readonly json?: boolean
}

export const withLocalOptions = (command: Command): Command =>
  command
    .option('--home <folder>', 'data folder of the server that runs (./.causeway, or CAUSEWAY_HOME)')
    .option('--project <name>', 'where there are several; its name or id')
    .option('--json', 'as the server says it')
