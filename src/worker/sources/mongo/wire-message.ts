import { type Document, deserialize, serialize } from 'bson'
import { CausewayError } from '../../../base/errors.ts'

/** OP_MSG, which servers speak since MongoDB 3.6. */
const OP_MSG = 2013
const HEADER_BYTES = 16
/** What a server may send at once, by the protocol: a message of 48,000,000 bytes. */
const MESSAGE_BYTES_MAX = 48_000_000
const BODY = 0
const SEQUENCE = 1

/** A command, and documents that go with it under a name of theirs. */
export interface Command {
  readonly body: Document
  readonly documents?: { readonly name: string; readonly bytes: readonly Uint8Array[] }
}

export function commandMessage(requestId: number, { body, documents }: Command): Buffer {
  const sections: Uint8Array[] = [Buffer.from([BODY]), serialize(body)]
  if (documents !== undefined) {
    const name = Buffer.from(`${documents.name}\0`)
    const bytes = documents.bytes.reduce((sum, { length }) => sum + length, 4 + name.length)
    const head = Buffer.alloc(5)
    head[0] = SEQUENCE
    head.writeInt32LE(bytes, 1)
    sections.push(head, name, ...documents.bytes)
  }
  const length = sections.reduce((sum, { length: own }) => sum + own, HEADER_BYTES + 4)
  const header = Buffer.alloc(HEADER_BYTES + 4)
  header.writeInt32LE(length, 0)
  header.writeInt32LE(requestId, 4)
  header.writeInt32LE(OP_MSG, 12)
  return Buffer.concat([header, ...sections])
}

const NO_MONGO = 'What answers there is no MongoDB, or one before 3.6'

/** How long the message is that begins so; undefined: its length has not come. @throws CausewayError */
export function messageLength(bytes: Buffer): number | undefined {
  if (bytes.length < 4) return undefined
  const length = bytes.readInt32LE(0)
  if (length < HEADER_BYTES + 5 + 5 || length > MESSAGE_BYTES_MAX) throw new CausewayError('remote-failure', NO_MONGO)
  return length
}

/** The document of a whole message; of a cursor's batch, the documents as their bytes. @throws CausewayError */
export function replyOf(message: Buffer): { readonly answers: number; readonly document: Document } {
  const isReply = message.readInt32LE(12) === OP_MSG && message[HEADER_BYTES + 4] === BODY
  const body = message.subarray(HEADER_BYTES + 5)
  if (!isReply || body.readInt32LE(0) > body.length) throw new CausewayError('remote-failure', NO_MONGO)
  try {
    const document = deserialize(body.subarray(0, body.readInt32LE(0)), {
      promoteBuffers: true,
      fieldsAsRaw: { firstBatch: true, nextBatch: true },
      raw: false,
      validation: { utf8: false },
    })
    return { answers: message.readInt32LE(8), document }
  } catch (error) {
    throw new CausewayError('remote-failure', NO_MONGO, { cause: error })
  }
}
