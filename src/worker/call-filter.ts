/**
 * Runs in a worker before its main file does (node's --import), so before a byte of a user's is read. A process that cannot set the filter ends: the server asks for
 * it only where a probe had it.
 */
import { writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const EXIT_NO_FILTER = 71

// Each thread loads this file, and the filter holds for all of them already.
if (isMainThread) {
  try {
    const { filterCalls } = await import('../base/call-filter/set-filter.ts')
    filterCalls()
  } catch (error) {
    writeSync(2, `No filter of system calls: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(EXIT_NO_FILTER)
  }
}
