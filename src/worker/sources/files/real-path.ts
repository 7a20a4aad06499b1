import { realpath } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'

/** The path without links; undefined when nothing is there. */
export async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined
    throw error
  }
}

/** The real path of the nearest folder above, or the path itself, that exists. */
export async function realPathOfExisting(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) {
    const real = await realPathOf(at)
    if (real !== undefined) return real
    if (at === dirname(at)) return at
  }
}

/** Of what may not be there yet: where it would be. */
export async function realPlaceOf(path: string): Promise<string> {
  const parent = dirname(path)
  return (await realPathOf(path)) ?? (parent === path ? path : join(await realPlaceOf(parent), basename(path)))
}

export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
