import { spawnSync } from 'node:child_process'

const linesMax = 200

export interface CheckResult {
  readonly passed: boolean
  /** what it printed, or why it could not be started; at most 200 lines, for nobody reads more */
  readonly output: string
}

/** Runs a program to its end, however much it prints. */
export function runCheck([program = '', ...args]: readonly string[], cwd = process.cwd()): CheckResult {
  const env = { ...process.env, NO_COLOR: '1' }
  const done = spawnSync(program, args, { cwd, encoding: 'utf8', env, maxBuffer: Number.POSITIVE_INFINITY })
  if (done.error !== undefined) return { passed: false, output: done.error.message }
  return { passed: done.status === 0, output: shortened(`${done.stdout}${done.stderr}`) }
}

function shortened(output: string): string {
  const lines = output.split('\n')
  if (lines.length <= linesMax) return output
  // The sum stands at the end, the first faults at the beginning.
  const half = linesMax / 2
  return [...lines.slice(0, half), `… ${lines.length - linesMax} lines left out …`, ...lines.slice(-half)].join('\n')
}
