import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { recordedScope } from '../../control/identity/recorded-scope.ts'
import { actorOf } from '../actor-of.ts'
import { NONE, type Operation, userOperation } from '../operation.ts'
import { iamTime } from './iam-time.ts'

const SECONDS_MIN = 900
const SECONDS_MAX = 86_400
const Life = Type.Optional(Type.Integer({ minimum: SECONDS_MIN, maximum: SECONDS_MAX }))

/** The vendor's call. The caller is who asks, by token or by signature: another token in the body would be a second one to check. */
const create = userOperation({
  name: 'iam.temporary-keys.create',
  protocol: 'iam',
  method: 'POST',
  path: '/v3.0/OS-CREDENTIAL/securitytokens',
  permission: '',
  summary: 'Makes a temporary key pair of the caller, with the X-Security-Token that goes with it; for 15 minutes, or up to 24 hours',
  status: 201,
  schemas: {
    params: NONE,
    query: NONE,
    body: Type.Object({
      auth: Type.Object({
        identity: Type.Object({
          methods: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 8 }),
          token: Type.Optional(Type.Object({ id: Type.Optional(Type.String({ maxLength: 4096 })), duration_seconds: Life })),
        }),
      }),
    }),
    response: Type.Object({
      credential: Type.Object({
        access: Type.String(),
        secret: Type.String(),
        securitytoken: Type.String(),
        expires_at: Type.String(),
      }),
    }),
  },
  handle: async ({ control, authenticated, body }) => {
    const { methods, token } = body.auth.identity
    if (methods.some((method) => method !== 'token')) {
      throw new CausewayError('not-supported', `There are no temporary keys by ${methods.join(', ')} here`, { hint: 'Use "token".' })
    }
    if (authenticated.kind === 'local') {
      throw new CausewayError('not-supported', 'The local administrator has no keys', { hint: 'Log in as a user.' })
    }
    const session = token?.id === undefined ? undefined : await control.identity.readToken(token.id)
    if (token?.id !== undefined && session?.user.id !== authenticated.user.id) {
      throw new CausewayError('unauthenticated', 'The token of the body is not one of the caller', { hint: 'Leave it out.' })
    }
    const by = authenticated.kind === 'signature' ? authenticated.accessKey : authenticated.session.accessKey
    const asked = session ?? (authenticated.kind === 'token' ? authenticated.session : undefined)
    const scope = asked === undefined ? undefined : recordedScope(asked.scope)
    const made = await control.accounts.keys.createTemporary(actorOf(authenticated), by, scope, token?.duration_seconds ?? SECONDS_MIN)
    return {
      body: {
        credential: {
          access: made.accessKey,
          secret: made.secretKey,
          securitytoken: made.securityToken,
          expires_at: iamTime(made.expiresAt),
        },
      },
    }
  },
})

export const temporaryKeyOperations: readonly Operation[] = [create]
