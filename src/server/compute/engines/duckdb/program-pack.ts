import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { STEADY_COMPILER } from '../../../../base/steady-compiler.ts'
import { PACKER } from '../../processes/module-pack.ts'
import { type SealedFile, seal } from './sealed-file.ts'

/** The folders of a worker's program, under the source folder. */
const FOLDERS = ['worker', 'protocol', 'base']

const BUNDLER = join(import.meta.dirname, 'bundle-program.ts')

/**
 * The worker's program as JavaScript in one file and few modules, made once for each state of the program: a worker that reads it instead of some five hundred files
 * of TypeScript is ready with a third of the processor time, and takes a third less memory. The server writes it and workers only read it, so no worker gets code from another: node's
 * own cache of compiled code would have to be writable for whoever reads it.
 * @param folder where it is kept; nothing else may be in it
 * @param trusted nobody else could have written what an earlier start left there; without it the file is made anew
 * @throws Error when it could not be made, with what the bundler wrote
 */
export async function makeProgramPack(sourceFolder: string, folder: string, trusted: boolean): Promise<SealedFile> {
  const sources = programFiles(sourceFolder)
  const file = join(folder, `${stampOf(sources)}.pack`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const kept = await readdir(folder)
  if (trusted && kept.includes(basename(file))) return seal(file)
  for (const name of kept) await rm(join(folder, name), { recursive: true, force: true })
  // In a folder of its own: the bundler of a start that was killed may still be writing.
  const draftFolder = await mkdtemp(join(folder, 'draft-'))
  const draft = join(draftFolder, 'program.pack')
  await promisify(execFile)(process.execPath, [STEADY_COMPILER, BUNDLER, sourceFolder, draft], { env: {} })
  {
    // A later start believes the file by its name.
    await using written = await open(draft, 'r+')
    await written.sync()
  }
  await rename(draft, file)
  await rm(draftFolder, { recursive: true, force: true })
  return await seal(file)
}

/** Without a wait between them, here and below: each would last as long as whatever else a start does in between. By folder, as a pattern for all of them takes ten times as long. */
function programFiles(sourceFolder: string): readonly string[] {
  const found = FOLDERS.flatMap((folder) => moduleFiles(join(sourceFolder, folder)))
  return [...found.toSorted(), BUNDLER, PACKER, fileURLToPath(import.meta.resolve('rolldown'))]
}

const moduleFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'fixtures' ? [] : moduleFiles(path)
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : []
  })

/** Another for another program, another node and another bundler. */
function stampOf(files: readonly string[]): string {
  const hash = createHash('sha256').update(process.version)
  for (const file of files) {
    const { mtimeMs, size } = statSync(file)
    hash.update(`\n${file} ${mtimeMs} ${size}`)
  }
  return hash.digest('hex').slice(0, 32)
}
