/** A URL as java.net.URI takes it apart: no part is decoded. */
export interface JavaUri {
  readonly scheme?: string | undefined
  readonly authority?: string | undefined
  readonly userInfo?: string | undefined
  readonly host?: string | undefined
  readonly path?: string | undefined
  readonly query?: string | undefined
  readonly fragment?: string | undefined
}

const UNRESERVED = String.raw`A-Za-z0-9_\-!.~'()*`
const ESCAPED = '%[0-9A-Fa-f]{2}'
/** Characters beyond ASCII that are neither white space nor signs of control. */
const OTHER = String.raw`(?![\u0080-\u009f])[^\u0000-\u007f\p{Z}]`
const made = (signs: string, hasOthers = true): RegExp =>
  new RegExp(`^(?:[${UNRESERVED}${signs}]|${ESCAPED}${hasOthers ? `|${OTHER}` : ''})*$`, 'u')

const PATH = made(':@&=+$,;/')
const ANY = made(String.raw`;/?:@&=+$,[\]`)
const NAME = made('$,;:@&=+')
const USER = made(';:&=+$,')
const SERVER = new RegExp(String.raw`^[${UNRESERVED};:&=+$,.@[\]]*$`)
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*$/
/** The last of several labels begins with a letter. */
const HOST_NAME =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?|(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?)\.?$/
const ADDRESS = /^(?:(?:25[0-5]|2[0-4]\d|[01]?\d?\d)(?:\.(?!$)|$)){4}$/

/** undefined for what is no URI there. */
export function javaUri(text: string): JavaUri | undefined {
  const [, scheme, behind = '', fragment] = /^(?:([^:/?#]*):)?([^#]*)(?:#(.*))?$/su.exec(text) ?? []
  if (scheme !== undefined && !SCHEME.test(scheme)) return undefined
  if (fragment !== undefined && !ANY.test(fragment)) return undefined
  if (scheme !== undefined && !behind.startsWith('/')) return behind !== '' && ANY.test(behind) ? { scheme, fragment } : undefined
  const [, written, path = '', query] = /^(?:\/\/([^/?]*))?([^?]*)(?:\?(.*))?$/su.exec(behind) ?? []
  if (!PATH.test(path) || (query !== undefined && !ANY.test(query))) return undefined
  const rest = { scheme, path, query, fragment }
  if (written === undefined) return rest
  if (written === '') return path === '' && query === undefined && fragment === undefined ? undefined : rest
  const server = SERVER.test(written) ? serverOf(written) : undefined
  if (server !== undefined) return { ...rest, authority: written, ...server }
  return NAME.test(written) ? { ...rest, authority: written } : undefined
}

function serverOf(authority: string): Pick<JavaUri, 'userInfo' | 'host'> | undefined {
  const [, userInfo, host = ''] = /^(?:([^@]*)@)?(\[[^\]]*\]|[^:]*)(?::\d*)?$/s.exec(authority) ?? []
  if (userInfo !== undefined && !USER.test(userInfo)) return undefined
  const isAddress = host.startsWith('[') ? isAddressOfSix(host.slice(1, -1)) : ADDRESS.test(host) || HOST_NAME.test(host)
  return isAddress ? { userInfo, host } : undefined
}

function isAddressOfSix(address: string): boolean {
  try {
    return new URL(`http://[${address}]/`).hostname !== ''
  } catch {
    return false
  }
}
