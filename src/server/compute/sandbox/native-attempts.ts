import { getSystemErrorName } from 'node:util'
import type { NativeSight, ProbeTask } from './sandbox-probe.ts'

const AF_INET = 2
const SOCK_STREAM = 1
const O_RDONLY = 0
const O_WRONLY = 1
const F_SETOWN = 8
const SOCKADDR_BYTES = 16
const NO_SUCH_PROGRAM = '/.causeway-no-such-program'

/** Tries by calls of the C library, past node and its permissions, what a worker that native code took over would try. Throws where there is no way to call it. */
export async function tryNatively(task: ProbeTask & { readonly handed: unknown }): Promise<NativeSight> {
  const { default: koffi } = await import('koffi')
  const libc = koffi.load(null)
  const told = (answer: unknown): string => {
    const errno = koffi.errno()
    return typeof answer === 'number' && answer < 0 ? getSystemErrorName(-errno) : 'possible'
  }
  const socket = libc.func('int socket(int, int, int)')
  const connect = libc.func('int connect(int, const uint8_t *, unsigned int)')
  const execve = libc.func('int execve(const char *, const char **, const char **)')
  const spawn = libc.func('int posix_spawn(int *, const char *, const void *, const void *, const char **, const char **)')
  const kill = libc.func('int kill(int, int)')
  const open = libc.func('int open(const char *, int)')
  const fcntl = libc.func('int fcntl(int, int, int)')

  const fd = descriptorOf(task.handed)
  const exec = told(execve(NO_SUCH_PROGRAM, [NO_SUCH_PROGRAM, null], [null]))
  const spawnErrno: unknown = spawn([0], process.execPath, null, null, [process.execPath, '--version', null], [null])
  return {
    socket: told(socket(AF_INET, SOCK_STREAM, 0)),
    // AF_UNSPEC: all zero. It takes the connection off, and the socket can be connected elsewhere.
    turnHandedSocket: fd === undefined ? 'no socket was handed over' : told(connect(fd, new Uint8Array(SOCKADDR_BYTES), SOCKADDR_BYTES)),
    becomeProgram: exec === 'ENOENT' ? 'possible' : exec,
    startProgram: spawnErrno === 0 ? 'possible' : getSystemErrorName(-Number(spawnErrno)),
    signalServer: told(kill(task.serverPid, 0)),
    // Said of a descriptor that signals nobody; the next setting would end the server.
    ownDescriptorByServer: told(fcntl(open(process.execPath, O_RDONLY), F_SETOWN, task.serverPid)),
    openServerMemory: told(open(`/proc/${task.serverPid}/mem`, O_RDONLY)),
    openFileInside: told(open(task.fileInside, O_RDONLY)),
    openFileOutside: told(open(task.fileOutside, O_RDONLY)),
    writeFileOutside: told(open(task.fileOutside, O_WRONLY)),
    // What root may set on the whole machine; nothing is written to either.
    writeKernelSetting: told(open('/proc/sys/kernel/core_pattern', O_WRONLY)),
    writeDevice: told(open('/dev/kmsg', O_WRONLY)),
  }
}

/** Node shows a socket's descriptor only on its inner handle. */
function descriptorOf(handed: unknown): number | undefined {
  const inner = typeof handed === 'object' && handed !== null && '_handle' in handed ? handed._handle : undefined
  const fd = typeof inner === 'object' && inner !== null && 'fd' in inner ? inner.fd : undefined
  return typeof fd === 'number' && fd >= 0 ? fd : undefined
}
