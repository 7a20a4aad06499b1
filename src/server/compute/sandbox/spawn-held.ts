import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { nodePid, type WorkerCommand } from './isolation.ts'
import type { LowerLimits } from './launcher/launch-worker.ts'
import { VIEW_FD } from './launcher/launcher.ts'
import { closeView } from './worker-view.ts'

/** As every worker is started, and what is tried in its place: nothing in its environment, a channel at 3. */
export function spawnHeld(
  command: WorkerCommand,
  { errors, messages }: { readonly errors: 'pipe' | 'inherit'; readonly messages: 'pipe' | 'ignore' },
): ChildProcess {
  const options: SpawnOptions = {
    stdio: [
      'ignore',
      'ignore',
      errors,
      'ipc',
      messages,
      command.view === undefined ? 'ignore' : 'pipe',
      command.filterLibrary ?? 'ignore',
      command.mountOwners ?? 'ignore',
    ],
    env: {},
    cwd: '/',
    detached: true,
  }
  const child = spawn(command.file, command.args, options)
  const control = child.stdio.at(VIEW_FD)
  if (command.view !== undefined && control instanceof Socket) {
    // Its end is told by the process.
    control.on('error', () => {})
    if (command.view.first !== undefined) control.write(command.view.first)
  }
  return child
}

/** When node runs, and before it is given anything: from now on it sees these folders, what it was started with, and nothing else. See `closeView`. */
export async function closeHeld(
  child: ChildProcess,
  command: WorkerCommand,
  folders: readonly string[],
  limits: LowerLimits['limits'] = [],
): Promise<void> {
  const { view } = command
  if (view !== undefined) await closeView(view, child.stdio.at(VIEW_FD), () => nodePid(command, child.pid ?? 0), folders, limits)
}
