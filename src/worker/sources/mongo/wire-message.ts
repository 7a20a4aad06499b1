import { type Document, deserialize, serialize } from 'bson'
import { CausewayError } from '../../../base/errors.ts'
import { DOCUMENT_BYTES_MIN } from './documents-format.ts'
import { BSON, nameEnd, valueEnd } from './elements.ts'

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

const noMongo = (cause?: unknown): CausewayError =>
  new CausewayError('remote-failure', 'What answers there is no MongoDB, or one before 3.6', {
    hint: 'Look who answers there: it may be another server than the one that is meant.',
    ...(cause === undefined ? {} : { cause }),
  })

/** How long the message is that begins so; undefined: its length has not come. @throws CausewayError */
export function messageLength(bytes: Buffer): number | undefined {
  if (bytes.length < 4) return undefined
  const length = bytes.readInt32LE(0)
  if (length < HEADER_BYTES + 5 + 5 || length > MESSAGE_BYTES_MAX) throw noMongo()
  return length
}

/** The document of a whole message; of a cursor's batch, the documents as their bytes. @throws CausewayError */
export function replyOf(message: Buffer): { readonly answers: number; readonly document: Document } {
  return { answers: message.readInt32LE(8), document: documentOf(bodyOf(message)) }
}

export type BatchName = 'firstBatch' | 'nextBatch'

/** Documents, one behind the other. */
export interface Batch {
  readonly bytes: Buffer
  readonly count: number
}

/**
 * The same of an answer with a cursor, whose documents are made none of, and pushed together where they stand: the library would make an object of each. `batch`: undefined:
 * the answer has none. @throws CausewayError
 */
export function batchReplyOf(message: Buffer, name: BatchName): ReturnType<typeof replyOf> & { readonly batch: Batch | undefined } {
  const body = bodyOf(message)
  const answers = message.readInt32LE(8)
  try {
    const cursor = fieldOf(body, 0, 'cursor', BSON.document)
    const array = cursor === undefined ? undefined : fieldOf(body, cursor, name, BSON.array)
    if (cursor === undefined || array === undefined) return { answers, document: documentOf(body), batch: undefined }
    const length = body.readInt32LE(array)
    const rest = Buffer.concat([body.subarray(0, array), NO_ELEMENTS, body.subarray(array + length)])
    for (const at of [0, cursor]) rest.writeInt32LE(rest.readInt32LE(at) - length + NO_ELEMENTS.length, at)
    return { answers, document: documentOf(rest), batch: pushedTogether(body, array, array + length - 1) }
  } catch (error) {
    throw error instanceof RangeError ? noMongo(error) : error
  }
}

/** An array of BSON: its length, and the zero at its end. */
const NO_ELEMENTS = Buffer.of(5, 0, 0, 0, 0)

/** Where the value of the field stands in the document that begins at `from`: of one that is there twice the last one counts. Undefined: there is none of the type. */
function fieldOf(bytes: Buffer, from: number, name: string, type: number): number | undefined {
  const end = from + bytes.readInt32LE(from) - 1
  const wanted = Buffer.from(`${name}\0`)
  let found: number | undefined
  for (let at = from + 4; at < end; ) {
    const value = nameEnd(bytes, at + 1, end)
    if (bytes.subarray(at + 1, value).equals(wanted)) found = bytes[at] === type ? value : undefined
    at = valueEnd(bytes, bytes[at] ?? 0, value, end)
  }
  return found
}

function pushedTogether(bytes: Buffer, array: number, end: number): Batch {
  let to = array
  let count = 0
  for (let at = array + 4; at < end; count += 1) {
    const from = nameEnd(bytes, at + 1, end)
    if (bytes[at] !== BSON.document) throw new RangeError('what is in a batch is no document')
    at = valueEnd(bytes, BSON.document, from, end)
    bytes.copyWithin(to, from, at)
    to += at - from
  }
  return { bytes: bytes.subarray(array, to), count }
}

/** Of a message. */
function bodyOf(message: Buffer): Buffer {
  const isReply = message.readInt32LE(12) === OP_MSG && message[HEADER_BYTES + 4] === BODY
  const body = message.subarray(HEADER_BYTES + 5)
  const length = body.readInt32LE(0)
  if (!isReply || length < DOCUMENT_BYTES_MIN || length > body.length) throw noMongo()
  return body.subarray(0, length)
}

function documentOf(body: Buffer): Document {
  try {
    return deserialize(body, {
      promoteBuffers: true,
      fieldsAsRaw: { firstBatch: true, nextBatch: true },
      raw: false,
      validation: { utf8: false },
    })
  } catch (error) {
    throw noMongo(error)
  }
}
