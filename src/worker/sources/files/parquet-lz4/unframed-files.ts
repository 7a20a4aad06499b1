import { copyFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { CausewayError } from '../../../../base/errors.ts'
import { quoteText } from '../../../engine/quote.ts'
import type { FilesContext, RemoteContext } from '../../shared/source-context.ts'
import type { DataFiles } from '../data-files.ts'
import { literalPath } from '../literal-path.ts'
import { shownFile } from '../shown-file.ts'
import { DamagedParquet, writeUnframedCopy } from './unframed-copy.ts'

const FRAMED = 'LZ4'

/**
 * The files, or copies of them for the time of the job in which what Hadoop compressed by LZ4 can be read by the engine. Whether they are so is seen by the first one;
 * others are found by their own footers then.
 */
export async function unframedFiles(files: DataFiles, shown: string, context: FilesContext & RemoteContext): Promise<DataFiles> {
  const [first] = files.paths
  if (first === undefined || !(await areFramed([first], context)).has(first)) return files
  const framed = await areFramed(files.paths, context)
  await context.distant?.bringWhole(files.paths)
  const root = await mkdtemp(join(context.scratchFolder, 'unframed-'))
  context.onEnd(() => rm(root, { recursive: true, force: true }))
  const sizes = new Map<string, number>()
  const bases = new Map<string, string>()
  for (const path of files.paths) {
    context.signal.throwIfAborted()
    const copy = join(root, relative(files.root, path) || basename(path))
    const base = files.bases?.get(path)
    if (base !== undefined) bases.set(copy, join(root, relative(files.root, base)))
    await mkdir(dirname(copy), { recursive: true })
    if (framed.has(path)) await unframed(path, copy, shownFile(path, files, shown), context)
    else await copyFile(path, copy)
    context.showPathAs(copy, shownFile(path, files, shown))
    sizes.set(copy, (await stat(copy)).size)
  }
  return { bytes: files.bytes, root, paths: [...sizes.keys()], sizes, ...(files.bases === undefined ? {} : { bases }) }
}

async function unframed(path: string, copy: string, shown: string, context: FilesContext): Promise<void> {
  try {
    await writeUnframedCopy(path, copy, context.signal)
  } catch (error) {
    if (!(error instanceof DamagedParquet)) throw error
    throw new CausewayError('invalid-parameter', `${shown} is a damaged Parquet file: ${error.message}`, {
      hint: 'Have it written anew.',
      cause: error,
    })
  }
}

async function areFramed(paths: readonly string[], context: Pick<FilesContext, 'engine'>): Promise<ReadonlySet<string>> {
  const list = paths.map((path) => quoteText(literalPath(path))).join(', ')
  const { rowsJson } = await context.engine.request({
    kind: 'query',
    sql: `SELECT DISTINCT file_name FROM parquet_metadata([${list}]) WHERE compression = ${quoteText(FRAMED)}`,
    columns: [{ name: 'file', type: 'string' }],
    rowsMax: Number.MAX_SAFE_INTEGER,
    bytesMax: 64 << 20,
  })
  return new Set(rowsJson.flatMap((row) => JSON.parse(row) as readonly string[]))
}
