/** Ends a process of the server's under test at once; one that has ended by itself is none. */
export function killProcess(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
