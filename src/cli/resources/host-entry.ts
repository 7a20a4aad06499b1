import { CausewayError } from '../../base/errors.ts'

export interface HostEntry {
  readonly name: string
  readonly ip: string
}

/** pg-orders=192.168.0.10. @param what is said to be none where it is not one */
export function hostEntry(what: string, entry: string): HostEntry {
  const [name = '', ip = '', ...more] = entry.split('=')
  if (name !== '' && ip !== '' && more.length === 0) return { name, ip }
  throw new CausewayError('invalid-parameter', `${what} is none: ${entry}`, { hint: 'Write it as NAME=ADDRESS' })
}
