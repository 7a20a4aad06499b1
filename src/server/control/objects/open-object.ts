import type { FileHandle } from 'node:fs/promises'
import { CausewayError } from '../../../base/errors.ts'

/** Bytes `from` to `to`, both of them included; `to` absent: to the end; `from` absent: the last `to` bytes. */
export interface ByteRange {
  readonly from: number | undefined
  readonly to: number | undefined
}

export interface ObjectState {
  readonly bytes: number
  readonly changedAt: number
  /** What a store calls this state of it: without one the other two tell it from others. */
  readonly tag?: string
}

export interface OpenObject extends ObjectState {
  /** What of it is given. Absent: all. */
  readonly part: { readonly from: number; readonly to: number } | undefined
  /** Closes the file at its end, however it ends. */
  readonly pieces: AsyncIterable<Uint8Array>
}

/** The object has none of the bytes of the range. */
export class RangeNotMet extends CausewayError {
  readonly bytes: number

  constructor(bytes: number) {
    super('invalid-parameter', `The object has ${bytes} bytes, and none of those of the range`, {
      hint: 'Ask for a range that begins before its end.',
    })
    this.bytes = bytes
  }
}

const PIECE_BYTES = 256 * 1024

/** The file is closed at the end of the pieces, and when this throws. @throws RangeNotMet */
export async function openObject(file: FileHandle, rangeOf: (object: ObjectState) => ByteRange | undefined): Promise<OpenObject> {
  try {
    const { size, mtimeMs } = await file.stat()
    const range = rangeOf({ bytes: size, changedAt: mtimeMs })
    const part = range === undefined ? undefined : partOf(range, size)
    return { bytes: size, changedAt: mtimeMs, part, pieces: piecesOf(file, part ?? { from: 0, to: size - 1 }) }
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}

async function* piecesOf(file: FileHandle, { from, to }: { readonly from: number; readonly to: number }): AsyncGenerator<Uint8Array> {
  try {
    for (let at = from; at <= to; ) {
      const buffer = new Uint8Array(Math.min(PIECE_BYTES, to + 1 - at))
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
      // Shorter than it was when its length was told: the answer must not look whole.
      if (bytesRead === 0) throw new CausewayError('conflict', 'The object was changed while it was read')
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

/** @throws RangeNotMet */
export function partOf({ from, to }: ByteRange, bytes: number): { readonly from: number; readonly to: number } {
  const part = from === undefined ? { from: Math.max(0, bytes - (to ?? 0)), to: bytes - 1 } : { from, to: Math.min(to ?? bytes, bytes - 1) }
  if (part.from > part.to) throw new RangeNotMet(bytes)
  return part
}
