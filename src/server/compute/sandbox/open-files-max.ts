import { readText } from '../processes/read-text.ts'

const LEAST = 512
const MOST = 4096

interface OpenFilesOf {
  /** What the kernel watches for all programs of a user (epoll(7)); undefined where that is not told. */
  readonly watches: number | undefined
  /** What this process may have open. */
  readonly own: number
}

/**
 * Files that a worker may have open. With n of them it has n/2 instances of epoll watch n/2 others, which the kernel counts for its user; at the end of that number every program of the
 * user fails, and Node ends at once: the server, where the worker is of its user. So one worker gets at a sixteenth of it.
 */
export const openFilesFor = ({ watches, own }: OpenFilesOf): number =>
  Math.min(own, Math.max(LEAST, Math.min(MOST, Math.floor(Math.sqrt((watches ?? 0) / 4)))))

let known: number | undefined

/** Of this machine. */
export function openFilesMax(): number {
  known ??= openFilesFor({
    watches: numberIn(readText('/proc/sys/fs/epoll/max_user_watches'), /^(\d+)$/m),
    own: numberIn(readText('/proc/self/limits'), /^Max open files\s+\d+\s+(\d+)/m) ?? Number.POSITIVE_INFINITY,
  })
  return known
}

function numberIn(text: string | undefined, pattern: RegExp): number | undefined {
  const found = pattern.exec(text ?? '')?.[1]
  return found === undefined ? undefined : Number(found)
}
