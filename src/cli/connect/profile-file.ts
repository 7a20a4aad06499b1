import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { CausewayError } from '../../base/errors.ts'
import { hasCode } from '../../base/has-code.ts'
import { makeFolders } from '../../base/make-folders.ts'
import { realPath } from '../../base/real-path.ts'
import { EMPTY_PROFILE, type Profile, parseProfile, profileText } from './profile.ts'

/** By the XDG's rule: a path that is not absolute counts as not given. */
export function profileFile(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['XDG_CONFIG_HOME']
  const folder = given?.startsWith('/') === true ? given : join(environment['HOME'] || homedir(), '.config')
  return join(folder, 'causeway', 'profile.json')
}

export function readProfile(file = profileFile()): Profile {
  try {
    const text = readFileSync(file, 'utf8')
    if ((statSync(file).mode & 0o077) !== 0) process.stderr.write(`causeway: others may read ${file}, which holds secrets: chmod 600 it\n`)
    return parseProfile(text, file)
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT') || hasCode(thrown, 'ENOTDIR')) return EMPTY_PROFILE
    if (thrown instanceof CausewayError) throw thrown
    throw new CausewayError('invalid-parameter', `The profile ${file} cannot be read`, { hint: 'Look at its rights', cause: thrown })
  }
}

/** Of the folders for what is temporary alone: anywhere else a disk may be unplugged, and what was on it come back. */
export function isGone(folder: string): boolean {
  return isBelow(folder, realPath(tmpdir())) && !existsSync(folder)
}

const isBelow = (folder: string, of: string): boolean => folder.startsWith(`${of}${sep}`)

/** For its user only, and whole at every moment: what is killed in between leaves the old one. */
export function writeProfile(profile: Profile, file = profileFile()): void {
  const next = `${file}.${randomBytes(6).toString('hex')}`
  try {
    makeFolders(dirname(file))
    writeFileSync(next, profileText(profile), { mode: 0o600, flag: 'wx' })
    chmodSync(next, 0o600)
    renameSync(next, file)
  } catch (cause) {
    if (existsSync(next)) rmSync(next)
    throw new CausewayError('unavailable', `The profile ${file} cannot be written`, { hint: 'Look at the rights of its folder', cause })
  }
}
