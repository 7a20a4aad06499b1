import { mkdir } from 'node:fs/promises'
import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'

/** With those on the way to it. @throws 'invalid-parameter' where a file is in their place */
export async function makeFolder(path: string, shown: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    throw belowFile(error, shown)
  }
}

/** What the system says of a path that leads through a file. */
export function belowFile(error: unknown, shown: string): unknown {
  if (!hasCode(error, 'ENOTDIR', 'EEXIST')) return error
  return new CausewayError('invalid-parameter', `${shown} is a file, or lies below one: nothing can be written there`, {
    cause: error,
    hint: 'Name a place in a folder.',
  })
}
