import { CausewayError } from './errors.ts'
import { lookup } from './lookup.ts'

interface Words {
  /** Fits behind "… cannot be used: ". */
  readonly why: string
  readonly hint: string
}

const RIGHTS: Words = {
  why: 'this user has not the right',
  hint: 'Start the server as the user that owns the data folder, or give the folder to this one: chown -R <user> <folder>.',
}
const RIGHTS_TO_MAKE: Words = {
  why: RIGHTS.why,
  hint: 'Make the folder as a user who may, and give it to the one that the server runs as: install -d -o <user> -m 700 <folder>.',
}
const NO_PLACE: Words = {
  why: 'it is not there',
  hint: 'Start the server again; if it is a symbolic link, see where it leads.',
}
const NO_PLACE_TO_MAKE: Words = { why: 'there is no such place', hint: 'Name a folder in another place, one that can be made.' }
const OPEN_FILES: Words = {
  why: 'too many files are open',
  hint: 'Raise the limit of open files: ulimit -n, or LimitNOFILE= of a service.',
}
const DISK: Words = {
  why: 'the disk failed',
  hint: 'Look at the disk and at the log of the system, and restore the data folder from a backup if it is damaged.',
}

/** By the code of the operating system. */
const WORDS: Readonly<Record<string, Words>> = lookup({
  ENOSPC: { why: 'the disk is full', hint: 'Free some space on the disk that holds it, or name a data folder elsewhere (--home).' },
  EDQUOT: { why: "this user's share of the disk is used up", hint: 'Free some space, or name a data folder elsewhere (--home).' },
  EROFS: {
    why: 'its file system may only be read',
    hint: 'Mount it so that it can be written, or name a data folder elsewhere (--home).',
  },
  EACCES: RIGHTS,
  EPERM: RIGHTS,
  EIO: DISK,
  EMFILE: OPEN_FILES,
  ENFILE: OPEN_FILES,
  ENOTDIR: { why: 'a part of its path is no folder', hint: 'Name another data folder (--home), or move what is in its way.' },
  EISDIR: { why: 'it is a folder', hint: 'Move it away; what a data folder holds is in docs/guides/settings.md.' },
  EEXIST: { why: 'something else has its name', hint: 'Move it away; what a data folder holds is in docs/guides/settings.md.' },
  ENOENT: NO_PLACE,
  ELOOP: { why: 'its symbolic links lead in a circle', hint: 'Name another data folder (--home).' },
  ENAMETOOLONG: { why: 'its path is too long', hint: 'Name a data folder with a shorter path (--home).' },
})

/** Where something is to be made, another thing helps. */
const TO_MAKE: ReadonlyMap<Words, Words> = new Map([
  [RIGHTS, RIGHTS_TO_MAKE],
  [NO_PLACE, NO_PLACE_TO_MAKE],
])

const VERBS: Readonly<Record<string, string>> = lookup({
  read: 'read',
  scandir: 'read',
  stat: 'read',
  lstat: 'read',
  readlink: 'read',
  realpath: 'read',
  mkdir: 'made',
  mkdtemp: 'made',
  listen: 'made',
  rm: 'removed',
  rmdir: 'removed',
  unlink: 'removed',
  rename: 'renamed',
  write: 'written',
  fsync: 'written',
})

/**
 * What the operating system refused, in our words, as 'unavailable'; undefined for what is no error of the system.
 *
 * @param something what is meant where the error names no file
 */
export function systemFailure(thrown: unknown, something: string): CausewayError | undefined {
  if (!(thrown instanceof Error && 'syscall' in thrown && 'code' in thrown && typeof thrown.code === 'string')) return undefined
  // A path by a descriptor tells nobody anything.
  const named = 'path' in thrown && typeof thrown.path === 'string' && !thrown.path.startsWith('/proc/self/fd/') ? thrown.path : something
  const words = WORDS[thrown.code] ?? {
    why: `the system says ${thrown.code}`,
    hint: 'Look at the disk, and at the rights on the data folder and on what is above it.',
  }
  const { why, hint } = (thrown.syscall === 'mkdir' ? TO_MAKE.get(words) : undefined) ?? words
  return new CausewayError('unavailable', `${named} cannot be ${VERBS[String(thrown.syscall)] ?? 'used'}: ${why}`, { hint, cause: thrown })
}
