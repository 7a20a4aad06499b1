import { isIP } from 'node:net'
import type { ObjectStoreSettings } from '../../../base/config.ts'
import type { SignedRequest, StoreRequest } from '../../../protocol/object-store/object-store.ts'

/** The host that is asked, which is also what its certificate is for. */
export const hostOf = ({ host, bucket, isPathStyle }: ObjectStoreSettings): string => (isPathStyle ? host : `${bucket}.${host}`)

/** `now`: epoch ms; the store looks at it. */
export async function signRequest(store: ObjectStoreSettings, request: StoreRequest, now: number): Promise<SignedRequest> {
  // Only servers with such a bucket need it.
  const { default: aws4 } = await import('aws4')
  const { method, path, headers } = unsigned(store, request)
  const host = hostOf(store)
  const isUsualPort = store.port === (store.isTls ? 443 : 80)
  const signed = aws4.sign(
    {
      service: 's3',
      region: store.region,
      method,
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
  return { method, path: signed.path ?? path, headers: Object.fromEntries(sent) }
}

function unsigned(store: ObjectStoreSettings, request: StoreRequest): SignedRequest {
  const root = store.isPathStyle ? `/${store.bucket}` : ''
  const object = (key: string, query: Readonly<Record<string, string>> = {}): string =>
    `${root}/${key.split('/').map(encoded).join('/')}${queryOf(query)}`
  switch (request.kind) {
    case 'list': {
      const { prefix, keysMax, token } = request
      // A key may hold what XML cannot.
      const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': String(keysMax), prefix }
      const path = `${root}/${queryOf(token === undefined ? query : { ...query, 'continuation-token': token })}`
      return { method: 'GET', path, headers: {} }
    }
    case 'list-after': {
      const { prefix, keysMax, after } = request
      const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': String(keysMax), prefix, 'start-after': after }
      return { method: 'GET', path: `${root}/${queryOf(query)}`, headers: {} }
    }
    case 'list-uploads': {
      const query = { uploads: '', 'encoding-type': 'url', prefix: request.prefix }
      return { method: 'GET', path: `${root}/${queryOf(query)}`, headers: {} }
    }
    case 'get':
      return {
        method: 'GET',
        path: object(request.key),
        headers: { Range: `bytes=${request.from}-${request.to}`, 'If-Match': request.etag },
      }
    case 'head':
      return { method: 'HEAD', path: object(request.key), headers: {} }
    case 'put':
      return { method: 'PUT', path: object(request.key), headers: contentOf(request) }
    case 'delete':
      return { method: 'DELETE', path: object(request.key), headers: request.etag === undefined ? {} : { 'If-Match': request.etag } }
    case 'begin-upload':
      return { method: 'POST', path: object(request.key, { uploads: '' }), headers: { 'Content-Length': '0' } }
    case 'part': {
      const { key, part, uploadId } = request
      return { method: 'PUT', path: object(key, { partNumber: String(part), uploadId }), headers: contentOf(request) }
    }
    case 'complete-upload': {
      const { key, uploadId } = request
      return { method: 'POST', path: object(key, { uploadId }), headers: { ...contentOf(request), 'Content-Type': 'application/xml' } }
    }
    case 'abort-upload':
      return { method: 'DELETE', path: object(request.key, { uploadId: request.uploadId }), headers: {} }
  }
}

/** Both are signed: the store takes no other bytes, and finds out where some were changed on their way. */
const contentOf = ({ bytes, sha256 }: { readonly bytes: number; readonly sha256: string }): Readonly<Record<string, string>> => ({
  'Content-Length': String(bytes),
  'X-Amz-Content-Sha256': sha256,
})

function queryOf(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** As the signature has it (RFC 3986): what encodeURIComponent leaves is encoded too. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
