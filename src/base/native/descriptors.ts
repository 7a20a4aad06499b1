import { existsSync, readdirSync } from 'node:fs'
import koffi from 'koffi'
import {
  cLibrary,
  MSG_CMSG_CLOEXEC,
  MSG_DONTWAIT,
  MSG_NOSIGNAL,
  type NativeFunction,
  SCM_RIGHTS,
  SO_ACCEPTCONN,
  SOL_SOCKET,
} from './c-library.ts'

/**
 * Descriptors given from one process to another over a unix socket (SCM_RIGHTS), and what the kernel knows of sockets: Node has it for its own children only. On Linux with
 * 64 bits.
 */
const HEADER_BYTES = 16
/** A header, one descriptor, and what aligns it: two fit, and the kernel closes those that do not. */
const CONTROL_BYTES = 24
const EAGAIN = 11

interface Calls {
  readonly sendmsg: NativeFunction
  readonly sendmsgAt: NativeFunction
  readonly recvmsg: NativeFunction
  readonly getsockopt: NativeFunction
  readonly close: NativeFunction
}
let calls: Calls | undefined

function libc(): Calls {
  if (calls !== undefined) return calls
  const vector = koffi.struct({ base: 'uint8_t *', length: 'size_t' })
  const message = koffi.pointer(
    koffi.struct({
      name: 'void *',
      nameLength: 'uint32_t',
      vectors: koffi.pointer(vector),
      vectorCount: 'size_t',
      control: 'uint8_t *',
      controlLength: 'size_t',
      flags: 'int',
    }),
  )
  const library = cLibrary()
  calls = {
    sendmsg: library.func('sendmsg', 'long', ['int', message, 'int']),
    sendmsgAt: library.func('sendmsg', 'long', ['int', 'uint8_t *', 'int']),
    recvmsg: library.func('recvmsg', 'long', ['int', koffi.inout(message), 'int']),
    getsockopt: library.func('getsockopt', 'int', ['int', 'int', 'int', koffi.out('uint8_t *'), koffi.inout('uint32_t *')]),
    close: library.func('close', 'int', ['int']),
  }
  return calls
}

const messageOf = (data: Buffer, control: Buffer) => ({
  name: null,
  nameLength: 0,
  vectors: { base: data, length: data.length },
  vectorCount: 1,
  control,
  controlLength: control.length,
  flags: 0,
})

/** With some bytes, few enough to go at once. The sender keeps its own. Throws where it does not go. */
export const sendDescriptor = (socket: number, descriptor: number, data: Buffer): void => sendDescriptors(socket, [descriptor], data)

/** As `sendDescriptor`, of several; nobody here takes more than one (see `receiveDescriptor`). */
export function sendDescriptors(socket: number, descriptors: readonly number[], data: Buffer): void {
  const length = HEADER_BYTES + 4 * descriptors.length
  const control = Buffer.alloc(Math.ceil(length / 8) * 8)
  control.writeBigUInt64LE(BigInt(length), 0)
  control.writeInt32LE(SOL_SOCKET, 8)
  control.writeInt32LE(SCM_RIGHTS, 12)
  for (const [index, descriptor] of descriptors.entries()) control.writeInt32LE(descriptor, HEADER_BYTES + 4 * index)
  if (Number(libc().sendmsg(socket, messageOf(data, control), 0)) !== data.length) throw new Error(`sendmsg: errno ${koffi.errno()}`)
}

/**
 * As `sendDescriptor`, without waiting: false where nothing has gone, for there is no room now, nobody to take it, or more than DATA_BYTES of text. For a unix
 * socket of streams: the kernel takes a message so short whole or not at all.
 */
export function trySendDescriptor(socket: number, descriptor: number, text: string): boolean {
  const c = libc()
  quick ??= quickMessage()
  const length = quick.data.write(text, 'utf8')
  if (length < Buffer.byteLength(text)) return false
  quick.header.writeBigUInt64LE(BigInt(length), quick.lengthAt)
  quick.control.writeInt32LE(descriptor, HEADER_BYTES)
  return Number(c.sendmsgAt(socket, quick.header, MSG_DONTWAIT | MSG_NOSIGNAL)) === length
}

/** One for all, for a call is over before the next: to make the parts of each is half of what it takes. */
interface QuickMessage {
  readonly header: Buffer
  readonly data: Buffer
  readonly control: Buffer
  readonly lengthAt: number
}
let quick: QuickMessage | undefined
const DATA_BYTES = 1024

