import type { WorkerCommand } from './isolation.ts'

export interface ProcessExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/**
 * How node ended, where what was started is a program that waits for it and ends in the same way. That of util-linux 2.38 cannot end itself by SIGKILL: it says so
 * in words of its own, which come last, and exits with 1.
 */
export function nodeExit(command: WorkerCommand, exit: ProcessExit, lastLines: readonly string[]): ProcessExit {
  if (!command.forks || exit.code !== 1 || lastLines.at(-1)?.startsWith('unshare: ') !== true) return exit
  return { code: null, signal: 'SIGKILL' }
}
