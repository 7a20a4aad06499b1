import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

const linesMax = 200

export interface CheckResult {
  readonly passed: boolean
  /** what it printed, or why it could not be started; at most 200 lines, for nobody reads more */
  readonly output: string
}

/** Runs a program to its end, however much it prints. */
export async function runCheck([program = '', ...args]: readonly string[], cwd = process.cwd()): Promise<CheckResult> {
  const env = { ...process.env, NO_COLOR: '1' }
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  try {
    const [code]: unknown[] = await once(child, 'close')
    return { passed: code === 0, output: shortened((await output).join('')) }
  } catch (error) {
    output.catch(() => undefined)
    return { passed: false, output: error instanceof Error ? error.message : String(error) }
  }
}

function shortened(output: string): string {
  const lines = output.split('\n')
  if (lines.length <= linesMax) return output
  // The sum stands at the end, the first faults at the beginning.
  const half = linesMax / 2
  return [...lines.slice(0, half), `… ${lines.length - linesMax} lines left out …`, ...lines.slice(-half)].join('\n')
}
