import { CausewayError } from '../../base/errors.ts'
import { realPath } from '../../base/real-path.ts'
import type { FirstIdentity } from '../../server/control/control.ts'
import { elsewhere } from '../connect/choose-server.ts'
import { type Context, freeName, withContext, withoutGone } from '../connect/profile.ts'
import { isGone, profileFile, readProfile, writeProfile } from '../connect/profile-file.ts'
import { knownIn } from '../connect/server-command.ts'

interface FirstStart {
  readonly url: string
  readonly home: string
  readonly identity: FirstIdentity
  /** How commands of this program are called. */
  readonly own: string
}

/**
 * Logs whoever has started a new server in at it, and says so. Not where the secret key was given: whoever gave it keeps it. Nor where the user has no folder of its own, as a
 * service's often has not. Contexts of servers whose data folders are gone go then, as those of tests would heap up. A profile that cannot be written keeps no server from its start.
 */
export async function keepFirstContext(
  { url, home, identity, own }: FirstStart,
  environment: NodeJS.ProcessEnv,
  workingFolder: string,
): Promise<string | undefined> {
  if (identity.given.secretKey || !(environment['HOME'] || environment['XDG_CONFIG_HOME'])) return undefined
  const { user, project, accessKey, secretKey } = identity
  const context: Context = {
    endpoint: url,
    home: realPath(home),
    user: user.name,
    project: { id: project.id, name: project.name },
    credential: { kind: 'key', accessKey, secretKey },
  }
  const file = profileFile(environment)
  try {
    const profile = withoutGone(readProfile(file), isGone)
    const name = freeName(profile, 'local', (each) => each.home !== undefined && each.home === context.home)
    const next = withContext(profile, name, context, false)
    const known = { ...(await knownIn(workingFolder)), environment, profile: next }
    writeProfile(next, file)
    const told = elsewhere(name, known)
    const more = told === undefined ? '' : ` with --context ${name}`
    const lines = `You are logged in here as ${user.name}: ${own} status and ${own} sql${more} work at once (context ${name}, ${file})`
    return told === undefined ? lines : `${lines}\n  ${told.what}`
  } catch (thrown) {
    if (!(thrown instanceof CausewayError)) throw thrown
    return `You are not logged in here: ${thrown.message}. ${thrown.hint ?? ''}`
  }
}
