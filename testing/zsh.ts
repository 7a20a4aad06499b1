import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { debianFolder, debianLibraries } from './debian-program.ts'

/** A zsh, and what it must find in its environment to read nobody's settings and to find its own modules and functions. */
export interface Zsh {
  readonly program: string
  readonly env: Readonly<Record<string, string>>
}

/** For tests: what is said where there is none. */
export const NO_ZSH = 'there is no zsh: neither here nor among Debian’s packages (apt-get update?)'

/**
 * The machine's own, or Debian's unpacked; undefined where neither can be had.
 *
 * @param home an empty folder, whose .zshenv is written
 */
export async function findZsh(home: string): Promise<Zsh | undefined> {
  const rc = join(home, '.zshenv')
  if (spawnSync('zsh', ['--version']).status === 0) {
    await writeFile(rc, OWN_ONLY)
    return { program: 'zsh', env: { ZDOTDIR: home } }
  }
  const folder = await debianFolder('zsh', { needed: ['zsh', 'zsh-common'], optional: [] })
  if (folder === undefined) return undefined
  // Both stand in the program as the paths of an installed one, and the first is never taken from the environment.
  const paths = `module_path=('${folder}'/usr/lib/*/zsh/*(N/))\nfpath=('${folder}'/usr/share/zsh/functions/**/*(N/))\n`
  await writeFile(rc, OWN_ONLY + paths)
  const { PATH: _, ...libraries } = await debianLibraries(folder)
  const found: Zsh = { program: join(folder, 'bin/zsh'), env: { ...libraries, ZDOTDIR: home } }
  const loads = spawnSync(found.program, ['-c', 'zmodload zsh/zpty'], { env: { ...process.env, ...found.env } })
  return loads.status === 0 ? found : undefined
}

/** Behind .zshenv no file of the machine is read. */
const OWN_ONLY = 'unsetopt global_rcs\n'
