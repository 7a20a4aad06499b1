import { CausewayError } from '../../../../base/errors.ts'
import { authNameOf, type TableSource } from '../../../../protocol/table-definition.ts'
import type { Store } from '../../../store/store.ts'
import type { CredentialTarget } from '../../credentials/credential-hosts.ts'
import { needToDirect, useKey } from '../../credentials/credential-use.ts'
import { remotePlaces } from '../../shared/remote-place.ts'
import type { WorkerRights } from '../rights/worker-rights.ts'
import type { JobContext } from './call-handlers.ts'

/** Which datasource authentications a job gets at, and for which places. */
export interface CredentialRules {
  /** A password goes where the tables of the catalog say; anywhere else only for whoever may say where. */
  requireUse(context: JobContext, authName: string, place: CredentialTarget | undefined): Promise<void>
  /** Of a table that the job makes. */
  requireOwnTable(context: JobContext, source: TableSource): Promise<void>
}

export function createCredentialRules({ store, rights }: { readonly store: Store; readonly rights: WorkerRights }): CredentialRules {
  async function requireUse(context: JobContext, authName: string, place: CredentialTarget | undefined): Promise<void> {
    if (place !== undefined && (await context.tableUses()).has(useKey({ ...place, authName }))) return
    const need = await needToDirect(store, context.caller.projectId, authName)
    if (need !== undefined) await rights.require(context, need)
  }

  return {
    requireUse,
    async requireOwnTable(context, source) {
      const authName = authNameOf(source)
      if (authName === undefined) return
      await requireOwnAuthNames(context, [authName], 'table')
      const places = remotePlaces(source)
      for (const place of places.length === 0 ? [undefined] : places) await requireUse(context, authName, place)
    },
  }
}

/** A worker may ask for anything: it is given what its job's statement names, and the tables of it had when it was asked first. */
export async function requireNamed({ authNames }: Pick<JobContext, 'authNames'>, authName: string): Promise<void> {
  if ((await authNames()).has(authName)) return
  throw new CausewayError('forbidden', `No table of this job's statement names the datasource authentication ${authName}`, {
    hint: 'A job gets the authentications of the tables that its statement names.',
  })
}

/**
 * A worker is not trusted: what it makes, and a later statement may name, reaches no secret that the job's own statement does not name.
 * @throws 'forbidden'
 */
export async function requireOwnAuthNames(
  { authNames }: Pick<JobContext, 'authNames'>,
  wanted: Iterable<string>,
  what: 'table' | 'view',
): Promise<void> {
  const own = await authNames()
  for (const authName of wanted) {
    if (own.has(authName)) continue
    throw new CausewayError('forbidden', `The ${what} has a datasource authentication that its statement does not name`)
  }
}
