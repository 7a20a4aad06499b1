import type { TlsFiles } from '../../../../base/config.ts'
import { CausewayError } from '../../../../base/errors.ts'
import { type Certificate, fingerprintOf } from './certificate.ts'
import { readCertificateFiles } from './certificate-files.ts'

export interface WatchedCertificate {
  readonly files: TlsFiles
  readonly current: Certificate
  readonly everyMs: number
  readonly use: (certificate: Certificate) => void
  readonly tell: (text: string) => void
}

/**
 * Looks at the files again and again, for links that lead elsewhere and folders that are replaced are told by no event. What is no certificate is told once,
 * and the last good one stays in use.
 *
 * @returns ends it
 */
export function watchCertificate({ files, current, everyMs, use, tell }: WatchedCertificate): () => void {
  let used = current
  let trouble: { readonly message: string; readonly told: boolean } | undefined
  const look = async (): Promise<void> => {
    try {
      const read = await readCertificateFiles(files)
      if (read.chain !== used.chain || read.key !== used.key) {
        use(read)
        used = read
        tell(`The certificate ${files.certificate} has changed and is in use: SHA-256 ${fingerprintOf(read)}`)
      } else if (trouble?.told === true) {
        tell(`The certificate ${files.certificate} is the one in use again`)
      }
      trouble = undefined
    } catch (error) {
      const message = error instanceof CausewayError ? error.message : `The certificate ${files.certificate} cannot be used`
      // Two files are not written at the same time: what is wrong at one look only was half of a change.
      const isNew = trouble?.message !== message
      if (!isNew && trouble?.told === false) tell(`${message}; the certificate of before stays in use`)
      trouble = { message, told: !isNew }
    }
  }
  let timer: NodeJS.Timeout | undefined
  let ended = false
  const next = (): void => {
    if (ended) return
    timer = setTimeout(() => void look().then(next), everyMs).unref()
  }
  next()
  return () => {
    ended = true
    clearTimeout(timer)
  }
}
