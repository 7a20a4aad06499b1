import type { Command } from 'commander'
import type { StartFlags } from '../settings.ts'
import type { Finding } from './finding.ts'

const MARKS: Readonly<Record<Finding['outcome'], string>> = { fine: 'fine ', weak: 'weak ', wrong: 'WRONG' }

/** `causeway doctor`: with and without a running server. */
export function addDoctorCommand(program: Command, workingFolder: string): void {
  program
    .command('doctor')
    .description(
      'what of this machine and the data folder is in the way of a server, what confines its workers, and what to do about it; exit code 1 when something is wrong',
    )
    .option('--host <address>', 'as of causeway start')
    .option('--port <number>', 'as of causeway start')
    .option('--home <folder>', 'as of causeway start')
    .option('--config <file>', 'as of causeway start')
    .option('--json', 'as one JSON document')
    .action(async ({ json, ...flags }: StartFlags & { readonly json?: boolean }) => {
      process.exitCode = await run(flags, json === true, program.version() ?? '', workingFolder)
    })
}

async function run(flags: StartFlags, isJson: boolean, version: string, workingFolder: string): Promise<number> {
  // Read when it is needed: a start of the server does not.
  const { examine } = await import('./examine.ts')
  const { findings, details } = await examine(flags, version, workingFolder)
  const isWrong = findings.some(({ outcome }) => outcome === 'wrong')
  if (isJson) console.log(JSON.stringify({ outcome: isWrong ? 'wrong' : 'fine', findings, details }, undefined, 2))
  else {
    for (const { name, outcome, seen, remedies } of findings) {
      console.log(`${MARKS[outcome]}  ${name}: ${seen}`)
      for (const remedy of remedies) console.log(`         ${remedy}`)
    }
    for (const detail of details) console.log(`         (${detail})`)
  }
  return isWrong ? 1 : 0
}
