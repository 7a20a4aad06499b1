import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { ByteRange } from './byte-ranges.ts'
import { writeAll } from './write-all.ts'

/** One text for each set of files with these ends. */
export function excerptKey(paths: readonly string[], ends: ReadonlyMap<string, Buffer>): string {
  const hash = createHash('sha256')
  for (const path of paths) {
    const end = ends.get(path)
    hash.update(`${path}\0${end?.length ?? ''}\0`)
    if (end !== undefined) hash.update(end)
  }
  return hash.digest('hex')
}

/** What is there of the end of a file of so many bytes. */
export async function readEnd(path: string, bytes: number, there: ByteRange | undefined): Promise<Buffer> {
  const from = there?.to === bytes - 1 ? there.from : bytes
  const end = Buffer.alloc(bytes - from)
  const handle = await open(path)
  try {
    await handle.read(end, 0, end.length, from)
  } finally {
    await handle.close()
  }
  return end
}

/** A file of so many bytes, of which only the last are there. */
export async function makeExcerpt(path: string, bytes: number, end: Buffer): Promise<void> {
  const handle = await open(path, 'wx', 0o600)
  try {
    await handle.truncate(bytes)
    await writeAll(handle, end, bytes - end.length)
  } finally {
    await handle.close()
  }
}
