import { CausewayError } from '../../../base/errors.ts'
import type { OwnAuthority } from '../../../protocol/job-credential.ts'
import type { ProjectBuckets } from '../catalog/buckets/buckets.ts'

const BYTES_MAX = 256 << 10
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z\d+/=\s]*-----END CERTIFICATE-----/g

/**
 * Who signs the certificates of databases, by the file that an authentication names: read anew each time, so that another one may be put in its place. Nothing but
 * certificates is handed on, for whoever named the file need not be allowed to read it.
 */
export async function readOwnAuthority(buckets: ProjectBuckets, location: string): Promise<OwnAuthority> {
  const text = await contentOf(buckets, location).catch((error: unknown) => {
    if (error instanceof CausewayError && error.kind !== 'internal') return ''
    throw error
  })
  return { location, certificates: (text.match(CERTIFICATE) ?? []).join('\n') }
}

/** Empty: there is no such file, or it is larger than certificates are. */
async function contentOf(buckets: ProjectBuckets, location: string): Promise<string> {
  const [, folderLocation = '', name = ''] = /^(.*)\/([^/]+)$/s.exec(location) ?? []
  await using folder = await buckets.openFolder(folderLocation)
  await using file = await folder.file(name)
  if (file === undefined) return ''
  const bytes = Buffer.alloc(BYTES_MAX + 1)
  const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
  return bytesRead > BYTES_MAX ? '' : bytes.toString('latin1', 0, bytesRead)
}
