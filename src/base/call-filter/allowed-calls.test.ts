import { expect, test } from 'vitest'
import { ALLOWED_CALLS, FREQUENT_CALLS } from './allowed-calls.ts'
import { argumentRules, DENIED_CALLS } from './system-calls.ts'

/**
 * What workers call after their filter was set (x64, Node 26.10, DuckDB 1.5, glibc 2.36). Strace saw 38 of them in the main threads of workers in a test of one job over PostgreSQL; of
 * the others it is known that Node, the engine and the C library use them.
 */
const CALLS_MADE = `
  access brk capget clock_gettime clock_nanosleep clone close epoll_create1 epoll_ctl epoll_pwait epoll_wait eventfd2 exit faccessat2 fcntl fstat ftruncate futex getcwd
  getdents64 getegid geteuid getgid getpeername getpid getrandom getrusage getsockname getsockopt gettid getuid ioctl kill lseek madvise mkdir mmap mprotect munmap newfstatat
  open openat pipe2 prctl pread64 prlimit64 pwrite64 read readlink readv recvmsg rseq rt_sigaction rt_sigprocmask sched_getaffinity sched_getparam sched_getscheduler
  sched_yield set_robust_list setsockopt shutdown statx sysinfo uname unlink write writev
`
  .trim()
  .split(/\s+/)

test('a worker is allowed what workers are seen or known to call', () => {
  const known = new Set([...Object.keys(ALLOWED_CALLS), ...Object.keys(FREQUENT_CALLS), ...Object.keys(argumentRules(1))])
  expect(CALLS_MADE.filter((name) => !known.has(name))).toEqual([])
})

test('no call stands in two tables', () => {
  const names = [ALLOWED_CALLS, FREQUENT_CALLS, DENIED_CALLS, argumentRules(1)].flatMap((table) => Object.keys(table))
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
})

test('what makes another way to a file, a program or a process is not allowed', () => {
  const allowed = new Set([...Object.keys(ALLOWED_CALLS), ...Object.keys(FREQUENT_CALLS)])
  for (const name of [
    'link',
    'linkat',
    'symlink',
    'symlinkat',
    'chmod',
    'chown',
    'memfd_create',
    'inotify_init1',
    'setxattr',
    'chdir',
    'mlock',
    'wait4',
    'openat2',
  ])
    expect(allowed).not.toContain(name)
})
