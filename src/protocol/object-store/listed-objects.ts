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

/**
 * The answer to ListObjectsV2 with encoding-type=url, which not every store heeds: it says so then. It is flat, and no text in it holds markup, but by entities.
 * Undefined: it is no such answer.
 */
export function readObjectPage(xml: string): ObjectPage | undefined {
  if (!/<ListBucketResult[\s>]/.test(xml) || !/<\/ListBucketResult>\s*$/.test(xml)) return undefined
  const isEncoded = textOf(xml, 'EncodingType') === 'url'
  const objects: ListedObject[] = []
  for (const [, content = ''] of xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
    const [key, size, etag, modified] = ['Key', 'Size', 'ETag', 'LastModified'].map((name) => textOf(content, name))
    if (key === undefined || size === undefined || etag === undefined || modified === undefined || !/^\d+$/.test(size)) return undefined
    const decoded = isEncoded ? decodedKey(key) : key
    const modifiedAt = Date.parse(modified)
    if (decoded === undefined || Number.isNaN(modifiedAt)) return undefined
    objects.push({ key: decoded, bytes: Number(size), etag, modifiedAt })
  }
  const isTruncated = textOf(xml, 'IsTruncated') === 'true'
  const token = textOf(xml, 'NextContinuationToken')
  // Without it what follows would be missed.
  if (isTruncated && !token) return undefined
  return { objects, token: isTruncated ? token : undefined }
}

/** The answer to CreateMultipartUpload. Undefined: it is none. */
export const readUploadId = (xml: string): string | undefined =>
  /<InitiateMultipartUploadResult[\s>]/.test(xml) ? textOf(xml, 'UploadId') : undefined

/** The first page of an answer to ListMultipartUploads with encoding-type=url. Undefined: it is none. */
export function readUploads(xml: string): readonly { readonly key: string; readonly uploadId: string }[] | undefined {
  if (!/<ListMultipartUploadsResult[\s>]/.test(xml)) return undefined
  const isEncoded = textOf(xml, 'EncodingType') === 'url'
  return [...xml.matchAll(/<Upload>([\s\S]*?)<\/Upload>/g)].flatMap(([, content = '']) => {
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
  const error = /<Error>([\s\S]*)<\/Error>/.exec(xml)?.[1] ?? ''
  return { code: textOf(error, 'Code') ?? '', message: textOf(error, 'Message') ?? '', region: textOf(error, 'Region') ?? '' }
}

function textOf(xml: string, name: string): string | undefined {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]
  return found?.replace(
    /&(?:(lt|gt|quot|apos|amp)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g,
    (_, named: keyof typeof ENTITIES | undefined, decimal, hexadecimal) =>
      named === undefined ? String.fromCodePoint(Math.min(Number(decimal ?? `0x${hexadecimal}`), MAX_CODE_POINT)) : ENTITIES[named],
  )
}

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
