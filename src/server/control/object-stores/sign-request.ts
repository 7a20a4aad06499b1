import { isIP } from 'node:net'
import type { ObjectStoreSettings } from '../../../base/config.ts'
import type { ObjectRead, SignedRequest } from '../../../protocol/object-store.ts'

/** The host that is asked, which is also what its certificate is for. */
export const hostOf = ({ host, bucket, isPathStyle }: ObjectStoreSettings): string => (isPathStyle ? host : `${bucket}.${host}`)

/** `now`: epoch ms; the store looks at it. */
export async function signRead(store: ObjectStoreSettings, read: ObjectRead, now: number): Promise<SignedRequest> {
  // Only servers with such a bucket need it.
  const { default: aws4 } = await import('aws4')
  const { path, headers } = unsigned(store, read)
  const host = hostOf(store)
  const isUsualPort = store.port === (store.isTls ? 443 : 80)
  const signed = aws4.sign(
    {
      service: 's3',
      region: store.region,
      method: 'GET',
      path,
      headers: {
        Host: `${isIP(host) === 6 ? `[${host}]` : host}${isUsualPort ? '' : `:${store.port}`}`,
        'X-Amz-Date': new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ''),
        ...headers,
      },
    },
    { accessKeyId: store.accessKey, secretAccessKey: store.secretKey },
  )
  const sent = Object.entries(signed.headers ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as const],
  )
  return { method: 'GET', path: signed.path ?? path, headers: Object.fromEntries(sent) }
}

function unsigned(store: ObjectStoreSettings, read: ObjectRead): Pick<SignedRequest, 'path' | 'headers'> {
  const root = store.isPathStyle ? `/${store.bucket}` : ''
  switch (read.kind) {
    case 'list': {
      const { prefix, keysMax, token } = read
      const query = {
        'list-type': '2',
        // A key may hold what XML cannot.
        'encoding-type': 'url',
        'max-keys': String(keysMax),
        prefix,
        ...(token === undefined ? {} : { 'continuation-token': token }),
      }
      const pairs = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`)
      return { path: `${root}/?${pairs.join('&')}`, headers: {} }
    }
    case 'get':
      return {
        path: `${root}/${read.key.split('/').map(encoded).join('/')}`,
        headers: { Range: `bytes=${read.from}-${read.to}`, 'If-Match': read.etag },
      }
  }
}

/** As the signature has it (RFC 3986): what encodeURIComponent leaves is encoded too. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
