import type { CallNumbers } from '../../../../base/call-filter/system-calls.ts'

/**
 * A list of system calls that the launcher makes one after the other (see launcher.ts), as bytes. What it is to do is data, written where it is decided; what it runs itself are a hundred
 * instructions that never change.
 */

/** By the kernel's asm/unistd_64.h and asm-generic/unistd.h. */
const CALLS = {
  write: [1, 64],
  close: [3, 57],
  clone: [56, 220],
  execve: [59, 221],
  exit_group: [231, 94],
  wait4: [61, 260],
  openat: [257, 56],
  dup3: [292, 24],
  mkdirat: [258, 34],
  mknodat: [259, 33],
  chdir: [80, 49],
  umask: [95, 166],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  open_tree: [428, 428],
  move_mount: [429, 429],
  mount_setattr: [442, 442],
  unshare: [272, 97],
  setns: [308, 268],
  prctl: [157, 167],
  prlimit64: [302, 261],
  setgroups: [116, 159],
  setresgid: [119, 149],
  setresuid: [117, 147],
  close_range: [436, 436],
} as const satisfies Readonly<Record<string, CallNumbers>>

export type CallName = keyof typeof CALLS

/** Where the launcher keeps its memory, and in it the program: as launcher-x64.s has it. */
export const DATA = 0x2000_0000
const PROGRAM_OFFSET = 48
export const POLL_OFFSET = 32
/** The launcher's memory for all of that. */
export const DATA_BYTES = 1024 ** 2

const ENTRY_BYTES = 88
const ARGUMENTS_MAX = 6
const RESULT_OFFSET = 80
/** In the place of a call's number. */
const NEXT_PROGRAM = -1
/** A call that fails ends its process with this and the call's place among CALLS. */
const EXIT_FIRST = 128

/** What an argument is, beside a number: the address of bytes of the program, what an earlier call was answered, or the words that the launcher was started with. */
type Argument =
  | number
  | { readonly kind: 'bytes'; readonly offset: number }
  | { readonly kind: 'answer'; readonly entry: number }
  | { readonly kind: 'start-argument'; readonly which: 'arguments' | 'environment' }

interface Entry {
  readonly number: number
  readonly arguments: readonly Argument[]
  readonly code: number
  /** Entries that are passed over when the answer is more than 0. */
  skip: number
}

export const LAUNCH_ARGUMENTS: Argument = { kind: 'start-argument', which: 'arguments' }
export const LAUNCH_ENVIRONMENT: Argument = { kind: 'start-argument', which: 'environment' }
/** Where the launcher looks for the child that it waits for. */
export const CHILD_DESCRIPTOR = DATA + POLL_OFFSET + 8

export class CallProgram {
  readonly #entries: Entry[] = []
  readonly #bytes: Buffer[] = []
  #length = 0

  /** The address of bytes that the kernel reads. */
  bytes(bytes: Buffer): Argument {
    const offset = this.#length
    // The kernel's structures begin at a multiple of 8.
    const padded = Buffer.alloc(Math.ceil(bytes.length / 8) * 8)
    bytes.copy(padded)
    this.#bytes.push(padded)
    this.#length += padded.length
    return { kind: 'bytes', offset }
  }

  /** The address of a text as C has it. */
  text(text: string): Argument {
    if (text.includes('\0')) throw new Error('a path has no zero in it')
    return this.bytes(Buffer.from(`${text}\0`))
  }

  /** Its answer, for later calls. A failure ends the process. */
  call(name: CallName, ...args: readonly Argument[]): Argument {
    return this.#add(name, args, EXIT_FIRST + Object.keys(CALLS).indexOf(name))
  }

  /** Whether it fails does not matter, or is seen otherwise. */
  tryCall(name: CallName, ...args: readonly Argument[]): void {
    this.#add(name, args, 0)
  }

  /** A new process makes the calls of `child`, the last of which ends it or makes it another program; this one those behind them. Answers the process. */
  fork(flags: number, childDescriptor: Argument, child: () => void): Argument {
    const made = this.call('clone', flags, 0, childDescriptor, 0, 0)
    const fork = this.#entries.at(-1)
    const from = this.#entries.length
    child()
    if (fork !== undefined) fork.skip = this.#entries.length - from
    return made
  }

  /** The last one: the launcher waits for another program, or for the end of its child, and then ends alike. */
  waitForNext(): void {
    this.#entries.push({ number: NEXT_PROGRAM, arguments: [], code: 0, skip: 0 })
  }

  /** As the launcher reads it: the length, the calls, the bytes. */
  encode(architecture: 'x64'): Buffer {
    const calls = Buffer.alloc(this.#entries.length * ENTRY_BYTES)
    const base = DATA + PROGRAM_OFFSET
    for (const [index, entry] of this.#entries.entries()) {
      const at = index * ENTRY_BYTES
      const numbers = Object.values(CALLS)[entry.number]
      calls.writeBigInt64LE(BigInt(entry.number < 0 ? entry.number : (numbers?.[architecture === 'x64' ? 0 : 1] ?? 0)), at)
      let indirect = 0
      for (const [place, argument] of entry.arguments.entries()) {
        if (typeof argument !== 'number' && argument.kind !== 'bytes') indirect |= 1 << place
        calls.writeBigInt64LE(BigInt(addressOf(argument, base, calls.length)), at + 8 + place * 8)
      }
      calls.writeBigInt64LE(BigInt(indirect), at + 56)
      calls.writeBigInt64LE(BigInt(entry.skip * ENTRY_BYTES), at + 64)
      calls.writeBigInt64LE(BigInt(entry.code), at + 72)
    }
    const program = Buffer.concat([calls, ...this.#bytes])
    if (program.length > DATA_BYTES - PROGRAM_OFFSET)
      throw new Error(`a program of ${program.length} bytes is more than the launcher takes`)
    const length = Buffer.alloc(8)
    length.writeBigInt64LE(BigInt(program.length))
    return Buffer.concat([length, program])
  }

  #add(name: CallName, args: readonly Argument[], code: number): Argument {
    if (args.length > ARGUMENTS_MAX) throw new Error(`${name} takes fewer arguments`)
    this.#entries.push({ number: Object.keys(CALLS).indexOf(name), arguments: args, code, skip: 0 })
    return { kind: 'answer', entry: this.#entries.length - 1 }
  }
}

function addressOf(argument: Argument, base: number, callsLength: number): number {
  if (typeof argument === 'number') return argument
  switch (argument.kind) {
    case 'bytes':
      return base + callsLength + argument.offset
    case 'answer':
      return base + argument.entry * ENTRY_BYTES + RESULT_OFFSET
    case 'start-argument':
      return DATA + (argument.which === 'arguments' ? 0 : 8)
  }
}

/** Which call failed, where a launcher, or its child before it was another program, ended with this code. */
export const failedCall = (code: number | null): string | undefined => (code === null ? undefined : Object.keys(CALLS)[code - EXIT_FIRST])
