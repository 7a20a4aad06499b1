import { filterLibrary } from '../../../../base/call-filter/filter-library.ts'
import { workerFilter } from '../../../../base/call-filter/filter-program.ts'
import { sealedMemory } from '../../../../base/native/sealed-memory.ts'
import { launcherImage } from './launcher-image.ts'

/** Whoever starts a command with a view gives it a socket there, by which `closeView` reaches it. */
export const VIEW_FD = 5
/** Where a process is given the library that sets its filter. */
export const FILTER_FD = 6
/** And the launcher the user namespace by which a worker's mounts show who owns a file. */
export const OWNERS_FD = 7

/**
 * What makes the namespaces, mounts and rights of a worker before node runs in them, in the place of a chain of programs and a shell, whose start took longer than what they did. It
 * takes lists of system calls at VIEW_FD (call-program.ts) and makes them; its child becomes node; it waits for a last list, when the worker's folders are known, and for the child's end.
 * It stands in no folder, so nobody can write another in its place.
 */
export interface Launcher {
  /** To be started. It takes what is to run as its arguments. */
  readonly file: string
  /** A descriptor, for `FILTER_FD`: of the first process of a process namespace. */
  readonly filterLibrary: number
  /** A descriptor, for `OWNERS_FD`; undefined: workers have the server's rights. See `openMountOwners`. */
  readonly mountOwners?: number
}

let opened: Launcher | string | undefined

/** One for this process. A text: why there is none. */
export function openLauncher(): Launcher | string {
  opened ??= open()
  return opened
}

function open(): Launcher | string {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return `its instructions are for Linux on x64, not ${process.platform} on ${process.arch}`
  try {
    const fd = sealedMemory('causeway-launcher', launcherImage(VIEW_FD))
    return { file: `/proc/self/fd/${fd}`, filterLibrary: sealedMemory('causeway-filter', filterLibrary(workerFilter('x64', 1))) }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
