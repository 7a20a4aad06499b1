import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'

const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const STORED = 0
const DEFLATED = 8

interface Entry {
  readonly method: number
  readonly compressedBytes: number
  readonly headerAt: number
}

/** The files of a zip archive (a jar is one) without ZIP64: Node has no reader of its own. */
export class ZipArchive {
  readonly #bytes: Buffer
  readonly #entries = new Map<string, Entry>()

  constructor(path: string) {
    this.#bytes = readFileSync(path)
    const end = this.#bytes.lastIndexOf(uint32(END_OF_DIRECTORY))
    if (end < 0) throw new Error(`${path} is no zip archive`)
    const count = this.#bytes.readUInt16LE(end + 10)
    let at = this.#bytes.readUInt32LE(end + 16)
    for (let index = 0; index < count; index += 1) at = this.#readEntry(at)
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()]
  }

  bytes(name: string): Buffer {
    const entry = this.#entries.get(name)
    if (entry === undefined) throw new Error(`The archive has no ${name}`)
    const { method, compressedBytes, headerAt } = entry
    const start = headerAt + 30 + this.#bytes.readUInt16LE(headerAt + 26) + this.#bytes.readUInt16LE(headerAt + 28)
    const content = this.#bytes.subarray(start, start + compressedBytes)
    if (method === STORED) return content
    if (method === DEFLATED) return inflateRawSync(content)
    throw new Error(`${name} is compressed by method ${method}, which is not known here`)
  }

  text(name: string): string {
    return this.bytes(name).toString('utf8')
  }

  #readEntry(at: number): number {
    if (this.#bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('The directory of the zip archive is damaged')
    const nameLength = this.#bytes.readUInt16LE(at + 28)
    const nameEnd = at + 46 + nameLength
    this.#entries.set(this.#bytes.toString('utf8', at + 46, nameEnd), {
      method: this.#bytes.readUInt16LE(at + 10),
      compressedBytes: this.#bytes.readUInt32LE(at + 20),
      headerAt: this.#bytes.readUInt32LE(at + 42),
    })
    return nameEnd + this.#bytes.readUInt16LE(at + 30) + this.#bytes.readUInt16LE(at + 32)
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
