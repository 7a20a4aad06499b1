import koffi from 'koffi'
import { cLibrary, type NativeFunction } from './c-library.ts'

// asm-generic/resource.h; the same on x64 and arm64.
export const RLIMIT_DATA = 2
export const RLIMIT_CORE = 4
export const RLIMIT_NPROC = 6
export const RLIMIT_NOFILE = 7

let prlimit: NativeFunction | undefined

/** Lowers what a process that runs may have (prlimit(2)), for good. Linux only; throws where the system refuses. */
export function lowerLimit(pid: number, resource: number, most: number): void {
  prlimit ??= cLibrary().func('prlimit', 'int', ['int', 'int', 'uint8_t *', 'uint8_t *'])
  if (Number(prlimit(pid, resource, limitBytes(most), null)) !== 0) throw new Error(`prlimit: errno ${koffi.errno()}`)
}

/** struct rlimit: what it may have, and what it may set. */
export function limitBytes(most: number): Buffer {
  const both = Buffer.alloc(16)
  both.writeBigUInt64LE(BigInt(most), 0)
  both.writeBigUInt64LE(BigInt(most), 8)
  return both
}
