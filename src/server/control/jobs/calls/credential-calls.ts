import type { Store } from '../../../store/store.ts'
import type { Buckets } from '../../catalog/buckets/buckets.ts'
import { readPassword } from '../../credentials/credentials.ts'
import { readOwnAuthority } from '../../credentials/own-authority.ts'
import { type CallHandlers, requireJob } from './call-handlers.ts'
import { type CredentialRules, requireNamed } from './credential-rules.ts'

interface CredentialCallsDeps {
  readonly store: Store
  readonly buckets: Buckets
  readonly credentials: CredentialRules
}

export const credentialCalls = ({ store, buckets, credentials }: CredentialCallsDeps): CallHandlers<'get-credential'> => ({
  async 'get-credential'(asking, call) {
    const context = requireJob(asking, 'read a datasource authentication')
    await requireNamed(context, call.authName)
    await credentials.requireUse(context, call.authName, call)
    const { projectId } = context.caller
    const { userName, password, certificateLocation } = await readPassword(store, projectId, call.authName, call)
    if (certificateLocation === '') return { userName, password }
    return { userName, password, authority: await readOwnAuthority(buckets.of(projectId), certificateLocation) }
  },
})
