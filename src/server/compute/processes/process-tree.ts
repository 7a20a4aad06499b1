import { readdirSync } from 'node:fs'
import { readText } from './read-text.ts'

export interface ProcessUse {
  /** Of the process, its descendants, and those of them that have ended. */
  readonly cpuMs: number
  /** A thread runs, wants to, or waits for a disk: what stands still then is the machine. */
  readonly wantsToRun: boolean
}

/** Linux tells times in hundredths of a second, whatever its own clock. */
const MS_PER_TICK = 10
/** Of what follows the program's name in /proc/<pid>/stat. */
const STATE = 0
const TIMES = [11, 12, 13, 14]

/** The process and whatever it has started: a wrapping program may stand between us and the one that works. Only the process itself where the system does not tell. */
export function processTree(pid: number): readonly number[] {
  const found = [pid]
  // Grows while it is walked.
  for (const each of found) {
    for (const thread of threadsOf(each)) {
      const children = readText(`/proc/${each}/task/${thread}/children`)?.split(' ') ?? []
      found.push(...children.filter((child) => child !== '').map(Number))
    }
  }
  return found
}

/** Threads of one process, by their ids; the process's own id where the system does not tell. */
export function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number)
  } catch {
    return [pid]
  }
}

/** Undefined where the system does not tell (it has no /proc), or when the process is gone. */
export function useOf(pid: number): ProcessUse | undefined {
  let cpuMs = 0
  let wantsToRun = false
  let seen = false
  for (const each of processTree(pid)) {
    const fields = statOf(`/proc/${each}/stat`)
    if (fields === undefined) continue
    seen = true
    cpuMs += TIMES.reduce((sum, index) => sum + Number(fields[index]), 0) * MS_PER_TICK
    wantsToRun ||= threadsOf(each).some((thread) => /[RD]/.test(statOf(`/proc/${each}/task/${thread}/stat`)?.[STATE] ?? ''))
  }
  return seen ? { cpuMs, wantsToRun } : undefined
}

function statOf(file: string): readonly string[] | undefined {
  const text = readText(file)
  // The name stands in parentheses and may hold anything, parentheses too.
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')
}
