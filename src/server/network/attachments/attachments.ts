import type { Socket } from 'node:net'
import type { AttachmentSpec } from '../../domain/attachment-spec.ts'
import type { DialledAddress } from '../address.ts'
import type { AttachmentCheck, AttachmentRequest } from './attachment.ts'
import { forward } from './forward.ts'
import { host } from './host.ts'
import { none } from './none.ts'

/** The check of the attachment's own kind. */
export function checkAttachment(view: AttachmentSpec, request: AttachmentRequest): AttachmentCheck {
  switch (view.kind) {
    case 'none':
      return none.check(view, request)
    case 'host':
      return host.check(view, request)
    case 'forward':
      return forward.check(view, request)
  }
}

const BY_KIND = { none, host, forward } as const

/** Starts to dial what the check of this kind let through. */
export const openThrough = (kind: AttachmentSpec['kind'], dialled: DialledAddress): Socket => BY_KIND[kind].open(dialled)
