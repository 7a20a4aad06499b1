import { accessKeyPurpose, attachmentPurpose, credentialPurpose, SEALED_SETTINGS, variablePurpose } from '../../domain/secret-purpose.ts'
import type { Database } from '../schema.ts'

/** What a secret is sealed as from now on. */
export type Reseal = (sealed: Uint8Array, purpose: string) => Uint8Array

/** The columns that hold sealed secrets; a test compares them with the schema. */
export const SEALED_COLUMNS: readonly string[] = [
  'access_key.sealed_secret_key',
  'credential.sealed_secrets',
  'global_variable.sealed_value',
  'vpc.sealed_attachment_secret',
]

/** Everything in the database that the master key seals. In one transaction. */
export async function resealAll(tx: Database, reseal: Reseal): Promise<void> {
  for (const { accessKey, sealedSecretKey } of await tx.selectFrom('accessKey').select(['accessKey', 'sealedSecretKey']).execute()) {
    const sealed = reseal(sealedSecretKey, accessKeyPurpose(accessKey))
    await tx.updateTable('accessKey').set({ sealedSecretKey: sealed }).where('accessKey', '=', accessKey).execute()
  }
  const credentials = await tx.selectFrom('credential').select(['projectId', 'name', 'sealedSecrets']).execute()
  for (const { projectId, name, sealedSecrets } of credentials) {
    const sealed = reseal(sealedSecrets, credentialPurpose(projectId, name))
    await tx.updateTable('credential').set({ sealedSecrets: sealed }).where('projectId', '=', projectId).where('name', '=', name).execute()
  }
  const variables = await tx.selectFrom('globalVariable').select(['projectId', 'name', 'sealedValue']).execute()
  for (const { projectId, name, sealedValue } of variables) {
    if (sealedValue === null) continue
    const sealed = reseal(sealedValue, variablePurpose(projectId, name))
    await tx
      .updateTable('globalVariable')
      .set({ sealedValue: sealed })
      .where('projectId', '=', projectId)
      .where('name', '=', name)
      .execute()
  }
  for (const { id, sealedAttachmentSecret } of await tx.selectFrom('vpc').select(['id', 'sealedAttachmentSecret']).execute()) {
    if (sealedAttachmentSecret === null) continue
    const sealed = reseal(sealedAttachmentSecret, attachmentPurpose(id))
    await tx.updateTable('vpc').set({ sealedAttachmentSecret: sealed }).where('id', '=', id).execute()
  }
  for (const { name, value } of await tx.selectFrom('setting').select(['name', 'value']).where('name', 'in', SEALED_SETTINGS).execute()) {
    const sealed = Buffer.from(reseal(Buffer.from(value, 'base64'), name)).toString('base64')
    await tx.updateTable('setting').set({ value: sealed }).where('name', '=', name).execute()
  }
}
