import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ALLOWED_CALLS, FREQUENT_CALLS } from './allowed-calls.ts'
import { ringFilter, workerFilter } from './filter-program.ts'
import { type Architecture, argumentRules, type CallNumbers, DENIED_CALLS, NEWEST_KNOWN, RING_CALLS } from './system-calls.ts'

const OWN_PID = 4711
/** What arm64's header calls them, where the C library calls both architectures' the same. */
const OLD_NAMES: Readonly<Record<string, string>> = { newfstatat: 'fstatat' }
const ALLOW = 0x7fff_0000
const EPERM = 0x0005_0001
const ENOSYS = 0x0005_0026
const KILL_PROCESS = 0x8000_0000
const ARCH = { x64: 0xc000_003e, arm64: 0xc000_00b7, i386: 0x4000_0003, arm: 0x4000_0028 }

interface Call {
  readonly number: number
  readonly arch: number
  readonly args?: readonly bigint[]
}

/** What the kernel would do with the program: its classic BPF, as far as seccomp has it (linux/filter.h). */
function verdict(program: Uint8Array, { number, arch, args = [] }: Call): number {
  const data = Buffer.alloc(64)
  data.writeUInt32LE(number >>> 0, 0)
  data.writeUInt32LE(arch >>> 0, 4)
  for (const [index, arg] of args.entries()) data.writeBigUInt64LE(BigInt.asUintN(64, arg), 16 + 8 * index)
  const view = Buffer.from(program.buffer, program.byteOffset, program.byteLength)
  let accumulator = 0
  for (let at = 0; at < view.length / 8; at += 1) {
    const [code, ifTrue, ifFalse, value] = [
      view.readUInt16LE(at * 8),
      view.readUInt8(at * 8 + 2),
      view.readUInt8(at * 8 + 3),
      view.readUInt32LE(at * 8 + 4),
    ]
    const skip = (isTrue: boolean): number => (isTrue ? ifTrue : ifFalse)
    if (code === 0x20) accumulator = data.readUInt32LE(value)
    else if (code === 0x15) at += skip(accumulator === value)
    else if (code === 0x35) at += skip(accumulator >= value)
    else if (code === 0x45) at += skip((accumulator & value) !== 0)
    else if (code === 0x06) return value
    else throw new Error(`no instruction of seccomp: ${code}`)
  }
  throw new Error('the program ran past its end')
}

const numbersOf = (calls: Readonly<Record<string, CallNumbers>>, architecture: Architecture): readonly number[] =>
  Object.values(calls).flatMap((numbers) => numbers[architecture === 'x64' ? 0 : 1] ?? [])

