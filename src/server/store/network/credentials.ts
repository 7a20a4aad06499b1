import { Type } from 'typebox'
import type { CredentialLocations, CredentialRecord } from '../../domain/credential.ts'
import type { Page, PageRequest } from '../../domain/page.ts'
import type { Database } from '../schema.ts'
import { type ShownOnly, shownOnly } from '../shown-only.ts'
import { rowsOf, storedJson, storedValue } from '../sqlite/rows.ts'
import type { CredentialTable } from '../tables/network-tables.ts'

const Locations = Type.Object({
  certificate: Type.String(),
  krb5Conf: Type.String(),
  keytab: Type.String(),
  truststore: Type.String(),
  keystore: Type.String(),
})

const parts = storedValue(
  'datasource authentication',
  Type.Object({ type: Type.Union([Type.Literal('CSS'), Type.Literal('KRB'), Type.Literal('passwd'), Type.Literal('Kafka_SSL')]) }),
)
const locationsFromJson = storedJson('set of locations', Locations)

const hostsFromJson: (text: string) => readonly string[] = storedJson('list of hosts', Type.Array(Type.String()))

const record = (row: CredentialTable): CredentialRecord => ({
  ...row,
  type: parts(row).type,
  locations: locationsFromJson(row.locations),
  hosts: hostsFromJson(row.hosts),
})

export async function insertCredential(db: Database, credential: CredentialRecord): Promise<void> {
  await db
    .insertInto('credential')
    .values({ ...credential, locations: JSON.stringify(credential.locations), hosts: JSON.stringify(credential.hosts) })
    .execute()
}

export async function findCredential(db: Database, projectId: string, name: string): Promise<CredentialRecord | undefined> {
  const row = await db.selectFrom('credential').selectAll().where('projectId', '=', projectId).where('name', '=', name).executeTakeFirst()
  return row === undefined ? undefined : record(row)
}

export interface CredentialSelection extends PageRequest {
  readonly shown?: ShownOnly
  readonly name?: string
}

/** Oldest first. */
export async function pageOfCredentials(db: Database, projectId: string, selection: CredentialSelection): Promise<Page<CredentialRecord>> {
  const rows = rowsOf(selection)
  let matching = db.selectFrom('credential').where('projectId', '=', projectId)
  if (selection.name !== undefined) matching = matching.where('name', '=', selection.name)
  if (selection.shown !== undefined) matching = matching.where(shownOnly('credential', selection.shown, false))
  const { total } = await matching.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
  const items = await matching.selectAll().orderBy('number').limit(rows.limit).offset(rows.offset).execute()
  return { total, items: items.map(record) }
}

export async function countCredentials(db: Database, projectId: string): Promise<number> {
  const row = await db
    .selectFrom('credential')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('projectId', '=', projectId)
    .executeTakeFirstOrThrow()
  return row.count
}

export async function updateCredential(
  db: Database,
  projectId: string,
  name: string,
  change: {
    readonly userName: string
    readonly locations: CredentialLocations
    readonly sealedSecrets: Uint8Array
    readonly updatedAt: number
  },
): Promise<void> {
  await db
    .updateTable('credential')
    .set({ ...change, locations: JSON.stringify(change.locations) })
    .where('projectId', '=', projectId)
    .where('name', '=', name)
    .execute()
}

/** False when there is none. */
export async function updateCredentialHosts(
  db: Database,
  projectId: string,
  name: string,
  change: { readonly hosts: readonly string[]; readonly updatedAt: number },
): Promise<boolean> {
  const result = await db
    .updateTable('credential')
    .set({ hosts: JSON.stringify(change.hosts), updatedAt: change.updatedAt })
    .where('projectId', '=', projectId)
    .where('name', '=', name)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** False when there was none. */
export async function deleteCredential(db: Database, projectId: string, name: string): Promise<boolean> {
  const result = await db.deleteFrom('credential').where('projectId', '=', projectId).where('name', '=', name).executeTakeFirst()
  return result.numDeletedRows > 0n
}
