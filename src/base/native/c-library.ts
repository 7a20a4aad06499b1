import koffi, { type LibraryHandle } from 'koffi'

export type NativeFunction = ReturnType<LibraryHandle['func']>

let library: LibraryHandle | undefined

/** What this process has loaded, the C library among it, whatever its name. Throws where koffi has not been built for the machine. */
export function cLibrary(): LibraryHandle {
  library ??= koffi.load(null)
  return library
}

// Of sockets, on Linux with 64 bits: the same on x64 and arm64.
export const AF_INET = 2
export const SOCK_STREAM = 1
export const SOCK_NONBLOCK = 0o4000
export const SOCK_CLOEXEC = 0o2000000
export const SOL_SOCKET = 1
export const SO_ERROR = 4
export const SO_KEEPALIVE = 9
export const SO_ACCEPTCONN = 30
export const SCM_RIGHTS = 1
export const MSG_DONTWAIT = 0x40
export const MSG_NOSIGNAL = 0x4000
export const MSG_CMSG_CLOEXEC = 0x40000000
export const IPPROTO_TCP = 6
export const TCP_NODELAY = 1
export const TCP_KEEPIDLE = 4
export const TCP_KEEPINTVL = 5
export const TCP_KEEPCNT = 6
export const POLLOUT = 4