describe.each(['x64', 'arm64'] as const)('the filter of a worker on %s', (architecture) => {
  const program = workerFilter(architecture, OWN_PID)
  const arch = ARCH[architecture]
  const on = (number: number, ...args: readonly bigint[]): number => verdict(program, { number, arch, args })
  const ruled = (name: string, ...args: readonly bigint[]): number => {
    const number = argumentRules(OWN_PID)[name]?.numbers[architecture === 'x64' ? 0 : 1]
    if (number === undefined) throw new Error(`no rule for ${name}`)
    return on(number, ...args)
  }

  test('allows and denies what stands in the tables, and knows no other call', () => {
    const denied = new Set(numbersOf(DENIED_CALLS, architecture))
    const allowed = new Set(numbersOf({ ...ALLOWED_CALLS, ...FREQUENT_CALLS }, architecture))
    const byArgument = new Set(Object.values(argumentRules(OWN_PID)).map(({ numbers }) => numbers[architecture === 'x64' ? 0 : 1]))
    for (let number = 0; number <= NEWEST_KNOWN; number += 1) {
      if (byArgument.has(number)) continue
      expect([number, on(number)]).toEqual([number, denied.has(number) ? EPERM : allowed.has(number) ? ALLOW : ENOSYS])
    }
    expect(denied.size).toBeGreaterThan(80)
    expect([...denied].filter((number) => allowed.has(number))).toEqual([])
    // Its flags are in memory, where no filter can read them: without it the C library makes threads by clone.
    expect(on(435)).toBe(ENOSYS)
  })

  test('knows no call that is newer than itself, and none of x32', () => {
    for (const number of [NEWEST_KNOWN + 1, 600, 0x4000_0000, 0x4000_0029, 0x4000_0208, 0x7fff_ffff, 0xffff_ffff])
      expect(on(number)).toBe(ENOSYS)
  })

  test('ends a process that calls by another set of numbers', () => {
    for (const other of Object.values(ARCH).filter((each) => each !== arch)) {
      for (const number of [0, 1, 41, 359]) expect(verdict(program, { number, arch: other })).toBe(KILL_PROCESS)
    }
  })

  test('makes threads, no processes', () => {
    const thread = 0x3d_0f00n
    expect(ruled('clone', thread)).toBe(ALLOW)
    expect(ruled('clone', 17n)).toBe(EPERM)
    // What posix_spawn asks for.
    expect(ruled('clone', 0x4111n)).toBe(EPERM)
    for (const flag of [0x0002_0000n, 0x0200_0000n, 0x0400_0000n, 0x0800_0000n, 0x1000_0000n, 0x2000_0000n, 0x4000_0000n])
      expect(ruled('clone', thread | flag)).toBe(EPERM)
    // The kernel does not look at the high half; nor may the filter be told by it.
    expect(ruled('clone', (0x1_0000n << 32n) | 17n)).toBe(EPERM)
  })

  test('signals itself and nobody else', () => {
    for (const name of ['kill', 'tgkill']) {
      expect(ruled(name, BigInt(OWN_PID), 9n)).toBe(ALLOW)
      for (const pid of [0n, 1n, -1n, BigInt(OWN_PID + 1), -BigInt(OWN_PID)]) expect(ruled(name, pid, 9n)).toBe(EPERM)
    }
    expect(ruled('prlimit64', 0n)).toBe(ALLOW)
    expect(ruled('prlimit64', BigInt(OWN_PID))).toBe(ALLOW)
    expect(ruled('prlimit64', 1n)).toBe(EPERM)
    expect(ruled('sched_setaffinity', 0n)).toBe(ALLOW)
    expect(ruled('sched_setaffinity', BigInt(OWN_PID + 1))).toBe(EPERM)
  })

  test('lets no descriptor signal whoever owns it', () => {
    const [duplicate, flags, lock, cloexec] = [0n, 4n, 6n, 1030n]
    for (const command of [duplicate, flags, lock, cloexec]) expect(ruled('fcntl', 3n, command, 1n)).toBe(ALLOW)
    const [setOwner, setSignal, setOwnerEx, lease, notify] = [8n, 10n, 15n, 1024n, 1026n]
    for (const command of [setOwner, setSignal, setOwnerEx, lease, notify]) expect(ruled('fcntl', 3n, command, 1n)).toBe(EPERM)
    const [fioSetOwn, siocSetGroup] = [0x8901n, 0x8902n]
    for (const request of [fioSetOwn, siocSetGroup]) expect(ruled('ioctl', 3n, request, 1n)).toBe(EPERM)
  })

  test('sets of a socket what is its own and TCP’s, nothing of IP’s', () => {
    const [socket, tcp, ip, ip6] = [1n, 6n, 0n, 41n]
    const [keepAlive, linger, noDelay, keepIdle, keepInterval, keepCount] = [9n, 13n, 1n, 4n, 5n, 6n]
    expect(ruled('setsockopt', 3n, socket, keepAlive)).toBe(ALLOW)
    // Whoever closes it last, which may be the server, would wait in the kernel for as long as it says.
    expect(ruled('setsockopt', 3n, socket, linger)).toBe(EPERM)
    for (const option of [noDelay, keepIdle, keepInterval, keepCount]) expect(ruled('setsockopt', 3n, tcp, option)).toBe(ALLOW)
    const [bindToDevice, attachFilter, attachProgram, mark, dontRoute] = [25n, 26n, 50n, 36n, 5n]
    for (const option of [bindToDevice, attachFilter, attachProgram, mark, dontRoute])
      expect(ruled('setsockopt', 3n, socket, option)).toBe(EPERM)
    const [congestion, repair, upperProtocol, fastOpenConnect] = [13n, 19n, 31n, 30n]
    for (const option of [congestion, repair, upperProtocol, fastOpenConnect]) expect(ruled('setsockopt', 3n, tcp, option)).toBe(EPERM)
    for (const level of [ip, ip6, 17n, 263n]) expect(ruled('setsockopt', 3n, level, 4n)).toBe(EPERM)
  })

  test('writes, and does not connect by writing', () => {
    const fastOpen = 0x2000_0000n
    expect(ruled('sendto', 3n, 0n, 1n, 0x4000n)).toBe(ALLOW)
    expect(ruled('sendto', 3n, 0n, 1n, 0x4000n | fastOpen)).toBe(EPERM)
    expect(ruled('sendto', 3n, 0n, 1n, 0x40n | 0x8000n)).toBe(ALLOW)
    for (const flag of Array.from({ length: 32 }, (_, bit) => 1n << BigInt(bit)).filter((bit) => (bit & 0xc040n) === 0n))
      expect(ruled('sendto', 3n, 0n, 1n, flag), flag.toString(16)).toBe(EPERM)
  })

  test('asks of a socket what Node asks, and not who is at its other end', () => {
    const [type, error, sendBuffer, receiveBuffer] = [3n, 4n, 7n, 8n]
    for (const option of [type, error, sendBuffer, receiveBuffer]) expect(ruled('getsockopt', 3n, 1n, option)).toBe(ALLOW)
    const [peerUser, peerProcess, filter, peerLabel] = [17n, 77n, 26n, 31n]
    for (const option of [peerUser, peerProcess, filter, peerLabel]) expect(ruled('getsockopt', 3n, 1n, option)).toBe(EPERM)
    for (const level of [0n, 6n, 41n]) expect(ruled('getsockopt', 3n, level, 4n)).toBe(EPERM)
  })

  test('gives a file the rights of nobody', () => {
    for (const mode of [0o600n, 0o755n, 0o1777n]) expect(ruled('fchmod', 3n, mode)).toBe(ALLOW)
    for (const mode of [0o4755n, 0o2755n, 0o6000n]) {
      expect(ruled('fchmod', 3n, mode)).toBe(EPERM)
      expect(ruled('openat', 3n, 0n, 0x41n, mode)).toBe(EPERM)
    }
    for (const mode of [0n, 0o600n, 0o666n]) expect(ruled('openat', 3n, 0n, 0x41n, mode)).toBe(ALLOW)
  })

  test('lets a file be moved, and nothing be left in its place', () => {
    const [notReplacing, exchanging, whiteout] = [1n, 2n, 4n]
    for (const how of [0n, notReplacing, exchanging]) expect(ruled('renameat2', 3n, 0n, 3n, 0n, how)).toBe(ALLOW)
    for (const how of [whiteout, whiteout | notReplacing]) expect(ruled('renameat2', 3n, 0n, 3n, 0n, how)).toBe(EPERM)
  })

  test('does not free itself from its starter, nor asks devices and terminals for more than node does', () => {
    const [deathSignal, seccomp, mm, coreScheduling] = [1n, 22n, 35n, 62n]
    for (const option of [deathSignal, seccomp, mm, coreScheduling]) expect(ruled('prctl', option, 0n)).toBe(EPERM)
    expect(ruled('prctl', 15n)).toBe(ALLOW)
    expect(ruled('ioctl', 0n, 0x5412n)).toBe(EPERM)
    expect(ruled('ioctl', 0n, 0x541cn)).toBe(EPERM)
    const [tunSetInterface, takeTerminal, namespaceOfPidfd] = [0x4004_54can, 0x540en, 0xff05n]
    for (const request of [tunSetInterface, takeTerminal, namespaceOfPidfd]) expect(ruled('ioctl', 0n, request)).toBe(EPERM)
    const [isTerminal, bytesToRead, nonBlocking, closeOnExec] = [0x5401n, 0x541bn, 0x5421n, 0x5451n]
    for (const request of [isTerminal, bytesToRead, nonBlocking, closeOnExec]) expect(ruled('ioctl', 0n, request)).toBe(ALLOW)
  })
})

