import { Type } from 'typebox'
import { ATTACHMENT_KINDS } from '../../../base/attachment-kinds.ts'
import { ATTACHMENT_FIELDS, ATTACHMENT_SECRETS, DEFAULT_ATTACHMENT } from '../../control/vpcs/attachments.ts'
import { DRY_RUN, FORECAST, forecastFields } from '../answers/forecast.ts'
import { LIST_BODY } from '../input/body-limit.ts'
import { NO_BODY, NONE, type Operation, projectOperation } from '../operation.ts'
import { PROJECT } from './project-path.ts'

const PATH = '/causeway/v1/{project_id}/vpcs/{vpc_id}/attachment'
const VpcPath = Type.Object({ ...PROJECT, vpc_id: Type.String({ minLength: 1 }) })
/** The fields of every kind: which ones a kind needs is control's to say. */
const fields = (isMeant: (name: string) => boolean) => ({
  kind: Type.Enum<string[]>([...ATTACHMENT_KINDS]),
  ...Object.fromEntries(
    Object.entries(ATTACHMENT_FIELDS)
      .filter(([name]) => isMeant(name))
      .map(([name, schema]) => [name, Type.Optional(schema)]),
  ),
})
/** Others are refused by control, which knows what is meant in their place: whoever thinks that something limits what is reached must not be told that it does. */
const GivenAttachment = Type.Object(
  fields(() => true),
  { additionalProperties: Type.Unknown() },
)
const Attachment = Type.Object(fields((name) => !ATTACHMENT_SECRETS.includes(name)))

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
    return { body: await control.vpcs.attachment(caller, params.vpc_id) }
  },
})

const set = projectOperation({
  name: 'causeway.attachments.set',
  protocol: 'causeway',
  method: 'PUT',
  path: PATH,
  permission: 'causeway:attachments:set',
  summary:
    'Sets how the addresses of a VPC are reached; from and to are ip:port, networks (of host and netns) CIDRs, path (of netns) a network namespace of the server’s machine',
  bodyLimit: LIST_BODY,
  status: 200,
  schemas: {
    params: VpcPath,
    query: Type.Object(DRY_RUN),
    body: GivenAttachment,
    response: Type.Object({ ...Attachment.properties, ...FORECAST }),
  },
  handle: async ({ control, caller, params, query, body }) => {
    if (query.dry_run === true) {
      const forecast = await control.expectations.forecast(caller, ({ vpcs }) => vpcs.setAttachment(caller, params.vpc_id, body))
      return { body: { ...(await control.vpcs.attachment(caller, params.vpc_id)), ...forecastFields(forecast) } }
    }
    await control.vpcs.setAttachment(caller, params.vpc_id, body)
    return { body: await control.vpcs.attachment(caller, params.vpc_id) }
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
    await control.vpcs.setAttachment(caller, params.vpc_id, DEFAULT_ATTACHMENT)
    return { body: undefined }
  },
})

export const attachmentOperations: readonly Operation[] = [get, set, remove]
