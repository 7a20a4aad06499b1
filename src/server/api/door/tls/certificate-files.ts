import { readFile } from 'node:fs/promises'
import type { TlsFiles } from '../../../../base/config.ts'
import { CausewayError } from '../../../../base/errors.ts'
import { type Certificate, checkCertificate } from './certificate.ts'

/** Throws 'invalid-parameter' that names the file and what is wrong with it. */
export async function readCertificateFiles({ certificate, key }: TlsFiles): Promise<Certificate> {
  const [chain, privateKey] = await Promise.all([textOf(certificate, 'certificate'), textOf(key, 'key')])
  const read = { chain, key: privateKey }
  checkCertificate(read, { chain: certificate, key })
  return read
}

async function textOf(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new CausewayError('invalid-parameter', `The ${what} ${file} cannot be read`, {
      hint: 'Check the path and the rights: the user that the server runs as has to read it.',
      cause,
    })
  }
}