test.each(['x64', 'arm64'] as const)('the filter of whoever starts workers refuses a ring and nothing else (%s)', (architecture) => {
  const program = ringFilter(architecture)
  const arch = ARCH[architecture]
  const rings = numbersOf(RING_CALLS, architecture)
  for (let number = 0; number < 600; number += 1) expect(verdict(program, { number, arch })).toBe(rings.includes(number) ? ENOSYS : ALLOW)
  expect(verdict(program, { number: 425, arch: ARCH.i386 })).toBe(ALLOW)
})

describe('the numbers are the kernel’s', () => {
  const headers = [
    { column: 0, name: 'x64', files: ['/usr/include/x86_64-linux-gnu/asm/unistd_64.h', '/usr/include/asm/unistd_64.h'] },
    { column: 1, name: 'arm64', files: ['/usr/include/asm-generic/unistd.h'] },
  ] as const
  test.for(headers)('of $name', ({ column, files }, context) => {
    const file = files.find((each) => existsSync(each))
    if (file === undefined) return context.skip(`the kernel's headers, which come with a compiler, are not here (${files.join(', ')})`)
    const known = new Map(
      [...readFileSync(file, 'utf8').matchAll(/#define __NR(?:3264)?_(\w+)\s+(\d+)/g)].map(([, name, number]) => [
        name ?? '',
        Number(number),
      ]),
    )
    const newest = Math.max(...known.values())
    const rules = Object.entries(argumentRules(OWN_PID)).map(([name, { numbers }]) => [name, numbers] as const)
    for (const [name, numbers] of [...Object.entries({ ...DENIED_CALLS, ...ALLOWED_CALLS, ...FREQUENT_CALLS, ...RING_CALLS }), ...rules]) {
      const number = numbers[column]
      // Headers may be older than the table.
      if (number !== undefined && number > newest) continue
      expect([name, known.get(name) ?? known.get(OLD_NAMES[name] ?? '')]).toEqual([name, number])
    }
  })
})
