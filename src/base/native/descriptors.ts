import koffi, { type LibraryHandle } from 'koffi'

/**
 * Descriptors given from one process to another over a unix socket (SCM_RIGHTS), and what the kernel knows of sockets: Node has it for its own children only. On Linux with
 * 64 bits.
 */
const SOL_SOCKET = 1
const SCM_RIGHTS = 1
const SO_ACCEPTCONN = 30
const MSG_DONTWAIT = 0x40
const MSG_CMSG_CLOEXEC = 0x40000000
/** A header of 16 bytes, one descriptor, and what aligns it. */
const CONTROL_BYTES = 24
const CONTROL_LENGTH = 20n
const EAGAIN = 11

type NativeFunction = ReturnType<LibraryHandle['func']>
interface Calls {
  readonly sendmsg: NativeFunction
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
  // null: what this process has loaded, the C library among it, whatever its name.
  const library = koffi.load(null)
  calls = {
    sendmsg: library.func('sendmsg', 'long', ['int', message, 'int']),
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
export function sendDescriptor(socket: number, descriptor: number, data: Buffer): void {
  const control = Buffer.alloc(CONTROL_BYTES)
  control.writeBigUInt64LE(CONTROL_LENGTH, 0)
  control.writeInt32LE(SOL_SOCKET, 8)
  control.writeInt32LE(SCM_RIGHTS, 12)
  control.writeInt32LE(descriptor, 16)
  if (Number(libc().sendmsg(socket, messageOf(data, control), 0)) !== data.length) throw new Error(`sendmsg: errno ${koffi.errno()}`)
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
  const isOne = control.readInt32LE(8) === SOL_SOCKET && control.readInt32LE(12) === SCM_RIGHTS
  if (got < 1 || !isOne || control.readBigUInt64LE(0) !== CONTROL_LENGTH) throw new Error('What came is no descriptor')
  return { data: data.subarray(0, got), descriptor: control.readInt32LE(16) }
}

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
