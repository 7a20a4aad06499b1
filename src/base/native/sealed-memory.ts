import { closeSync, writeSync } from 'node:fs'
import koffi from 'koffi'
import { cLibrary } from './c-library.ts'

const MFD_CLOEXEC = 1
const MFD_ALLOW_SEALING = 2
const MFD_EXEC = 0x10
const F_ADD_SEALS = 1033
/** Nobody writes it, makes it longer or shorter, or takes that back. */
const ALL_SEALS = 0xf

/**
 * A file that is in no folder, holds this, and never changes again, also not by who has it open. To be run or loaded as a library it is named /proc/self/fd/N.
 * Throws where the system has none, or forbids to run one (vm.memfd_noexec).
 * @returns its descriptor, the caller's to close
 */
export function sealedMemory(name: string, content: Uint8Array): number {
  const libc = cLibrary()
  const create = libc.func('memfd_create', 'int', ['str', 'uint'])
  const made = (flags: number): number => Number(create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | flags))
  // A kernel before 6.3 does not know the word, and lets any be run.
  const asProgram = made(MFD_EXEC)
  const fd = asProgram >= 0 ? asProgram : made(0)
  if (fd < 0) throw new Error(`memfd_create: errno ${koffi.errno()}`)
  try {
    for (let written = 0; written < content.length; ) written += writeSync(fd, content, written)
    if (Number(libc.func('fcntl', 'int', ['int', 'int', 'int'])(fd, F_ADD_SEALS, ALL_SEALS)) !== 0)
      throw new Error(`fcntl: errno ${koffi.errno()}`)
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
}
