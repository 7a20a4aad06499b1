import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { debianFolder, debianLibraries } from './debian-program.ts'

/** A fish, and what it must find in its environment to find its libraries. Its own functions it finds beside itself. */
export interface Fish {
  readonly program: string
  readonly env: Readonly<Record<string, string>>
}

/** For tests: what is said where there is none. */
export const NO_FISH = 'there is no fish: neither here nor among Debian’s packages (apt-get update?)'

/** The machine's own, or Debian's unpacked; undefined where neither can be had. */
export async function findFish(): Promise<Fish | undefined> {
  if (spawnSync('fish', ['--version']).status === 0) return { program: 'fish', env: {} }
  const folder = await debianFolder('fish', { needed: ['fish', 'fish-common'], optional: ['libpcre2-32-0'] })
  if (folder === undefined) return undefined
  const { PATH: _, ...libraries } = await debianLibraries(folder)
  const found: Fish = { program: join(folder, 'usr/bin/fish'), env: libraries }
  const completes = spawnSync(found.program, ['--no-config', '-c', 'complete -c x -f -a y; complete -C "x "'], {
    env: { ...process.env, ...found.env },
    encoding: 'utf8',
  })
  return completes.status === 0 && completes.stdout === 'y\n' ? found : undefined
}
