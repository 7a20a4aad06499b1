/**
 * npm run test:busy [-- acceptance …]
 *
 * All tests and the demo (or the tests that are named) beside four busy loops for each core: on a machine that is busy with other things they take long,
 * and must pass all the same.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

// Each in a session of its own: some systems give all processes of one session one share.
const loops = Array.from({ length: 4 * availableParallelism() }, () =>
  fork(join(import.meta.dirname, 'busy-loop.ts'), { stdio: 'ignore', detached: true }),
)
const endLoops = (): void => {
  for (const loop of loops) loop.kill('SIGKILL')
}

let running: ChildProcess | undefined
let isBrokenOff = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    isBrokenOff = true
    running?.kill(signal)
  })

/** @returns whether it ended well */
async function run(command: string, args: readonly string[]): Promise<boolean> {
  running = spawn(command, args, { stdio: 'inherit' })
  const [code]: unknown[] = await once(running, 'exit')
  return code === 0
}

const named = process.argv.slice(2)
try {
  console.log(`Beside ${loops.length} busy loops on ${availableParallelism()} cores`)
  const passed = [await run('vitest', ['run', ...named])]
  if (named.length === 0 && !isBrokenOff) passed.push(await run('node', ['--no-maglev-osr', 'demo/demo.ts']))
  process.exitCode = passed.every(Boolean) ? 0 : 1
} finally {
  endLoops()
}
