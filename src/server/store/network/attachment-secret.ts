import { attachmentPurpose } from '../../domain/secret-purpose.ts'
import type { Store } from '../store.ts'
import { findAttachmentSecret } from './vpcs.ts'

/** What the attachment of the VPC logs in with, opened; undefined for nothing. */
export async function attachmentSecret({ db, secrets }: Pick<Store, 'db' | 'secrets'>, vpcId: string): Promise<string | undefined> {
  const sealed = await findAttachmentSecret(db, vpcId)
  return sealed === undefined ? undefined : secrets.open(sealed, attachmentPurpose(vpcId))
}