/** struct msghdr and struct iovec on Linux with 64 bits, and what they lead to, in one piece of memory that stays where it is. */
function quickMessage(): QuickMessage {
  const [MSGHDR_BYTES, VECTOR_BYTES] = [56, 16]
  const memory = Buffer.alloc(MSGHDR_BYTES + VECTOR_BYTES + CONTROL_BYTES + DATA_BYTES)
  const [controlAt, dataAt] = [MSGHDR_BYTES + VECTOR_BYTES, MSGHDR_BYTES + VECTOR_BYTES + CONTROL_BYTES]
  const begin = koffi.address(memory)
  memory.writeBigUInt64LE(begin + BigInt(MSGHDR_BYTES), 16)
  memory.writeBigUInt64LE(1n, 24)
  memory.writeBigUInt64LE(begin + BigInt(controlAt), 32)
  memory.writeBigUInt64LE(BigInt(CONTROL_BYTES), 40)
  memory.writeBigUInt64LE(begin + BigInt(dataAt), MSGHDR_BYTES)
  memory.writeBigUInt64LE(BigInt(HEADER_BYTES + 4), controlAt)
  memory.writeInt32LE(SOL_SOCKET, controlAt + 8)
  memory.writeInt32LE(SCM_RIGHTS, controlAt + 12)
  return { header: memory, data: memory.subarray(dataAt), control: memory.subarray(controlAt, dataAt), lengthAt: MSGHDR_BYTES + 8 }
}

interface Received {
  readonly data: Buffer
  /** The receiver's to close. */
  readonly descriptor: number
}

/**
 * Undefined: nothing has come yet. Throws where something else came, or nothing can. Nobody else may read from the socket before: whoever reads the bytes has lost the
 * descriptor.
 */
export function receiveDescriptor(socket: number, bytesMax: number): Received | undefined {
  const control = Buffer.alloc(CONTROL_BYTES)
  const data = Buffer.alloc(bytesMax)
  const got = Number(libc().recvmsg(socket, messageOf(data, control), MSG_DONTWAIT | MSG_CMSG_CLOEXEC))
  if (got < 0 && koffi.errno() === EAGAIN) return undefined
  const came = descriptorsIn(control)
  const [descriptor] = came
  if (got < 1 || descriptor === undefined || came.length > 1) {
    // They are this process's from the moment that they came.
    for (const each of came) closeDescriptor(each)
    throw new Error('What came is no descriptor, or more than one')
  }
  return { data: data.subarray(0, got), descriptor }
}

function descriptorsIn(control: Buffer): readonly number[] {
  if (control.readInt32LE(8) !== SOL_SOCKET || control.readInt32LE(12) !== SCM_RIGHTS) return []
  const end = Math.min(Number(control.readBigUInt64LE(0)), control.length)
  const found: number[] = []
  for (let at = HEADER_BYTES; at + 4 <= end; at += 4) found.push(control.readInt32LE(at))
  return found
}

/** Another one of the same, which no program that is started has. */
export function duplicateDescriptor(descriptor: number): number {
  const F_DUPFD_CLOEXEC = 1030
  const duplicate: unknown = cLibrary().func('int fcntl(int, int, ...)')(descriptor, F_DUPFD_CLOEXEC, 'int', 3)
  if (typeof duplicate !== 'number' || duplicate < 0) throw new Error(`fcntl: errno ${koffi.errno()}`)
  return duplicate
}

/**
 * No program that is started from now on has what whoever started this one left open, be it a file that its user may not open. Those above the first few Node hands on, also to
 * what is to be confined. Does nothing where there is no /proc.
 */
export function keepInheritedDescriptors(): void {
  const [F_GETFD, F_SETFD, FD_CLOEXEC] = [1, 2, 1]
  if (!existsSync(OWN_DESCRIPTORS)) return
  const fcntl = cLibrary().func('int fcntl(int, int, ...)')
  for (const name of readdirSync(OWN_DESCRIPTORS)) {
    const descriptor = Number(name)
    // One that is closed meanwhile is that of the list.
    if (descriptor > 2 && fcntl(descriptor, F_GETFD, 'int', 0) === 0) fcntl(descriptor, F_SETFD, 'int', FD_CLOEXEC)
  }
}

const OWN_DESCRIPTORS = '/proc/self/fd'

export const closeDescriptor = (descriptor: number): void => void libc().close(descriptor)

/** Of a socket; undefined where it is none, or has no such option. */
export function socketOption(descriptor: number, level: number, name: number, bytes: number): Buffer | undefined {
  const value = Buffer.alloc(bytes)
  return libc().getsockopt(descriptor, level, name, value, [bytes]) === 0 ? value : undefined
}

export const isListening = (descriptor: number): boolean => socketOption(descriptor, SOL_SOCKET, SO_ACCEPTCONN, 4)?.readInt32LE(0) === 1

/** Node has no public name for it. */
export function descriptorOf(socket: object): number | undefined {
  const handle: unknown = '_handle' in socket ? socket._handle : undefined
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return undefined
  return typeof handle.fd === 'number' && handle.fd >= 0 ? handle.fd : undefined
}
