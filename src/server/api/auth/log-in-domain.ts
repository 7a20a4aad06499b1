import { CausewayError } from '../../../base/errors.ts'
import type { Identity } from '../../control/identity/identity.ts'

/** In which domain somebody is who gives a name and a password: the one that is named, else the only one. Throws 'invalid-parameter' where there are several. */
export async function logInDomain<D extends object>(
  identity: Pick<Identity, 'onlyDomain'>,
  named: D | undefined,
): Promise<D | { readonly name: string }> {
  if (named !== undefined) return named
  const only = await identity.onlyDomain()
  if (only !== undefined) return { name: only.name }
  throw new CausewayError('invalid-parameter', 'There are several domains, and the log-in names none', { hint: 'Name the domain as well.' })
}
