import { Type } from 'typebox'
import type { Actor } from '../../../control/accounts/actor.ts'
import type { Authenticated } from '../../call.ts'

/** A domain by its name: for the local administrator; everybody else has one. */
export const DOMAIN = { domain: Type.Optional(Type.String()) }
const Reference = Type.String({ minLength: 1, maxLength: 256 })
/** By its id, or by its name. */
export const UserPath = Type.Object({ user_id: Reference })
export const ProjectPath = Type.Object({ project_id: Reference })
export const GroupPath = Type.Object({ group_id: Reference })
export const KeyPath = Type.Object({ access_key: Reference })

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
