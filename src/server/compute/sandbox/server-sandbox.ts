import { join } from 'node:path'
import { dataFiles } from '../../../base/data-files.ts'
import { measureSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts'

const SOURCE_FOLDER = join(import.meta.dirname, '..', '..', '..')

/** Readable for every worker: the program's own files. Absolute. */
export const PROGRAM_FOLDERS: readonly string[] = [SOURCE_FOLDER, join(SOURCE_FOLDER, '..', 'node_modules')]

export interface ServerSandboxOptions {
  /** The data folder, absolute. */
  readonly home: string
  /** Where the wrapping programs are looked for, which then do what a launcher would do; PATH and the usual folders when absent. */
  readonly toolsPath?: string | undefined
  readonly launched?: SandboxOptions['launched']
}

/** What holds the workers of the server whose data folder this is. See `measureSandbox`. */
export const measureServerSandbox = ({ home, toolsPath, launched }: ServerSandboxOptions): Promise<Sandbox> =>
  measureSandbox({
    programFolders: PROGRAM_FOLDERS,
    path: toolsPath ?? `${process.env['PATH'] ?? ''}:/usr/bin:/bin:/usr/sbin:/sbin`,
    isRoot: process.getuid?.() === 0,
    scratchFolder: dataFiles(home).scratch,
    withoutLauncher: toolsPath !== undefined,
    keptProbeProgram: join(dataFiles(home).compileCache, 'probe-program.json'),
    ...(launched === undefined ? {} : { launched }),
  })
