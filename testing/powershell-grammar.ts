import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { keptFolder } from './kept-folder.ts'
import { pathExists } from './path-exists.ts'

const NAME = 'tree-sitter-powershell'
const VERSION = '0.26.4'
const DOWNLOAD_MS = 180_000

/** For tests: what is said where there is none. */
export const NO_POWERSHELL_GRAMMAR = 'there is no grammar of PowerShell: npm brings it once'

/** The file of a grammar of PowerShell for web-tree-sitter, brought once by npm: installed, it would want to build what nobody needs. Undefined where it cannot be had. */
export async function findPowershellGrammar(): Promise<string | undefined> {
  const fileIn = (folder: string): string => join(folder, 'node_modules', NAME, `${NAME}.wasm`)
  const folder = await keptFolder(`${NAME}-${VERSION}`, async (draft) => {
    // Of itself npm would take the folder of the whole project.
    const words = ['install', '--prefix', draft, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund', `${NAME}@${VERSION}`]
    await promisify(execFile)('npm', words, { cwd: draft, timeout: DOWNLOAD_MS })
    return await pathExists(fileIn(draft))
  })
  return folder === undefined ? undefined : fileIn(folder)
}
