import type { Actor } from '../control/accounts/actor.ts'
import type { Authenticated } from './call.ts'

/** Who asks, with what proves it. */
export function actorOf(authenticated: Authenticated): Actor {
  const { user } = authenticated
  switch (authenticated.kind) {
    case 'local':
      return { kind: 'local', user }
    case 'token':
    case 'console':
      return { kind: 'user', user, proof: authenticated.session.proof }
    case 'signature':
      return { kind: 'user', user, proof: { kind: 'key', accessKey: authenticated.accessKey } }
  }
}
