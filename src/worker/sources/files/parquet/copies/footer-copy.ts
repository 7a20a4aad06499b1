import { copyFile, type FileHandle, open } from 'node:fs/promises'
import { footerBytes, readTail } from './footer.ts'
import type { ThriftStruct } from './thrift-compact.ts'

/**
 * Writes a copy of a Parquet file that says something else of itself. The pages are where they were; the new footer stands behind the old one.
 * @throws DamagedParquet, DamagedThrift
 */
export async function writeFooterCopy(from: string, to: string, change: (footer: ThriftStruct) => ThriftStruct): Promise<void> {
  await copyFile(from, to)
  const copy = await open(to, 'r+')
  try {
    const { size } = await copy.stat()
    const footer = footerBytes(change(await readTail(size, (start, length) => readBytes(copy, start, length))))
    await copy.write(footer, 0, footer.length, size)
  } finally {
    await copy.close()
  }
}

async function readBytes(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  await file.read(bytes, 0, length, start)
  return bytes
}
