import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'

const PROGRAM = join(import.meta.dirname, '..', '..', 'demo', 'demo.ts')

/** `causeway demo`: what `npm run demo` shows, in a clone. */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description(
      'the main job, as a stranger would do it, on a server and a PostgreSQL of its own (in a clone: it takes what the tests take)',
    )
    .option('--keep', 'leave server and database running')
    .action(async ({ keep }: { readonly keep?: boolean }) => {
      process.exitCode = existsSync(PROGRAM) ? await runDemo(keep === true) : notThere()
    })
}

function notThere(): number {
  console.error('This is an installation without the demo')
  console.error('  Clone Causeway, and run npm run demo there')
  return 1
}

function runDemo(keep: boolean): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const child = spawn(process.execPath, ['--no-maglev-osr', PROGRAM, ...(keep ? ['--keep'] : [])], { stdio: 'inherit' })
  child.once('error', reject)
  // Ctrl-C reaches both; the demo ends what it has started.
  const wait = (): void => {}
  process.on('SIGINT', wait)
  child.once('exit', (code, signal) => {
    process.off('SIGINT', wait)
    resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
  })
  return promise
}
