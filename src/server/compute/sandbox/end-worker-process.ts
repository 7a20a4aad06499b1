import type { ChildProcess } from 'node:child_process'
import { nodePid, type WorkerCommand } from './isolation.ts'

/**
 * Ends what the command started, and node in it, at once. With a process namespace everything that node started ends with it. Node is ended by itself, not only
 * by the end of the program that waits for it: native code could have freed it from that.
 */
export function endWorkerProcess(child: ChildProcess, command: WorkerCommand): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const inside = nodePid(command, child.pid)
  if (inside !== undefined && inside !== child.pid) {
    try {
      process.kill(inside, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
  child.kill('SIGKILL')
}
