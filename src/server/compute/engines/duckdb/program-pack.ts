import { createHash } from 'node:crypto'
import { globSync, statSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { withoutTypes } from '../../../../base/without-types.ts'
import { type SealedFile, seal, sealOf } from './sealed-file.ts'

/** The folders of a worker's program, under the source folder. */
const FOLDERS = ['worker', 'protocol', 'base']

/**
 * The worker's program as JavaScript in one file, made once for each state of the program: a worker that reads it instead of some hundred and fifty files of
 * TypeScript is ready with about half of the processor time. The server writes it and workers only read it, so no worker gets code from another: node's own cache of
 * compiled code would have to be writable for whoever reads it.
 * @param folder where it is kept; nothing else may be in it
 * @param trusted nobody else could have written what an earlier start left there; without it the file is made anew
 */
export async function makeProgramPack(sourceFolder: string, folder: string, trusted: boolean): Promise<SealedFile> {
  const sources = programFiles(sourceFolder)
  const file = join(folder, `${stampOf(sources)}.json`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const kept = await readdir(folder)
  if (trusted && kept.includes(basename(file))) return seal(file)
  const pack: Record<string, string> = {}
  for (const source of sources) {
    pack[pathToFileURL(source).href] = withoutTypes(await readFile(source, 'utf8'))
    // Whatever else the server has to do comes in between.
    await nextTurn()
  }
  const draft = `${file}.draft`
  const content = JSON.stringify(pack)
  for (const name of kept) await rm(join(folder, name), { recursive: true, force: true })
  await writeFile(draft, content, { mode: 0o600 })
  await rename(draft, file)
  return sealOf(file, content)
}

/** Without a wait between them, here and below: each would last as long as whatever else a start does in between. */
function programFiles(sourceFolder: string): readonly string[] {
  const found = globSync(`{${FOLDERS.join(',')}}/**/*.ts`, { cwd: sourceFolder, exclude: ['**/fixtures/**', '**/*.test.ts'] })
  return found.map((name) => join(sourceFolder, name)).toSorted()
}

/** Another for another program and for another node. */
function stampOf(files: readonly string[]): string {
  const hash = createHash('sha256').update(process.version)
  for (const file of files) {
    const { mtimeMs, size } = statSync(file)
    hash.update(`\n${file} ${mtimeMs} ${size}`)
  }
  return hash.digest('hex').slice(0, 32)
}
