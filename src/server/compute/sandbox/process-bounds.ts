import { readFileSync } from 'node:fs'
import { CausewayError } from '../../../base/errors.ts'

/** What the kernel says of how a process is held, whatever the process says itself. */
export interface ProcessBounds {
  /** Filters of system calls, those it was started with among them. */
  readonly filters: number
  readonly noNewPrivileges: boolean
  /** Its user, as this process sees it. */
  readonly user: number
}

/** Undefined: the process is gone, or the system does not tell. */
export function boundsOf(pid: number): ProcessBounds | undefined {
  try {
    return parseBounds(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return undefined
  }
}

/** Of the text of proc_pid_status(5). A kernel before 5.9 tells whether there is a filter, and not how many. */
export function parseBounds(status: string): ProcessBounds | undefined {
  const field = (name: string): number | undefined => {
    const text = new RegExp(`^${name}:\\s*(\\d+)\\b`, 'm').exec(status)?.[1]
    return text === undefined ? undefined : Number(text)
  }
  const [mode, noNewPrivileges, user] = [field('Seccomp'), field('NoNewPrivs'), field('Uid')]
  if (mode === undefined || noNewPrivileges === undefined || user === undefined) return undefined
  return { filters: field('Seccomp_filters') ?? (mode === 2 ? 1 : 0), noNewPrivileges: noNewPrivileges === 1, user }
}

/** Throws 'unavailable' when the process is held by less than the probe was that showed how workers are held. `measured` undefined: the system did not tell then. */
export function checkBounds(pid: number | undefined, measured: ProcessBounds | undefined): void {
  if (measured === undefined) return
  const saw = pid === undefined ? undefined : boundsOf(pid)
  const lacks =
    saw === undefined
      ? ['how it is held is not told']
      : [
          ...(saw.filters < measured.filters ? [`it has ${saw.filters} filters of system calls, not ${measured.filters}`] : []),
          ...(saw.user === measured.user ? [] : [`it is user ${saw.user}, not ${measured.user}`]),
          ...(measured.noNewPrivileges && !saw.noNewPrivileges ? ['it could gain privileges'] : []),
        ]
  if (lacks.length === 0) return
  throw new CausewayError('unavailable', `A worker was not held as the server saw it at its start, so it was ended: ${lacks.join(', ')}`, {
    hint: 'See whether somebody changed the files of the program, and start the server again',
  })
}
