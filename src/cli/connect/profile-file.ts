import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { CausewayError } from '../../base/errors.ts'
import { hasCode } from '../../base/has-code.ts'
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

/** An unmounted disk leaves an empty folder, or one that cannot be read: what was on it may come back. */
export function isGone(folder: string): boolean {
  if (existsSync(folder)) return false
  const parent = dirname(folder)
  if (parent === folder) return false
  try {
    return readdirSync(parent).length > 0
  } catch (thrown) {
    return hasCode(thrown, 'ENOENT') && isGone(parent)
  }
}

/** For its user only, and whole at every moment: what is killed in between leaves the old one. */
export function writeProfile(profile: Profile, file = profileFile()): void {
  const next = `${file}.${randomBytes(6).toString('hex')}`
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(next, profileText(profile), { mode: 0o600, flag: 'wx' })
    chmodSync(next, 0o600)
    renameSync(next, file)
  } catch (cause) {
    if (existsSync(next)) rmSync(next)
    throw new CausewayError('unavailable', `The profile ${file} cannot be written`, { hint: 'Look at the rights of its folder', cause })
  }
}
