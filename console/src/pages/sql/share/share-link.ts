/** What a link opens: never run by itself. */
export interface SharedStatement {
  readonly name: string
  readonly sql: string
  readonly queue: string
  readonly database: string
}

const KEY = 'share='
const [LINK_MAX, TEXT_MAX] = [64_000, 1_000_000]

/** Behind the #, which no browser sends to a server. Rejects with a RangeError where that is longer than links may be. */
export async function shareLink(address: string, statement: SharedStatement): Promise<string> {
  const text = JSON.stringify([1, statement.name, statement.sql, statement.queue, statement.database])
  const packed = await passed(new TextEncoder().encode(text), new CompressionStream('deflate-raw'), TEXT_MAX)
  const link = `${address.replace(/#.*$/s, '')}#${KEY}${base64Url(packed)}`
  if (link.length > LINK_MAX) throw new RangeError('The text is too long for a link')
  return link
}

/** undefined: the hash of an address is none that was shared, or is broken. */
export async function sharedStatement(hash: string): Promise<SharedStatement | undefined> {
  const [, packed] = /^#share=([\w-]+)$/.exec(hash) ?? []
  if (packed === undefined || packed.length > LINK_MAX) return undefined
  try {
    const bytes = await passed(bytesOf(packed), new DecompressionStream('deflate-raw'), TEXT_MAX)
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    if (!Array.isArray(value) || value[0] !== 1) return undefined
    const [, name, sql, queue, database]: readonly unknown[] = value
    if (typeof name !== 'string' || typeof sql !== 'string' || typeof queue !== 'string' || typeof database !== 'string') return undefined
    return { name: name.slice(0, 100), sql, queue, database }
  } catch {
    return undefined
  }
}

const base64Url = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))

/** A few bytes may unpack to more than a page can hold. */
async function passed(
  bytes: Uint8Array<ArrayBuffer>,
  through: CompressionStream | DecompressionStream,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let length = 0
  const reader = new Blob([bytes]).stream().pipeThrough(through).getReader()
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const part: Uint8Array = read.value
    length += part.length
    if (length > most) {
      await reader.cancel()
      throw new RangeError('It unpacks to more than a link may hold')
    }
    parts.push(part)
  }
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
