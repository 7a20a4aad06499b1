/**
 * Runs in a worker before its main file does (node's --import), so before a byte of a user's is read. A process that cannot set the filter ends: the server asks for
 * it only where a probe had it.
 */
import { closeSync, writeSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

const EXIT_NO_FILTER = 71

/** The descriptor of a library that sets it (see filter-library.ts), by the URL of this module: ?library=…; without it a slower way does the same. */
const library = new URL(import.meta.url).searchParams.get('library')

// Each thread loads this file, and the filter holds for all of them already.
if (isMainThread) {
  try {
    if (library === null || !loadedLibrary(Number(library))) {
      const { filterCalls } = await import('../base/call-filter/set-filter.ts')
      filterCalls()
    }
  } catch (error) {
    writeSync(2, `No filter of system calls: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(EXIT_NO_FILTER)
  }
}

/** What it does is done when it is loaded; that it is no module of node's is no news. */
function loadedLibrary(fd: number): boolean {
  try {
    process.dlopen({ exports: {} }, `/proc/self/fd/${fd}`)
    return true
  } catch (error) {
    return error instanceof Error && error.message.includes('did not self-register')
  } finally {
    closeSync(fd)
  }
}
