import { resolve, sep } from 'node:path'
import type { TlsSettings } from '../base/config.ts'
import { CausewayError } from '../base/errors.ts'
import { realPath } from '../base/real-path.ts'

/** How one way of giving settings names a certificate: all three together stand before those of the next way. */
export interface GivenTls {
  readonly certificate: string | undefined
  readonly key: string | undefined
  readonly selfSigned: boolean
  /** Where relative paths begin. */
  readonly folder: string
  /** As a user knows them. */
  readonly names: { readonly certificate: string; readonly key: string; readonly selfSigned: string }
}

/** The first way that says anything; undefined: plain HTTP. Throws 'invalid-parameter' for half of a pair, and for two kinds at once. */
export function tlsOf(ways: readonly GivenTls[]): TlsSettings | undefined {
  const given = ways.find(({ certificate, key, selfSigned }) => certificate !== undefined || key !== undefined || selfSigned)
  if (given === undefined) return undefined
  const { certificate, key, selfSigned, folder, names } = given
  if (selfSigned) {
    if (certificate === undefined && key === undefined) return { kind: 'self-signed' }
    throw new CausewayError(
      'invalid-parameter',
      `${names.selfSigned} does not go with ${certificate === undefined ? names.key : names.certificate}`,
      {
        hint: 'Give the files of a certificate, or let the server make one.',
      },
    )
  }
  if (certificate === undefined || key === undefined) {
    const [is, missing] = certificate === undefined ? [names.key, names.certificate] : [names.certificate, names.key]
    throw new CausewayError('invalid-parameter', `${is} is given, and ${missing} is not`, {
      hint: 'A certificate and its private key are given together, each as a PEM file.',
    })
  }
  return { kind: 'files', certificate: resolve(folder, certificate), key: resolve(folder, key) }
}

/** Jobs read what is in buckets. Throws 'invalid-parameter' for a key that is in one. */
export function checkKeyIsPrivate(tls: TlsSettings | undefined, bucketFolders: readonly string[]): void {
  if (tls?.kind !== 'files') return
  const key = realPath(tls.key)
  const bucket = bucketFolders.find((folder) => key.startsWith(realPath(folder) + sep))
  if (bucket === undefined) return
  throw new CausewayError('invalid-parameter', `The key ${tls.key} is in the folder ${bucket} of buckets, where every job reads it`, {
    hint: 'Move it to a folder that only the user of the server reads.',
  })
}
