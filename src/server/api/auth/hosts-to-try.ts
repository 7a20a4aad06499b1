const HOSTS_MAX = 8

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Hosts that a client may have signed where another one arrived, because a proxy on the way rewrites it: what the proxy says it was, and each with and without
 * a port. None is trusted: they are only tried, so that a refusal can say what is wrong.
 */
export function hostsToTry(headers: Headers): readonly string[] {
  const arrived = firstOf(headers['host'])
  const [, quoted, plain] = /\bhost=(?:"([^"]{1,300})"|([^;,\s"]{1,300}))/i.exec(firstOf(headers['forwarded'])) ?? []
  const told = [firstOf(headers['x-forwarded-host']), quoted ?? plain ?? ''].filter((host) => host !== '')
  const bare = [...told, arrived].map((host) => host.replace(/:\d{1,5}$/, ''))
  const port = firstOf(headers['x-forwarded-port'])
  const withPort = port === '' ? [] : bare.map((host) => `${host}:${port}`)
  return [...new Set([...told, ...bare, ...withPort])].filter((host) => host !== arrived).slice(0, HOSTS_MAX)
}

/** Whether a header says that a proxy had the request in its hands. */
export function toldByProxy(headers: Headers): boolean {
  return Object.keys(headers).some(
    (name) => name === 'forwarded' || name === 'via' || name.startsWith('x-forwarded-') || name === 'x-real-ip',
  )
}

function firstOf(value: string | readonly string[] | undefined): string {
  const text = typeof value === 'string' ? value : (value?.[0] ?? '')
  return (text.split(',')[0] ?? '').trim()
}
