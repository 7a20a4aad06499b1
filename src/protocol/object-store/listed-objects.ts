import { setImmediate as nextTurn } from 'node:timers/promises'

export interface ListedObject {
  readonly key: string
  readonly bytes: number
  readonly etag: string
  /** Epoch milliseconds. */
  readonly modifiedAt: number
}

export interface ObjectPage {
  readonly objects: readonly ListedObject[]
  /** For the next page; undefined: there is none. */
  readonly token: string | undefined
}

/** Of one answer, as it was asked for. */
export const PAGE_KEYS_MAX = 1_000
/** Longer is no key and no token, however each of its characters is written. */
const TEXT_CHARACTERS_MAX = 1 << 14
/** Of what is told of one object. */
const ELEMENT_CHARACTERS_MAX = 1 << 16
/** So often an answer may begin what does not end. */
const BEGINNINGS_MAX = 100
/** What is not plain takes up to 1 µs a character. */
const OBJECTS_OF_TURN = 25

/**
 * The answer to ListObjectsV2 with encoding-type=url, which not every store heeds: it says so then. It is flat, and no text in it holds markup, but by entities.
 * Undefined: it is no such answer, or one of which nothing can be asked for. It is looked at once, and others have their turn meanwhile, whatever the store sends.
 */
export async function readObjectPage(xml: string): Promise<ObjectPage | undefined> {
  if (!/<ListBucketResult[\s>]/.test(xml) || !xml.trimEnd().endsWith('</ListBucketResult>')) return undefined
  const isEncoded = textOf(xml, 'EncodingType') === 'url'
  const contents = elementsOf(xml, 'Contents', PAGE_KEYS_MAX)
  if (contents === undefined) return undefined
  const objects: ListedObject[] = []
  for (const [place, content] of contents.entries()) {
    if (place % OBJECTS_OF_TURN === OBJECTS_OF_TURN - 1) await nextTurn()
    const object = listedObject(content, isEncoded)
    if (object === undefined) return undefined
    objects.push(object)
  }
  const isTruncated = textOf(xml, 'IsTruncated') === 'true'
  const token = textOf(xml, 'NextContinuationToken')
  // Without it what follows would be missed.
  if (isTruncated && !token) return undefined
  return { objects, token: isTruncated ? token : undefined }
}

function listedObject(content: string, isEncoded: boolean): ListedObject | undefined {
  const [key, size, etag, modified] = ['Key', 'Size', 'ETag', 'LastModified'].map((name) => textOf(content, name))
  if (key === undefined || size === undefined || etag === undefined || modified === undefined || !/^\d+$/.test(size)) return undefined
  const decoded = isEncoded ? decodedKey(key) : key
  const [bytes, modifiedAt] = [Number(size), Date.parse(modified)]
  if (decoded === undefined || Number.isNaN(modifiedAt) || !Number.isSafeInteger(bytes)) return undefined
  return { key: decoded, bytes, etag, modifiedAt }
}

/** The id in the answer to CreateMultipartUpload; undefined: it is none. Never '': a request for the upload of no id would be one for the object itself. */
export function readUploadId(xml: string): string | undefined {
  const id = /<InitiateMultipartUploadResult[\s>]/.test(xml) ? textOf(xml, 'UploadId') : undefined
  return id === '' ? undefined : id
}

/** Whether it says that an object was made of its parts. */
export const isCompletion = (xml: string): boolean => /<CompleteMultipartUploadResult[\s>]/.test(xml)

/** The first page of an answer to ListMultipartUploads with encoding-type=url. Undefined: it is none. */
export function readUploads(xml: string): readonly { readonly key: string; readonly uploadId: string }[] | undefined {
  if (!/<ListMultipartUploadsResult[\s>]/.test(xml)) return undefined
  const isEncoded = textOf(xml, 'EncodingType') === 'url'
  return elementsOf(xml, 'Upload', PAGE_KEYS_MAX)?.flatMap((content) => {
    const [key = '', uploadId = ''] = ['Key', 'UploadId'].map((name) => textOf(content, name))
    const decoded = isEncoded ? decodedKey(key) : key
    return decoded === undefined || uploadId === '' ? [] : [{ key: decoded, uploadId }]
  })
}

/** A text within markup. */
export const markedUp = (text: string): string =>
  text.replace(/[<>&"']/g, (sign) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[sign] ?? '&apos;')

/** The code and the message of an error of the store, and the region that it names; '' where it says none. */
export function readStoreError(xml: string): { readonly code: string; readonly message: string; readonly region: string } {
  const [from, to] = [xml.indexOf('<Error>'), xml.lastIndexOf('</Error>')]
  const error = from < 0 || to < from ? '' : xml.slice(from, to)
  return { code: textOf(error, 'Code') ?? '', message: textOf(error, 'Message') ?? '', region: textOf(error, 'Region') ?? '' }
}

/** What stands in each of the elements. Undefined: one does not end, or there are more than so many. */
function elementsOf(xml: string, name: string, max: number): readonly string[] | undefined {
  const [begin, end] = [`<${name}>`, `</${name}>`]
  const found: string[] = []
  for (let at = xml.indexOf(begin); at >= 0; ) {
    const to = xml.indexOf(end, at)
    if (to < 0 || to - at > ELEMENT_CHARACTERS_MAX || found.length === max) return undefined
    found.push(xml.slice(at + begin.length, to))
    at = xml.indexOf(begin, to)
  }
  return found
}

function textOf(xml: string, name: string): string | undefined {
  const [begin, end] = [`<${name}>`, `</${name}>`]
  let at = xml.indexOf(begin)
  for (let tries = 0; at >= 0 && tries < BEGINNINGS_MAX; tries += 1, at = xml.indexOf(begin, at + 1)) {
    const from = at + begin.length
    const to = xml.indexOf('<', from)
    if (to < 0) return undefined
    if (!xml.startsWith(end, to)) continue
    return to - from > TEXT_CHARACTERS_MAX ? undefined : unmarked(xml.slice(from, to))
  }
  return undefined
}

const unmarked = (text: string): string =>
  text.replace(
    /&(?:(lt|gt|quot|apos|amp)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g,
    (_, named: keyof typeof ENTITIES | undefined, decimal, hexadecimal) =>
      named === undefined ? String.fromCodePoint(Math.min(Number(decimal ?? `0x${hexadecimal}`), MAX_CODE_POINT)) : ENTITIES[named],
  )

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' } as const
const MAX_CODE_POINT = 0x10ffff

/** A space is written as +, as forms do. */
function decodedKey(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}
