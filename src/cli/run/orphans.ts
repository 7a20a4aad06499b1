import koffi from 'koffi'

const P_ALL = 0
const WNOHANG = 1
const WEXITED = 4
const WNOWAIT = 0x01000000
/** struct siginfo: which process it is of. */
const SIGINFO_BYTES = 128
const PID_OFFSET = 16

/**
 * The first process of a process namespace gets the children of those that end before them, and has to wait for each, or it stays as a zombie. Node waits for those
 * alone that it has started itself; their ends must be left to it.
 * @param own the process that Node has started, once it is
 */
export function takeInOrphans(own: () => number | undefined): void {
  const library = koffi.load(null)
  const look = library.func('waitid', 'int', ['int', 'uint', koffi.out('uint8_t *'), 'int'])
  const take = library.func('waitpid', 'int', ['int', 'void *', 'int'])
  process.on('SIGCHLD', () => {
    for (;;) {
      const seen = Buffer.alloc(SIGINFO_BYTES)
      if (look(P_ALL, 0, seen, WEXITED | WNOHANG | WNOWAIT) !== 0) return
      const pid = seen.readInt32LE(PID_OFFSET)
      // With the end of the program everything in here ends.
      if (pid === 0 || pid === own()) return
      take(pid, null, WNOHANG)
    }
  })
}
