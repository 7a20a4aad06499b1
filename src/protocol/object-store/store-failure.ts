import { CausewayError } from '../../base/errors.ts'
import { readStoreError } from './listed-objects.ts'

/** How a store answered what it did not do. */
export interface StoreAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

/** Answers after which the same may be asked once more. */
const AGAIN: ReadonlySet<number> = new Set([429, 500, 502, 503, 504])

/** Bytes that were changed on their way. */
const SPOILT: ReadonlySet<string> = new Set(['XAmzContentSHA256Mismatch', 'BadDigest', 'InvalidDigest', 'IncompleteBody'])

export const isPassing = ({ status, body }: StoreAnswer): boolean =>
  AGAIN.has(status) || (status === 400 && readStoreError(body).code === 'RequestTimeout')

/** In the user's words; the text of the store is not repeated but for its code, which is one word. `shown`: obs://bucket/key. */
export function storeFailure(answer: StoreAnswer, shown: string, doing: 'read' | 'write' = 'read'): CausewayError {
  const { status, headers, body } = answer
  const said = readStoreError(body)
  const code = /^[A-Za-z0-9]{1,64}$/.test(said.code) ? said.code : ''
  const told = code === '' ? `HTTP ${status}` : code
  const headerRegion = headers['x-amz-bucket-region']
  const region = said.region || (typeof headerRegion === 'string' ? headerRegion : '')
  if (status === 412 && doing === 'write')
    return new CausewayError('already-exists', `${shown} is there already: somebody else has written it meanwhile`, {
      hint: 'Run the statement again.',
    })
  if (status === 412)
    return new CausewayError('conflict', `${shown} was changed in its store while it was read`, {
      hint: 'Run the statement again: it reads what is there then.',
    })
  if (code === 'RequestTimeTooSkewed')
    return new CausewayError(
      'remote-failure',
      `The store of ${shown} refuses the request: its clock and this server’s differ by too much`,
      {
        hint: 'Set the clock of the server’s machine (NTP).',
      },
    )
  if (code === 'AuthorizationHeaderMalformed' || code === 'PermanentRedirect' || status === 301 || status === 307) {
    const where = /^[a-z0-9-]{1,64}$/i.test(region) ? `: the bucket is in the region ${region}` : ''
    return new CausewayError('remote-failure', `The store of ${shown} answers that another region, or endpoint, is the right one${where}`, {
      hint: 'Correct region and endpoint of the bucket under objectStores in causeway.yaml.',
    })
  }
  if (code === 'InvalidAccessKeyId' || code === 'SignatureDoesNotMatch')
    return new CausewayError('forbidden', `The store of ${shown} does not know the key that the server has for it (${told})`, {
      hint: 'Correct the key of the bucket that objectStores in causeway.yaml names, and start the server again.',
    })
  if (code === 'NoSuchBucket')
    return new CausewayError('not-found', `The store has no bucket for ${shown}`, {
      hint: 'Correct bucket, endpoint and pathStyle under objectStores in causeway.yaml.',
    })
  if ((status === 401 || status === 403) && doing === 'write')
    return new CausewayError('forbidden', `The store does not let the server write ${shown} (${told})`, {
      hint: 'Give the key of the bucket the rights to put and to delete its objects, and to list and abort uploads in parts.',
    })
  if (status === 401 || status === 403)
    return new CausewayError('forbidden', `The store does not let the server read ${shown} (${told})`, {
      hint: 'Give the key of the bucket the rights to list it and to read its objects.',
    })
  if (SPOILT.has(code))
    return new CausewayError('remote-failure', `What came to the store of ${shown} is not what was sent (${told})`, {
      hint: 'Run the statement again. If that does not help, look at what stands between the server and the store.',
    })
  if (code === 'QuotaExceeded' || code === 'InsufficientStorageSpace' || status === 507)
    return new CausewayError('limit-exceeded', `The store has no room for ${shown} (${told})`, {
      hint: 'Make room in the bucket, or raise its quota.',
    })
  if (status === 404 && doing === 'write')
    return new CausewayError(
      'conflict',
      `The upload of ${shown} was given up in its store, by whoever looks after unfinished uploads there`,
      {
        hint: 'Run the statement again.',
      },
    )
  if (status === 404) return new CausewayError('not-found', `${shown} is not in its store any more`, { hint: 'Run the statement again.' })
  if (isPassing(answer))
    return new CausewayError('remote-failure', `The store of ${shown} answers again and again that it is busy or has failed (${told})`, {
      hint: 'Run the statement again later.',
    })
  return new CausewayError('remote-failure', `The store of ${shown} answers otherwise than was asked (${told})`)
}
