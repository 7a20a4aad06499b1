import { CausewayError } from '../../../base/errors.ts'
import { passingBytes } from '../../../base/sockets/passing-bytes.ts'
import { OBJECT_PARTS_MAX } from '../../../protocol/object-store/object-names.ts'

const MIB = 1 << 20

/** Small, for they are held in memory, and growing, so that 10,000 of them are 240 GiB. */
const usualBytes = (part: number): number => (part <= 1_000 ? 8 : part <= 4_000 ? 16 : 32) * MIB

/**
 * Content in pieces of any size, in parts as a store takes them: all but the last of the size for their number.
 *
 * @throws CausewayError 'limit-exceeded' where there would be too many
 */
export async function* inParts(
  content: AsyncIterable<Uint8Array>,
  bytesOf: (part: number) => number = usualBytes,
): AsyncGenerator<{ readonly bytes: Buffer; readonly isLast: boolean }, undefined> {
  let [held, length, part]: [Uint8Array[], number, number] = [[], 0, 1]
  for await (const piece of content) {
    passingBytes(piece.length)
    let rest = piece
    while (rest.length > 0) {
      const wanted = bytesOf(part)
      // Only when there is more is it known that a full one is not the last.
      if (length === wanted) {
        yield { bytes: Buffer.concat(held, length), isLast: false }
        ;[held, length, part] = [[], 0, part + 1]
        if (part > OBJECT_PARTS_MAX)
          throw new CausewayError('limit-exceeded', 'The object is larger than a store takes in parts', {
            hint: 'Send it as several objects.',
          })
        continue
      }
      const taken = rest.subarray(0, wanted - length)
      held.push(taken)
      length += taken.length
      rest = rest.subarray(taken.length)
    }
  }
  yield { bytes: Buffer.concat(held, length), isLast: true }
}
