import type { Facts } from './facts.ts'
import type { TlsFinding } from './tls-probe.ts'

export function tlsWords({ protocol, subject, names, validTo, isExpired, isVerified, notVerifiedBecause }: TlsFinding): string {
  const who = names.length > 0 ? names.slice(0, 3).join(', ') : subject || 'nobody'
  const until = validTo === '' ? '' : `, ${isExpired ? 'expired on' : 'valid until'} ${validTo.slice(0, 10)}`
  const trust = isVerified ? 'an authority of this system vouches for it' : `not verified: ${notVerifiedBecause}`
  return `${protocol || 'TLS'} with a certificate for ${who}${until}; ${trust}`
}

export const tlsFacts = (found: TlsFinding): Facts => ({
  protocol: found.protocol,
  cipher: found.cipher,
  subject: found.subject,
  names: found.names,
  issuer: found.issuer,
  valid_from: found.validFrom,
  valid_to: found.validTo,
  fingerprint: found.fingerprint,
  chain: found.chain,
  expired: found.isExpired,
  verified: found.isVerified,
  not_verified_because: found.notVerifiedBecause,
})
