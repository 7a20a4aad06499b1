import { CausewayError } from '../../../base/errors.ts'
import { plainText } from '../../../base/plain-text.ts'
import type { JobCredential } from '../../../protocol/job-credential.ts'

/** The header Authorization of HTTP's basic authentication (RFC 7617). @throws CausewayError for what would be read there as another user or password */
export function basicAuthorization({ userName, password }: Pick<JobCredential, 'userName' | 'password'>): string {
  const user = plainText('user name of the datasource authentication', userName)
  if (user.includes(':'))
    throw new CausewayError('not-supported', 'The user name of the datasource authentication has a colon, which ends it in HTTP', {
      hint: 'Give the user a name without one.',
    })
  return `Basic ${Buffer.from(`${user}:${plainText('password of the datasource authentication', password)}`).toString('base64')}`
}
