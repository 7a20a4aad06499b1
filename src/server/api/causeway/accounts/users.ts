import { type Static, Type } from 'typebox'
import { CausewayError } from '../../../../base/errors.ts'
import type { UserInfo } from '../../../control/accounts/users.ts'
import type { Proof } from '../../../control/identity/proof.ts'
import { actorOf } from '../../actor-of.ts'
import { NO_BODY, NONE, type Operation, userOperation } from '../../operation.ts'
import { DOMAIN, UserPath } from './account-input.ts'

const PATH = '/causeway/v1/users'
const ONE = `${PATH}/{user_id}`
const User = Type.Object({
  id: Type.String(),
  name: Type.String(),
  domain: Type.Object({ id: Type.String(), name: Type.String() }),
  enabled: Type.Boolean(),
  is_admin: Type.Boolean(),
  description: Type.String(),
  create_time: Type.Integer(),
})
const MadePassword = { password: Type.Optional(Type.String({ description: 'That was made, shown this once' })) }

const shown = ({ isAdmin, createdAt, ...user }: UserInfo): Static<typeof User> => ({ ...user, is_admin: isAdmin, create_time: createdAt })

const list = userOperation({
  name: 'causeway.users.list',
  protocol: 'causeway',
  method: 'GET',
  path: PATH,
  permission: '',
  summary: "Lists the users of the caller's domain; for its administrators",
  status: 200,
  schemas: { params: NONE, query: Type.Object(DOMAIN), body: NONE, response: Type.Object({ users: Type.Array(User) }) },
  handle: async ({ control, authenticated, query }) => {
    return { body: { users: (await control.accounts.users.list(actorOf(authenticated), query.domain)).map(shown) } }
  },
})

const get = userOperation({
  name: 'causeway.users.get',
  protocol: 'causeway',
  method: 'GET',
  path: ONE,
  permission: '',
  summary: 'Shows a user, by id or by name: the own one, or any of the domain to an administrator',
  status: 200,
  schemas: { params: UserPath, query: Type.Object(DOMAIN), body: NONE, response: User },
  handle: async ({ control, authenticated, params, query }) => {
    return { body: shown(await control.accounts.users.get(actorOf(authenticated), params.user_id, query.domain)) }
  },
})

const create = userOperation({
  name: 'causeway.users.create',
  protocol: 'causeway',
  method: 'POST',
  path: PATH,
  permission: '',
  summary: 'Makes a user; without a password one is made and shown this once',
  status: 201,
  schemas: {
    params: NONE,
    query: NONE,
    body: Type.Object({
      name: Type.String(),
      password: Type.Optional(Type.String()),
      description: Type.Optional(Type.String()),
      is_admin: Type.Optional(Type.Boolean()),
      ...DOMAIN,
    }),
    response: Type.Object({ ...User.properties, ...MadePassword }),
  },
  handle: async ({ control, authenticated, body }) => {
    const { user, madePassword } = await control.accounts.users.create(actorOf(authenticated), {
      name: body.name,
      password: body.password,
      description: body.description ?? '',
      isAdmin: body.is_admin ?? false,
      domain: body.domain,
    })
    return { body: { ...shown(user), ...(madePassword === undefined ? {} : { password: madePassword }) } }
  },
})

const update = userOperation({
  name: 'causeway.users.update',
  protocol: 'causeway',
  method: 'PUT',
  path: ONE,
  permission: '',
  summary: 'Enables or disables a user, makes it an administrator or none, describes it',
  status: 200,
  schemas: {
    params: UserPath,
    query: Type.Object(DOMAIN),
    body: Type.Object({
      enabled: Type.Optional(Type.Boolean()),
      is_admin: Type.Optional(Type.Boolean()),
      description: Type.Optional(Type.String()),
    }),
    response: User,
  },
  handle: async ({ control, authenticated, params, query, body }) => {
    const change = { enabled: body.enabled, isAdmin: body.is_admin, description: body.description }
    return { body: shown(await control.accounts.users.update(actorOf(authenticated), params.user_id, change, query.domain)) }
  },
})

const setPassword = userOperation({
  name: 'causeway.users.set-password',
  protocol: 'causeway',
  method: 'PUT',
  path: `${ONE}/password`,
  permission: '',
  summary: 'Sets the password of a user, which ends what the old one led to; for the own one original_password is needed too',
  status: 200,
  schemas: {
    params: UserPath,
    query: Type.Object(DOMAIN),
    body: Type.Object({ password: Type.Optional(Type.String()), original_password: Type.Optional(Type.String({ maxLength: 4096 })) }),
    response: Type.Object(MadePassword),
  },
  handle: async ({ control, authenticated, params, query, body, peer }) => {
    const { user, kind } = authenticated
    let original: Proof | undefined
    if (kind !== 'local' && (params.user_id === user.id || params.user_id === user.name)) {
      if (body.original_password === undefined) {
        throw new CausewayError('invalid-parameter', 'The body lacks original_password', { hint: 'Send the password that you have now.' })
      }
      original = (await control.identity.logIn({ kind: 'id', id: user.id }, body.original_password, peer)).proof
    }
    const made = await control.accounts.users.setPassword(actorOf(authenticated), params.user_id, body.password, query.domain, original)
    return { body: made === undefined ? {} : { password: made } }
  },
})

const remove = userOperation({
  name: 'causeway.users.delete',
  protocol: 'causeway',
  method: 'DELETE',
  path: ONE,
  permission: '',
  summary: 'Deletes a user with its keys, tokens and roles; what it owns stays',
  status: 204,
  schemas: { params: UserPath, query: Type.Object(DOMAIN), body: NONE, response: NO_BODY },
  handle: async ({ control, authenticated, params, query }) => {
    await control.accounts.users.delete(actorOf(authenticated), params.user_id, query.domain)
    return { body: undefined }
  },
})

export const userOperations: readonly Operation[] = [list, create, get, update, setPassword, remove]
