import { type Static, Type } from 'typebox'
import type { AccessKeyInfo } from '../../../domain/account.ts'
import { actorOf } from '../../actor-of.ts'
import { NO_BODY, NONE, type Operation, userOperation } from '../../operation.ts'
import { DOMAIN, KeyPath, UserPath } from './account-input.ts'

const OF_USER = '/causeway/v1/users/{user_id}/keys'
const ONE = '/causeway/v1/keys/{access_key}'
const Key = Type.Object({
  access_key: Type.String(),
  user_id: Type.String(),
  enabled: Type.Boolean(),
  description: Type.String(),
  create_time: Type.Integer(),
  last_use_time: Type.Optional(Type.Integer()),
})
const NewKey = Type.Object({ access_key: Type.String(), secret_key: Type.String({ description: 'Shown this once' }) })

const shown = ({ accessKey, userId, enabled, description, createdAt, lastUsedAt }: AccessKeyInfo): Static<typeof Key> => ({
  access_key: accessKey,
  user_id: userId,
  enabled,
  description,
  create_time: createdAt,
  ...(lastUsedAt === undefined ? {} : { last_use_time: lastUsedAt }),
})
const made = ({ accessKey, secretKey }: { readonly accessKey: string; readonly secretKey: string }): Static<typeof NewKey> => ({
  access_key: accessKey,
  secret_key: secretKey,
})

const list = userOperation({
  name: 'causeway.keys.list',
  protocol: 'causeway',
  method: 'GET',
  path: OF_USER,
  permission: '',
  summary: 'Lists the key pairs of a user and when each was used last, without secrets',
  status: 200,
  schemas: { params: UserPath, query: Type.Object(DOMAIN), body: NONE, response: Type.Object({ keys: Type.Array(Key) }) },
  handle: async ({ control, authenticated, params, query }) => {
    return { body: { keys: (await control.accounts.keys.list(actorOf(authenticated), params.user_id, query.domain)).map(shown) } }
  },
})

const create = userOperation({
  name: 'causeway.keys.create',
  protocol: 'causeway',
  method: 'POST',
  path: OF_USER,
  permission: '',
  summary: 'Makes a key pair; its secret is shown this once',
  status: 201,
  schemas: {
    params: UserPath,
    query: Type.Object(DOMAIN),
    body: Type.Object({ description: Type.Optional(Type.String()) }),
    response: NewKey,
  },
  handle: async ({ control, authenticated, params, query, body }) => {
    return { body: made(await control.accounts.keys.create(actorOf(authenticated), params.user_id, body.description ?? '', query.domain)) }
  },
})

const update = userOperation({
  name: 'causeway.keys.update',
  protocol: 'causeway',
  method: 'PUT',
  path: ONE,
  permission: '',
  summary: 'Enables or disables a key pair; disabled, it ends its tokens and its temporary keys',
  status: 204,
  schemas: { params: KeyPath, query: NONE, body: Type.Object({ enabled: Type.Boolean() }), response: NO_BODY },
  handle: async ({ control, authenticated, params, body }) => {
    await control.accounts.keys.setEnabled(actorOf(authenticated), params.access_key, body.enabled)
    return { body: undefined }
  },
})

const rotate = userOperation({
  name: 'causeway.keys.rotate',
  protocol: 'causeway',
  method: 'POST',
  path: `${ONE}/rotate`,
  permission: '',
  summary: 'Makes a key pair in the place of this one, which is disabled at once',
  status: 201,
  schemas: { params: KeyPath, query: NONE, body: NONE, response: NewKey },
  handle: async ({ control, authenticated, params }) => {
    return { body: made(await control.accounts.keys.rotate(actorOf(authenticated), params.access_key)) }
  },
})

const remove = userOperation({
  name: 'causeway.keys.delete',
  protocol: 'causeway',
  method: 'DELETE',
  path: ONE,
  permission: '',
  summary: 'Deletes a key pair with its tokens and temporary keys',
  status: 204,
  schemas: { params: KeyPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, authenticated, params }) => {
    await control.accounts.keys.delete(actorOf(authenticated), params.access_key)
    return { body: undefined }
  },
})

export const keyOperations: readonly Operation[] = [list, create, update, rotate, remove]
