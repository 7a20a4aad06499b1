import { socketAddressText } from './address.ts'
import type { AttachmentCheck, AttachmentRequest } from './attachments/attachment-kind.ts'
import { checkAttachment } from './attachments/attachments.ts'
import type { BindingView } from './network-view.ts'
import { advice } from './remedy.ts'

/** Rule 20: the attachment of a connection that another project lends decides as its own does, and what it is stays that project's. */
export function lentCheck({ attachment, connectionName }: BindingView, request: AttachmentRequest): AttachmentCheck {
  const check = checkAttachment(attachment, request)
  const { address } = request
  const wanted = socketAddressText(address.ip.text, address.port)
  if (check.kind === 'passed') {
    return { ...check, rule: 20, seen: `The project that lends ${connectionName} lets ${wanted} be reached through it` }
  }
  return {
    kind: 'refused',
    rule: 20,
    seen: `The project that lends ${connectionName} does not let ${wanted} be reached through it`,
    remedies: [advice(`Ask the project that lends connection ${connectionName} to let ${wanted} be reached through it`)],
  }
}
