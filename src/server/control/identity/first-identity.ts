import { randomBytes } from 'node:crypto'
import { type Static, Type } from 'typebox'
import type { Clock } from '../../../base/clock.ts'
import type { IdentitySettings } from '../../../base/config.ts'
import { CausewayError } from '../../../base/errors.ts'
import { newHexId } from '../../../base/ids.ts'
import { accessKeyPurpose, UNSHOWN_IDENTITY } from '../../domain/secret-purpose.ts'
import { insertAccessKey } from '../../store/accounts/access-keys.ts'
import { insertDomain, insertProject, insertUser, listAllProjects } from '../../store/accounts/accounts.ts'
import { deleteSetting, findSetting, insertSetting } from '../../store/settings.ts'
import { storedJson } from '../../store/sqlite/rows.ts'
import type { Store } from '../../store/store.ts'
import { hashPassword } from './passwords.ts'
import { insertProjectStart } from './project-start.ts'
import { newAccessKey, newSecretKey } from './secret-texts.ts'

/** What the first start made: shown once and never again, because password and secret key cannot be read back then. */
const FirstIdentity = Type.Object({
  domain: Type.Object({ id: Type.String(), name: Type.String() }),
  user: Type.Object({ id: Type.String(), name: Type.String(), password: Type.String() }),
  project: Type.Object({ id: Type.String(), name: Type.String() }),
  accessKey: Type.String(),
  secretKey: Type.String(),
  /** Which of the secrets were given: whoever gave them has them, and they are not shown. */
  given: Type.Object({ password: Type.Boolean(), secretKey: Type.Boolean() }),
})
export type FirstIdentity = Readonly<Static<typeof FirstIdentity>>

const identityFromJson: (text: string) => FirstIdentity = storedJson('first identity', FirstIdentity)
/** The setting, and the purpose of its seal. */

/** A start that fails or is killed after it has made the identity must not lock its owner out: what nobody has seen yet is kept, sealed. */
async function unshownIdentity(store: Store): Promise<FirstIdentity | undefined> {
  const sealed = await findSetting(store.db, UNSHOWN_IDENTITY)
  return sealed === undefined ? undefined : identityFromJson(store.secrets.open(Buffer.from(sealed, 'base64'), UNSHOWN_IDENTITY))
}

/** To be called when the identity was shown: from now on its password is nowhere, and its secret key only where signatures are checked. */
export async function forgetFirstIdentity(store: Store): Promise<void> {
  await deleteSetting(store.db, UNSHOWN_IDENTITY)
}

const NAME = /^[\p{L}\p{N}_.@ -]{1,64}$/u

function checkSettings(settings: IdentitySettings): void {
  for (const [what, name] of [
    ['domain', settings.domain],
    ['user', settings.user],
    ['project', settings.project],
  ] as const) {
    if (!NAME.test(name)) {
      throw new CausewayError('invalid-parameter', `The ${what} name of the first identity is not valid`, {
        hint: 'Use 1 to 64 letters, digits, spaces and _.@- characters.',
      })
    }
  }
  if (settings.projectId !== undefined && !/^[0-9a-f]{32}$/.test(settings.projectId)) {
    throw new CausewayError('invalid-parameter', 'The project id of the first identity is not valid', {
      hint: 'Use 32 hexadecimal digits.',
    })
  }
  for (const [what, text, length] of [
    ['access key', settings.accessKey, 4],
    ['secret key', settings.secretKey, 8],
  ] as const) {
    if (text !== undefined && (text.length < length || text.length > 256 || !/^[\x21-\x7e]+$/.test(text))) {
      throw new CausewayError('invalid-parameter', `The ${what} of the first identity is not valid`, {
        hint: `Use ${length} to 256 printable ASCII characters without spaces.`,
      })
    }
  }
}

/**
 * Makes domain, user, project, key pair, the queue `default` and the database `default`, all or nothing. Gives the identity until forgetFirstIdentity was
 * called, undefined later.
 */
export async function makeFirstIdentity(store: Store, clock: Clock, settings: IdentitySettings): Promise<FirstIdentity | undefined> {
  if ((await listAllProjects(store.db)).length > 0) return await unshownIdentity(store)
  checkSettings(settings)
  const now = clock()
  const made: FirstIdentity = {
    domain: { id: newHexId(), name: settings.domain },
    user: { id: newHexId(), name: settings.user, password: settings.password ?? randomBytes(18).toString('base64url') },
    project: { id: settings.projectId ?? newHexId(), name: settings.project },
    accessKey: settings.accessKey ?? newAccessKey(),
    secretKey: settings.secretKey ?? newSecretKey(),
    given: { password: settings.password !== undefined, secretKey: settings.secretKey !== undefined },
  }
  const passwordHash = await hashPassword(made.user.password)
  await store.transaction(async (tx) => {
    await insertSetting(tx, UNSHOWN_IDENTITY, Buffer.from(store.secrets.seal(JSON.stringify(made), UNSHOWN_IDENTITY)).toString('base64'))
    await insertDomain(tx, made.domain)
    await insertProject(tx, { ...made.project, domainId: made.domain.id, description: '' })
    await insertUser(tx, {
      id: made.user.id,
      name: made.user.name,
      domain: made.domain,
      passwordHash,
      enabled: true,
      isAdmin: true,
      description: '',
      createdAt: now,
    })
    await insertAccessKey(tx, {
      accessKey: made.accessKey,
      userId: made.user.id,
      sealedSecretKey: store.secrets.seal(made.secretKey, accessKeyPurpose(made.accessKey)),
      enabled: true,
      description: '',
      createdAt: now,
      expiresAt: undefined,
      securityTokenHash: undefined,
      madeByKey: undefined,
      scope: undefined,
    })
    await insertProjectStart(tx, { projectId: made.project.id, owned: { owner: made.user.name, ownerId: made.user.id }, now })
  })
  return made
}
