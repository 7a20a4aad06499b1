#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { useSteadyCompiler } from '../base/steady-compiler.ts'
import { addAccountCommands } from './accounts/account-commands.ts'
import { addAgentCommand } from './agent/agent-command.ts'
import { addAuditCommand } from './audit/audit-command.ts'
import { addBackupCommands } from './backup/backup-commands.ts'
import { addCallCommands } from './call/call-commands.ts'
import { addCompletionCommands } from './completion/completion-command.ts'
import { EXIT } from './connect/exit-codes.ts'
import { addDemoCommand } from './demo-command.ts'
import { addDoctorCommand } from './doctor/doctor-command.ts'
import { addDoorCommands } from './door/door-command.ts'
import { addExpectCommands } from './expect/expect-command.ts'
import { addExplainCommand } from './explain/explain-command.ts'
import { addTestTableCommand } from './explain/test-table-command.ts'
import { addWouldReachCommand } from './explain/would-reach-command.ts'
import { addJobCommands } from './jobs/job-commands.ts'
import { addLogInCommands } from './log-in/log-in-commands.ts'
import { addObjectCommands } from './objects/object-commands.ts'
import { optionsBehind } from './options-behind.ts'
import { addBindCommands } from './resources/bind-commands.ts'
import { addGrantCommands } from './resources/grant-commands.ts'
import { addImpactCommand } from './resources/impact-command.ts'
import { addResourceCommands } from './resources/resource-commands.ts'
import { addTagCommands } from './resources/tag-commands.ts'
import { addRunCommand } from './run/run-command.ts'
import { addScriptCommands } from './scripts/script-commands.ts'
import type { StartFlags } from './settings.ts'
import { addSqlCommand } from './sql/sql-command.ts'
import { unknownCommand, usageHint } from './unknown-command.ts'
import { VERSION } from './version.ts'
import { watchWrites } from './write-out.ts'

// launch.mjs has done it earlier; whoever runs this file has not.
useSteadyCompiler()

const program = new Command('causeway')
  .description('A self-hosted Data Lake Insight')
  .version(VERSION)
  .enablePositionalOptions()
  .exitOverride()

program
  .command('start')
  .description('start the server; flags come before the environment (CAUSEWAY_…), the environment before causeway.yaml')
  .option('--host <address>', 'address to listen on (127.0.0.1)')
  .option('--port <number>', 'port to listen on (8600; 0 picks a free one)')
  .option('--tls-cert <file>', 'speak HTTPS, by this certificate (PEM, with those between); read again when it changes')
  .option('--tls-key <file>', 'its private key (PEM, without a passphrase)')
  .option('--tls-self-signed', 'speak HTTPS, by a certificate that the server makes for itself and keeps in the data folder')
  .option('--home <folder>', 'data folder (./.causeway)')
  .option('--config <file>', 'settings file (./causeway.yaml when it is there)')
  .action(async (flags: StartFlags) => {
    // The server is a third of what a command would read before it does anything.
    const { start } = await import('./start.ts')
    process.exitCode = await start(flags)
  })

addLogInCommands(program, process.cwd())
addSqlCommand(program, process.cwd())
addResourceCommands(program, process.cwd())
addBindCommands(program, process.cwd())
addGrantCommands(program, process.cwd())
addTagCommands(program, process.cwd())
addJobCommands(program, process.cwd())
addScriptCommands(program, process.cwd())
addObjectCommands(program, process.cwd())
addCallCommands(program, process.cwd())
addCompletionCommands(program, process.cwd())
addAccountCommands(program, process.cwd())
addAuditCommand(program, process.cwd())
addAgentCommand(program, VERSION)
addExplainCommand(program, process.cwd())
addTestTableCommand(program, process.cwd())
addWouldReachCommand(program, process.cwd())
addDoorCommands(program, process.cwd())
addDoctorCommand(program, process.cwd())
addDemoCommand(program)
addBackupCommands(program)
addRunCommand(program, process.cwd())
addExpectCommands(program, process.cwd())
addImpactCommand(program, process.cwd())

const failedWrite = watchWrites(process.stdout)
let isDone = false
process.once('beforeExit', () => {
  const failure = failedWrite()
  // Whoever has ended with another code has said why.
  if (isDone && failure !== undefined && (process.exitCode ?? EXIT.ok) === EXIT.ok) {
    console.error(failure.message)
    if (failure.hint !== undefined) console.error(`  ${failure.hint}`)
    process.exitCode = EXIT.failed
  }
  if (isDone) return
  // Node ends where nothing is left to wait for, and with 0: what waits for ever would look like a success.
  console.error('The command ended before its work did: this is a fault of Causeway')
  process.exitCode = EXIT.failed
})

const words = optionsBehind(program, process.argv.slice(2))
try {
  const unknown = unknownCommand(program, words)
  if (unknown !== undefined) program.error(unknown)
  await program.parseAsync([...words], { from: 'user' })
  isDone = true
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) throw thrown
  // It has said what is wrong; 0 where somebody has asked for help, which is also shown to who names no command.
  if (thrown.exitCode !== 0 && thrown.code !== 'commander.help') console.error(`  ${usageHint(program, words)}`)
  process.exitCode = thrown.exitCode === 0 ? EXIT.ok : EXIT.usage
  isDone = true
}
