import type { Clock } from '../../../../base/clock.ts'
import type { Config } from '../../../../base/config.ts'
import { type Certificate, endOf, fingerprintOf } from './certificate.ts'
import { readCertificateFiles } from './certificate-files.ts'
import { watchCertificate } from './certificate-watch.ts'
import { isSoonOver, keepSelfSigned, namesOf, readSelfSigned } from './kept-self-signed.ts'
import { makeSelfSigned } from './self-signed.ts'
import { type TlsTransport, tlsTransport } from './tls-transport.ts'

export interface OpenTls {
  readonly transport: TlsTransport
  /** What to tell at the start. */
  readonly summary: string
  /** Keeps what was made for the data folder, once this process has it, and follows what changes from then on. Returns what ends that. */
  follow(tell: (text: string) => void): Promise<() => void>
}

const LOOK_MS = 2_000
const RENEWAL_CHECK_MS = 3_600_000

type TlsConfig = Pick<Config, 'host' | 'home'> & { readonly tls: NonNullable<Config['tls']> }

/** Reads the certificate, or makes one, before the port is bound: a connection needs it. Throws 'invalid-parameter' for files that are none. */
export async function openTls({ tls, home, host }: TlsConfig, clock: Clock): Promise<OpenTls> {
  if (tls.kind === 'files') {
    const current = await readCertificateFiles(tls)
    const transport = tlsTransport(current)
    const ended = endOf(current).getTime() < clock() ? `; clients refuse it, for it ended on ${dayOf(current)}` : ''
    return {
      transport,
      summary: `TLS by the certificate ${tls.certificate}, until ${dayOf(current)}: SHA-256 ${fingerprintOf(current)}${ended}`,
      follow: async (tell) => watchCertificate({ files: tls, current, everyMs: LOOK_MS, use: transport.use, tell }),
    }
  }
  const names = namesOf(host)
  const kept = await readSelfSigned(home, names, clock())
  const first = kept ?? (await makeSelfSigned(names, clock()))
  const transport = tlsTransport(first)
  return {
    transport,
    summary: `TLS by a certificate of its own for ${names.join(', ')}, until ${dayOf(first)}: SHA-256 ${fingerprintOf(first)}`,
    async follow(tell) {
      if (kept === undefined) await keepSelfSigned(home, first)
      let current = first
      const renew = async (): Promise<void> => {
        if (!isSoonOver(current, clock())) return
        const next = await makeSelfSigned(names, clock())
        await keepSelfSigned(home, next)
        transport.use(next)
        current = next
        tell(`The server has made its next certificate, until ${dayOf(next)}: SHA-256 ${fingerprintOf(next)}`)
      }
      const failed = (): void => tell('The next certificate could not be written into the data folder; it is tried again every hour')
      const timer = setInterval(() => void renew().catch(failed), RENEWAL_CHECK_MS).unref()
      return () => clearInterval(timer)
    },
  }
}

const dayOf = (certificate: Certificate): string => endOf(certificate).toISOString().slice(0, 10)
