import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import type { AttachmentSpec } from '../../domain/attachment-spec.ts'
import { LIST_BODY } from '../body-limit.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'

const PATH = '/causeway/v1/{project_id}/vpcs/{vpc_id}/attachment'
const VpcPath = Type.Object({ project_id: Type.String({ minLength: 1 }), vpc_id: Type.String({ minLength: 1 }) })
/** More than control lets through, so that its message with the real limit is the one that is seen. */
const FORWARDS_MAX = 15_000

const Attachment = Type.Object({
  kind: Type.Enum(['none', 'host', 'forward']),
  forwards: Type.Optional(
    Type.Array(Type.Object({ from: Type.String({ maxLength: 256 }), to: Type.String({ maxLength: 256 }) }), { maxItems: FORWARDS_MAX }),
  ),
})

function attachmentFields(spec: AttachmentSpec): Static<typeof Attachment> {
  return spec.kind === 'forward' ? { kind: spec.kind, forwards: spec.forwards.map(({ from, to }) => ({ from, to })) } : { kind: spec.kind }
}

function attachmentSpec({ kind, forwards }: Static<typeof Attachment>): AttachmentSpec {
  if (kind !== 'forward') return { kind }
  if (forwards === undefined) throw new CausewayError('invalid-parameter', 'The body lacks the mandatory parameter forwards')
  return { kind, forwards }
}

const get = projectOperation({
  name: 'causeway.attachments.get',
  protocol: 'causeway',
  method: 'GET',
  path: PATH,
  permission: 'causeway:attachments:get',
  summary: 'Says how the addresses of a VPC are reached',
  status: 200,
  schemas: { params: VpcPath, query: NONE, body: NONE, response: Attachment },
  handle: async ({ control, caller, params }) => {
    return { body: attachmentFields(await control.vpcs.attachment(caller, params.vpc_id)) }
  },
})

const set = projectOperation({
  name: 'causeway.attachments.set',
  protocol: 'causeway',
  method: 'PUT',
  path: PATH,
  permission: 'causeway:attachments:set',
  summary: 'Sets how the addresses of a VPC are reached; from and to are ip:port',
  bodyLimit: LIST_BODY,
  status: 200,
  schemas: { params: VpcPath, query: NONE, body: Attachment, response: Attachment },
  handle: async ({ control, caller, params, body }) => {
    await control.vpcs.setAttachment(caller, params.vpc_id, attachmentSpec(body))
    return { body: attachmentFields(await control.vpcs.attachment(caller, params.vpc_id)) }
  },
})

const remove = projectOperation({
  name: 'causeway.attachments.delete',
  protocol: 'causeway',
  method: 'DELETE',
  path: PATH,
  permission: 'causeway:attachments:set',
  summary: 'Takes the attachment of a VPC away: its addresses are not reached any more',
  status: 204,
  schemas: { params: VpcPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.vpcs.setAttachment(caller, params.vpc_id, { kind: 'none' })
    return { body: undefined }
  },
})

export const attachmentOperations: readonly Operation[] = [get, set, remove]
