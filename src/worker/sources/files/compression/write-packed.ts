import { createWriteStream } from 'node:fs'
import type { Transform, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { createDeflate, createGzip, createZstdCompress } from 'node:zlib'
import type { FilesContext } from '../../shared/source-context.ts'
import { Bzip2Writer } from './bzip2/bzip2-writer.ts'
import { HadoopBlockWriter } from './hadoop-block-writer.ts'
import { compressLz4 } from './lz4.ts'
import { compressSnappy } from './snappy.ts'
import type { TextCompression } from './text-compression.ts'

/** Writes the texts of queries with one text column, one after the other, into a new file; answers with the rows of the last. A file that was begun is the caller's to remove. */
export async function writePacked(
  path: string,
  compression: TextCompression | undefined,
  queries: readonly string[],
  context: Pick<FilesContext, 'exportText'>,
): Promise<number> {
  const file = createWriteStream(path, { flags: 'wx' })
  const packer = compression === undefined ? undefined : packerOf(compression)
  const first: Writable = packer ?? file
  if (packer !== undefined) packer.pipe(file)
  const written = finished(file)
  // Whoever waits for it gets the failure; until somebody does, it is no failure of the process.
  written.catch(() => undefined)
  packer?.once('error', (error) => file.destroy(error))
  const write = async (bytes: Uint8Array): Promise<void> => {
    if (first.write(bytes)) return
    await Promise.race([new Promise((resolve) => first.once('drain', resolve)), written])
  }
  try {
    let rows = 0
    for (const sql of queries) rows = (await context.exportText(sql, write)).rowCount
    first.end()
    await written
    return rows
  } catch (error) {
    packer?.destroy()
    file.destroy()
    await written.catch(() => undefined)
    throw error
  }
}

function packerOf(compression: TextCompression): Transform {
  switch (compression) {
    case 'gzip':
      return createGzip()
    case 'deflate':
      return createDeflate()
    case 'zstd':
      return createZstdCompress()
    case 'snappy':
      return new HadoopBlockWriter(compressSnappy)
    case 'lz4':
      return new HadoopBlockWriter(compressLz4)
    case 'bzip2':
      return new Bzip2Writer()
  }
}
