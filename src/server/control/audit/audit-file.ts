import { type FileHandle, open, rename } from 'node:fs/promises'
import type { AuditFileSettings } from '../../../base/config.ts'
import type { Logger } from '../../../base/log.ts'

/** Lines that may wait for the disk. */
const WAITING_MAX = 20_000

/** A file of lines, for who collects them; when it is full it is put aside under a number, and so many of those are kept. */
export interface AuditFile {
  /** Never waits and never fails: what cannot be written is counted, and told in a line of its own when it can. */
  add(line: Readonly<Record<string, unknown>>): void
  /** What was added is in the file. */
  settled(): Promise<void>
  close(): Promise<void>
}

export function createAuditFile({ path, bytes, files }: AuditFileSettings, log: Logger): AuditFile {
  let waiting: string[] = []
  let lost = 0
  let isFailing = false
  let handle: FileHandle | undefined
  let size = 0
  let endsWithinLine = false
  let writing: Promise<void> | undefined

  async function opened(): Promise<FileHandle> {
    if (handle !== undefined) return handle
    handle = await open(path, 'a', 0o600)
    size = (await handle.stat()).size
    endsWithinLine = await isCutOff(path, size)
    return handle
  }

  async function rotate(): Promise<void> {
    await handle?.close()
    handle = undefined
    for (let number = files - 1; number >= 1; number -= 1) {
      await rename(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`).catch((error: unknown) => {
        if (number === 1) throw error
      })
    }
    // One file only begins anew.
    if (files === 1) await (await open(path, 'w', 0o600)).close()
  }

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const lines = waiting
      waiting = []
      try {
        const text = `${lost === 0 ? '' : `${JSON.stringify({ lost })}\n`}${lines.join('')}`
        await opened()
        if (size > 0 && size + Buffer.byteLength(text) > bytes) await rotate()
        const file = await opened()
        const whole = endsWithinLine ? `\n${text}` : text
        await file.appendFile(whole)
        size += Buffer.byteLength(whole)
        endsWithinLine = false
        lost = 0
        isFailing = false
      } catch (error) {
        lost += lines.length
        if (!isFailing) log.error({ err: error }, 'The file of the audit cannot be written: what happens now is only counted in it')
        isFailing = true
        await handle?.close().catch(() => undefined)
        handle = undefined
      }
    }
  }

  function begin(): Promise<void> {
    writing ??= write().finally(() => {
      writing = undefined
    })
    return writing
  }

  return {
    add(line) {
      if (waiting.length >= WAITING_MAX) {
        lost += 1
        return
      }
      waiting.push(`${JSON.stringify(line)}\n`)
      void begin()
    },
    settled: begin,
    async close() {
      await begin()
      await handle?.close()
    },
  }
}

/** A full disk, or the server's end, has left a part of a line: the next one must not be joined to it. */
async function isCutOff(path: string, size: number): Promise<boolean> {
  if (size === 0) return false
  // Whoever may only append to it cannot look.
  const file = await open(path, 'r').catch(() => undefined)
  if (file === undefined) return false
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
    return bytesRead === 1 && buffer.toString() !== '\n'
  } finally {
    await file.close()
  }
}
