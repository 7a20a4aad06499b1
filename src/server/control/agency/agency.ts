import { CausewayError } from '../../../base/errors.ts'
import { agencyRoles, setAgencyRoles } from '../../store/accounts/agencies.ts'
import type { Store } from '../../store/store.ts'
import type { Caller } from '../shared/caller.ts'

/** The roles that the vendor's service may have in other services of a project. Here there are none of those, so nothing hangs on them. */
export interface Agency {
  roles(caller: Caller): Promise<readonly string[]>
  /** In the place of those before; [] takes all away. */
  setRoles(caller: Caller, roles: readonly string[]): Promise<void>
}

/** Those of the vendor's documents, and the one that its Terraform provider asks for besides. */
const ROLES: readonly string[] = ['obs_adm', 'dis_adm', 'ctable_adm', 'vpc_netadm', 'smn_adm', 'te_admin', 'iam_readOnlyAccess']

export function createAgency({ store }: { readonly store: Store }): Agency {
  return {
    async roles({ projectId }) {
      return await agencyRoles(store.db, projectId)
    },

    async setRoles({ projectId }, roles) {
      const unknown = roles.find((role) => !ROLES.includes(role))
      if (unknown !== undefined) {
        throw new CausewayError('invalid-parameter', `There is no role ${JSON.stringify(unknown.slice(0, 100))} of an agency`, {
          hint: `Those that there are: ${ROLES.join(', ')}.`,
        })
      }
      await setAgencyRoles(store.db, projectId, [...new Set(roles)])
    },
  }
}
