import { ALLOWED_CALLS, FREQUENT_CALLS } from './allowed-calls.ts'
import {
  type Architecture,
  type ArgumentRule,
  argumentRules,
  type CallNumbers,
  DENIED_CALLS,
  NEWEST_KNOWN,
  RING_CALLS,
} from './system-calls.ts'

// linux/audit.h: which set of numbers a call was made with. The 32-bit sets have others.
const AUDIT_ARCH: Readonly<Record<Architecture, number>> = { x64: 0xc000_003e, arm64: 0xc000_00b7 }

// linux/seccomp.h
const KILL_PROCESS = 0x8000_0000
const ALLOW = 0x7fff_0000
const ERRNO = 0x0005_0000
const EPERM = 1
const ENOSYS = 38

// struct seccomp_data { int nr; __u32 arch; __u64 instruction_pointer; __u64 args[6]; }, little-endian on both architectures.
const NUMBER = 0
const ARCH = 4
const lowHalfOf = (argument: number): number => 16 + 8 * argument

// linux/bpf_common.h: classic BPF; a jump counts instructions from the next one.
const LOAD = 0x20
const JUMP_EQUAL = 0x15
const JUMP_GREATER_OR_EQUAL = 0x35
const JUMP_ANY_BIT = 0x45
const RETURN = 0x06

interface Instruction {
  readonly code: number
  readonly ifTrue: number
  readonly ifFalse: number
  readonly value: number
}

const load = (offset: number): Instruction => ({ code: LOAD, ifTrue: 0, ifFalse: 0, value: offset })
const end = (verdict: number): Instruction => ({ code: RETURN, ifTrue: 0, ifFalse: 0, value: verdict })
const jump = (code: number, value: number, ifTrue: number, ifFalse: number): Instruction => ({ code, ifTrue, ifFalse, value })

/**
 * The program (struct sock_filter[], 8 bytes an instruction) by which the kernel weighs each system call of a worker: what is known to be of use only to who took it over
 * fails with EPERM, whatever else is not of use to a worker with ENOSYS, as what nobody knows yet, and a call of another set of numbers (32 bit) ends the process.
 */
export const workerFilter = (architecture: Architecture, ownPid: number): Uint8Array =>
  encode([
    ...readNumber(architecture, KILL_PROCESS),
    // Also every number of x32, which has bit 30 set.
    jump(JUMP_GREATER_OR_EQUAL, NEWEST_KNOWN + 1, 0, 1),
    end(ERRNO | ENOSYS),
    ...each(FREQUENT_CALLS, architecture, ALLOW),
    ...Object.values(argumentRules(ownPid)).flatMap((rule) => onNumber(rule.numbers[column(architecture)], weighArgument(rule))),
    ...each(DENIED_CALLS, architecture, ERRNO | EPERM),
    ...each(ALLOWED_CALLS, architecture, ALLOW),
    end(ERRNO | ENOSYS),
  ])

/** For the process that starts workers: nothing is denied but a ring of calls, here and in whatever is started from here. */
export const ringFilter = (architecture: Architecture): Uint8Array =>
  encode([...readNumber(architecture, ALLOW), ...each(RING_CALLS, architecture, ERRNO | ENOSYS), end(ALLOW)])

const column = (architecture: Architecture): 0 | 1 => (architecture === 'x64' ? 0 : 1)

/** The call's number is loaded then. */
const readNumber = (architecture: Architecture, otherwise: number): readonly Instruction[] => [
  load(ARCH),
  jump(JUMP_EQUAL, AUDIT_ARCH[architecture], 1, 0),
  end(otherwise),
  load(NUMBER),
]

const each = (calls: Readonly<Record<string, CallNumbers>>, architecture: Architecture, verdict: number): readonly Instruction[] =>
  Object.values(calls).flatMap((numbers) => onNumber(numbers[column(architecture)], [end(verdict)]))

/** `then` ends in a verdict, whichever way it goes. */
const onNumber = (number: number | undefined, then: readonly Instruction[]): readonly Instruction[] =>
  number === undefined ? [] : [jump(JUMP_EQUAL, number, 0, then.length), ...then]

function weighArgument(rule: ArgumentRule): readonly Instruction[] {
  const first = load(lowHalfOf(rule.argument))
  const deny = end(ERRNO | EPERM)
  const allow = end(ALLOW)
  switch (rule.kind) {
    case 'only':
      return [first, ...toSecondEnd(rule.values), deny, allow]
    case 'except':
      return [first, ...toSecondEnd(rule.values), allow, deny]
    case 'bits': {
      const needed = rule.needed === 0 ? [] : [jump(JUMP_ANY_BIT, rule.needed, 0, 1)]
      return [first, jump(JUMP_ANY_BIT, rule.refused, needed.length + 1, 0), ...needed, allow, deny]
    }
    case 'pairs':
      return [
        first,
        ...rule.values.flatMap(([value, next]) => {
          const ofNext = [load(lowHalfOf(rule.argument + 1)), ...toSecondEnd(next), deny, allow]
          return [jump(JUMP_EQUAL, value, 0, ofNext.length), ...ofNext]
        }),
        deny,
      ]
  }
}

/** Two verdicts follow: the second is taken when the argument is one of these. */
const toSecondEnd = (values: readonly number[]): readonly Instruction[] =>
  values.map((value, index) => jump(JUMP_EQUAL, value, values.length - index, 0))

function encode(instructions: readonly Instruction[]): Uint8Array {
  const bytes = Buffer.alloc(instructions.length * 8)
  for (const [index, { code, ifTrue, ifFalse, value }] of instructions.entries()) {
    bytes.writeUInt16LE(code, index * 8)
    bytes.writeUInt8(ifTrue, index * 8 + 2)
    bytes.writeUInt8(ifFalse, index * 8 + 3)
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4)
  }
  return bytes
}
