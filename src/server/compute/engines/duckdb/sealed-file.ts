import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { CausewayError } from '../../../../base/errors.ts'

/** A file of the program as it was when the server started; the hash is kept in the server's memory only. */
export interface SealedFile {
  readonly file: string
  readonly sha256: string
}

const sealOf = (file: string, content: string | Uint8Array): SealedFile => ({
  file,
  sha256: createHash('sha256').update(content).digest('hex'),
})

export const seal = async (file: string): Promise<SealedFile> => sealOf(file, await readFile(file))

/** Throws 'unavailable' when one is not what it was: whoever could write it would say what the next worker runs. */
export async function checkSeals(sealed: readonly SealedFile[]): Promise<void> {
  for (const each of sealed) {
    const now = await seal(each.file).catch(() => undefined)
    if (now?.sha256 === each.sha256) continue
    throw new CausewayError('unavailable', 'The program of workers is not what it was when the server started, so no worker is started', {
      hint: 'If it was upgraded, start the server again; if not, see who wrote it',
      cause: `${each.file} was ${now === undefined ? 'removed' : 'changed'}`,
    })
  }
}
