#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { CausewayError } from '../base/errors.ts'
import { useSteadyCompiler } from '../base/steady-compiler.ts'
import { EXIT } from './connect/exit-codes.ts'
import { failureText } from './connect/failure-text.ts'
import { optionsBehind } from './options-behind.ts'
import type { StartFlags } from './settings.ts'
import { unknownCommand, usageHint } from './unknown-command.ts'
import { VERSION } from './version.ts'
import { watchWrites } from './write-out.ts'

// launch.mjs has done it earlier; whoever runs this file has not.
useSteadyCompiler()

const given = process.argv.slice(2)
/** Of a line that cannot be read as well: whoever asks for JSON reads no other words. What stands behind --, and all but the first of `run`, is another program's. */
const isJson = given[0] !== 'run' && given.slice(0, given.includes('--') ? given.indexOf('--') : undefined).includes('--json')

const program = new Command('causeway')
  .description('A self-hosted Data Lake Insight')
  .version(VERSION)
  .enablePositionalOptions()
  .exitOverride()
  .configureOutput({ writeErr: (text) => void (isJson || process.stderr.write(text)) })

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

if (given[0] !== 'start') {
  // Whoever starts a server waits until its port is bound: the others are most of what would be read before.
  const { addOtherCommands } = await import('./other-commands.ts')
  addOtherCommands(program, process.cwd())
}

const failedWrite = watchWrites(process.stdout)
let isDone = false
process.once('beforeExit', () => {
  const failure = failedWrite()
  // Whoever has ended with another code has said why.
  if (isDone && failure !== undefined && (process.exitCode ?? EXIT.ok) === EXIT.ok) {
    console.error(failureText(failure, isJson))
    process.exitCode = EXIT.failed
  }
  if (isDone) return
  // Node ends where nothing is left to wait for, and with 0: what waits for ever would look like a success.
  console.error(failureText(new CausewayError('internal', 'The command ended before its work did: this is a fault of Causeway'), isJson))
  process.exitCode = EXIT.failed
})

const words = optionsBehind(program, given)
try {
  const unknown = unknownCommand(program, words)
  if (unknown !== undefined) program.error(unknown)
  await program.parseAsync([...words], { from: 'user' })
  isDone = true
} catch (thrown) {
  if (thrown instanceof CommanderError) tellUsage(thrown)
  else {
    // Of a word that the command itself could not take, before it had anybody to ask.
    const { tellFailure } = await import('./connect/server-command.ts')
    process.exitCode = tellFailure(thrown, { json: isJson })
  }
  isDone = true
}

function tellUsage(thrown: CommanderError): void {
  // It has said what is wrong; 0 where somebody has asked for help, which is also shown to who names no command.
  if (thrown.exitCode !== 0 && isJson) tellMisuse(thrown.code === 'commander.help' ? 'No command is named' : thrown.message)
  else if (thrown.exitCode !== 0 && thrown.code !== 'commander.help') console.error(`  ${usageHint(program, words)}`)
  process.exitCode = thrown.exitCode === 0 ? EXIT.ok : EXIT.usage
}

function tellMisuse(message: string): void {
  const told = message.replace(/^error: /, '').replaceAll('\n', ' ')
  console.error(failureText(new CausewayError('invalid-parameter', told, { hint: usageHint(program, words) }), isJson))
}
