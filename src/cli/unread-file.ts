import { CausewayError } from '../base/errors.ts'
import { hasCode } from '../base/has-code.ts'

/**
 * Why a file that somebody has named could not be read.
 * @param name what it is called in words, as The file a.json
 * @param option what names it, where that is not plain
 */
export function unreadFile(name: string, cause: unknown, option?: string): CausewayError {
  const look = option === undefined ? 'Look at its name' : `Look at ${option}`
  const told = (what: string, hint: string): CausewayError => new CausewayError('invalid-parameter', `${name} ${what}`, { hint, cause })
  if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return told('is not there', look)
  if (hasCode(cause, 'EISDIR')) return told('is a folder', look)
  if (hasCode(cause, 'EACCES', 'EPERM')) return told('may not be read by this user', 'Give this user the right to read it')
  return told('cannot be read', look)
}
