import { createReadStream } from 'node:fs'
import { open, opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CausewayError } from '../../../../base/errors.ts'
import type { FilesContext } from '../../shared/source-context.ts'
import { isWithin, realPathOf } from '../real-path.ts'
import type { TableFolder } from '../table-folder.ts'
import { DAMAGED_FILE } from './damaged-file.ts'

const ENTRIES_MAX = 1_000_000
const LINE_BYTES_MAX = 64 << 20
/** Of one statement: so much of logs is read by us. */
const TEXT_BYTES_MAX = 1 << 30

export interface LogFile {
  /** The real path. */
  readonly path: string
  readonly shown: string
  readonly bytes: number
  /** Epoch milliseconds. */
  readonly modifiedAt: number
}

/** The files of a table's log, by their names below the table's folder. No link leads out of the bucket. */
export class LogFolder {
  readonly #folder: TableFolder
  readonly #context: FilesContext
  #bytesRead = 0

  constructor(folder: TableFolder, context: FilesContext) {
    this.#folder = folder
    this.#context = context
  }

  shown(name: string): string {
    return `${this.#folder.shown.replace(/\/+$/, '')}/${name}`
  }

  /** Undefined: there is no such folder. */
  async names(folder: string): Promise<readonly string[] | undefined> {
    const path = await this.#realPath(join(this.#folder.path, folder), this.shown(folder))
    if (path === undefined || !(await stat(path)).isDirectory()) return undefined
    const names: string[] = []
    for await (const entry of await opendir(path)) {
      names.push(entry.name)
      if (names.length > ENTRIES_MAX)
        throw new CausewayError('limit-exceeded', `${this.shown(folder)} holds more than ${ENTRIES_MAX} files`, {
          hint: 'Have its log cleaned up by what writes the table.',
        })
    }
    return names
  }

  /** Undefined: it is not there. */
  async find(name: string): Promise<LogFile | undefined> {
    this.#context.signal.throwIfAborted()
    const shown = this.shown(name)
    const path = await this.#realPath(join(this.#folder.path, name), shown)
    if (path === undefined) return undefined
    const status = await stat(path)
    if (!status.isFile()) return undefined
    this.#context.showPathAs(path, shown)
    return { path, shown, bytes: status.size, modifiedAt: status.mtimeMs }
  }

  /** @throws CausewayError that says what the file is needed for */
  async file(name: string, need: string): Promise<LogFile> {
    const found = await this.find(name)
    if (found !== undefined) return found
    throw new CausewayError('not-found', `${this.shown(name)} is not there: ${need}`, {
      hint: 'The files of the table were removed or copied in part: bring the file back, or make the table anew from what wrote it.',
    })
  }

  /** Each line of a file as JSON; empty ones are left out. */
  async *jsonLines(file: LogFile): AsyncGenerator<unknown> {
    this.#take(file)
    let rest: Buffer[] = []
    let length = 0
    let line = 0
    const read = (bytes: Buffer): unknown => {
      line += 1
      const text = bytes.toString('utf8').trim()
      return text === '' ? undefined : parse(text, file.shown, line)
    }
    for await (const chunk of createReadStream(file.path)) {
      this.#context.signal.throwIfAborted()
      let bytes = chunk as Buffer
      this.#context.countInput(bytes.length)
      for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10)) {
        const value = read(Buffer.concat([...rest, bytes.subarray(0, end)]))
        if (value !== undefined) yield value
        rest = []
        length = 0
        bytes = bytes.subarray(end + 1)
      }
      rest.push(bytes)
      length += bytes.length
      if (length > LINE_BYTES_MAX)
        throw new CausewayError('limit-exceeded', `${file.shown}, line ${line + 1}, is longer than ${LINE_BYTES_MAX >> 20} MiB`, {
          hint: 'Have a checkpoint of the table made by what writes it.',
        })
    }
    const value = read(Buffer.concat(rest))
    if (value !== undefined) yield value
  }

  /** A file that is one JSON value. */
  async json(file: LogFile): Promise<unknown> {
    const bytes = await this.bytes(file, 0, file.bytes)
    return parse(bytes.toString('utf8'), file.shown, undefined)
  }

  /** @throws CausewayError when the file ends before */
  async bytes(file: LogFile, start: number, length: number): Promise<Buffer> {
    if (start + length > file.bytes)
      throw new CausewayError('invalid-parameter', `${file.shown} ends before byte ${start + length}, which the table's log speaks of`, {
        hint: DAMAGED_FILE,
      })
    this.#take({ ...file, bytes: length })
    this.#context.countInput(length)
    const handle = await open(file.path)
    try {
      const bytes = Buffer.alloc(length)
      const { bytesRead } = await handle.read(bytes, 0, length, start)
      if (bytesRead === length) return bytes
    } finally {
      await handle.close()
    }
    throw new CausewayError('invalid-parameter', `${file.shown} was changed while it was read`, { hint: 'Run the statement again.' })
  }

  async #realPath(path: string, shown: string): Promise<string | undefined> {
    const real = await realPathOf(path)
    if (real === undefined || isWithin(real, this.#folder.bucket)) return real
    throw new CausewayError('forbidden', `${shown} leads out of its bucket`, { hint: 'Replace links by the files themselves.' })
  }

  #take({ bytes, shown }: LogFile): void {
    this.#bytesRead += bytes
    if (this.#bytesRead <= TEXT_BYTES_MAX) return
    throw new CausewayError(
      'limit-exceeded',
      `The log of ${this.#folder.shown} is longer than ${TEXT_BYTES_MAX >> 20} MiB, with ${shown}`,
      {
        hint: 'Have a checkpoint of the table made by what writes it.',
      },
    )
  }
}

function parse(text: string, shown: string, line: number | undefined): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const place = line === undefined ? shown : `${shown}, line ${line},`
    throw new CausewayError('invalid-parameter', `${place} is no JSON`, { hint: 'The file is damaged or cut off.', cause })
  }
}
