import type { KeyUses } from '../identity/key-uses.ts'
import { createGroups, type Groups } from './groups.ts'
import { createKeys, type Keys } from './keys.ts'
import { createMasterKey, type MasterKey } from './master-key.ts'
import { createProjects, type Projects, type ProjectsDeps } from './projects.ts'
import { createUsers, type Users } from './users.ts'

/** Who and what there is; who changes it is an Actor. */
export interface Accounts {
  readonly users: Users
  readonly keys: Keys
  readonly projects: Projects
  readonly groups: Groups
  readonly masterKey: MasterKey
}

export function createAccounts(deps: ProjectsDeps & { readonly keyUses: Pick<KeyUses, 'lastUse'> }): Accounts {
  return {
    users: createUsers(deps),
    keys: createKeys({ ...deps, uses: deps.keyUses }),
    projects: createProjects(deps),
    groups: createGroups(deps),
    masterKey: createMasterKey(deps),
  }
}
