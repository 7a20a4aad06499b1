import type { KeyHalves } from '../../control/identity/console-sessions.ts'

/** The header with the page's half of the key. */
export const PAGE_HALF = 'x-causeway-console'
/** Whoever else may have set one of that name. */
const COOKIES_MAX = 4

/** Cookies know no ports: two servers on one machine would else log each other out. */
function cookieName(host: string): string {
  const port = /:(\d+)$/.exec(host)?.[1]
  return port === undefined ? 'causeway-console' : `causeway-console-${port}`
}

/** @param isSecure the page was sent over HTTPS */
export function setCookie(host: string, half: string, seconds: number, isSecure: boolean): string {
  return `${cookieName(host)}=${half}; Path=/console; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`
}

/** Each pair that may be the key: another program of this machine may have set a cookie of the same name, and which comes first is the browser's choice. */
export function keyHalves(host: string, page: string, cookies: string): readonly KeyHalves[] {
  const name = cookieName(host)
  return cookies
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith(`${name}=`))
    .slice(0, COOKIES_MAX)
    .map((cookie) => ({ page, cookie: cookie.slice(name.length + 1) }))
}
