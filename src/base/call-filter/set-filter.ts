import koffi, { type LibraryHandle } from 'koffi'
import { ringFilter, workerFilter } from './filter-program.ts'
import type { Architecture } from './system-calls.ts'

const PR_SET_NO_NEW_PRIVS = 38
const SECCOMP_SET_MODE_FILTER = 1
const SECCOMP_FILTER_FLAG_TSYNC = 1
const SECCOMP_NUMBER: Readonly<Record<Architecture, number>> = { x64: 317, arm64: 277 }

/**
 * Sets the worker's filter on every thread of this process (node has some before it runs a line of ours) and on all that they will start. Nothing takes it off
 * again. Throws where the machine does not have it. Whoever started this process must have refused rings before (`refuseRings`), or node aborts.
 */
export function filterCalls(): void {
  const filter = workerFilter(thisArchitecture(), process.pid)
  giveUpPrivileges()
  setFilter(filter, SECCOMP_FILTER_FLAG_TSYNC)
}

/**
 * From now on neither this thread nor any process that it starts gets an io_uring. The operations of a ring pass by every filter, so a worker must not have the one
 * that node makes at its start. Throws where the machine does not have filters.
 */
export function refuseRings(): void {
  const filter = ringFilter(thisArchitecture())
  try {
    setFilter(filter, 0)
  } catch {
    // Whoever is no administrator must first give up what a set-uid program would give.
    giveUpPrivileges()
    setFilter(filter, 0)
  }
}

function thisArchitecture(): Architecture {
  const { platform, arch } = process
  if (platform === 'linux' && (arch === 'x64' || arch === 'arm64')) return arch
  throw new Error(`system calls are filtered on Linux with x64 or arm64, not on ${platform} with ${arch}`)
}

/** null: what this process has loaded, the C library among it, whatever its name. */
const libc = (): LibraryHandle => koffi.load(null)

function giveUpPrivileges(): void {
  const prctl = libc().func('prctl', 'int', ['int', 'unsigned long', 'unsigned long', 'unsigned long', 'unsigned long'])
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) !== 0) throw new Error(`prctl: errno ${koffi.errno()}`)
}

function setFilter(filter: Uint8Array, flags: number): void {
  const program = koffi.struct({ len: 'uint16_t', filter: 'uint8_t *' })
  const syscall = libc().func('syscall', 'long', ['long', 'unsigned long', 'unsigned long', koffi.pointer(program)])
  const answer: unknown = syscall(SECCOMP_NUMBER[thisArchitecture()], SECCOMP_SET_MODE_FILTER, flags, { len: filter.length / 8, filter })
  if (answer === 0) return
  throw new Error(Number(answer) > 0 ? `seccomp: thread ${answer} has another filter` : `seccomp: errno ${koffi.errno()}`)
}
