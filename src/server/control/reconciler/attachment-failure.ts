import type { BindingRecord } from '../../domain/binding.ts'
import type { AttachmentTold } from '../attachment-health/attachment-health.ts'
import type { RemedyText } from '../dialling/in-words.ts'

/** What a binding tells of an attachment that is down; undefined while it is up. */
export function attachmentFailure(
  { vpcName, kind, projectId, health }: AttachmentTold,
  binding: Pick<BindingRecord, 'projectId'>,
  remedyText: RemedyText,
): string | undefined {
  if (health.kind === 'up') return undefined
  // Of another project nothing is told.
  if (binding.projectId !== projectId) return 'The attachment of the VPC, which is of another project, is down. Ask its administrators'
  const { seen, remedies } = health.failure
  return [`The attachment of VPC ${vpcName} (${kind}) is down: ${seen}`, ...remedies.map((remedy) => remedyText(remedy))].join('. ')
}
