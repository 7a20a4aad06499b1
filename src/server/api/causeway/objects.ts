import { Type } from 'typebox'
import { CausewayError } from '../../../base/errors.ts'
import { type ByteRange, type ObjectState, type OpenObject, RangeNotMet } from '../../control/objects/objects.ts'
import { GatewayError } from '../answers/gateway-error.ts'
import { NO_BODY, NONE, type Operation, projectOperation, projectStream, projectUpload } from '../operation.ts'
import { PROJECT } from './project-path.ts'

const BUCKETS = '/causeway/v1/{project_id}/buckets'
const OBJECTS = `${BUCKETS}/{bucket}/objects`
const OBJECT = `${OBJECTS}/{key}`
const BucketPath = Type.Object({ ...PROJECT, bucket: Type.String({ minLength: 1 }) })
const ObjectPath = Type.Object({ ...PROJECT, bucket: Type.String({ minLength: 1 }), key: Type.String() })
const PAGE_MAX = 1000

const buckets = projectOperation({
  name: 'causeway.buckets.list',
  protocol: 'causeway',
  method: 'GET',
  path: BUCKETS,
  permission: 'causeway:objects:list',
  summary: 'Lists the buckets; they belong to all projects',
  status: 200,
  schemas: {
    params: Type.Object(PROJECT),
    query: NONE,
    body: NONE,
    response: Type.Object({ buckets: Type.Array(Type.Object({ name: Type.String() })) }),
  },
  handle: async ({ control, caller }) => {
    const names = await control.objects.buckets(caller)
    return { body: { buckets: names.map((name) => ({ name })) } }
  },
})

const makeBucket = projectOperation({
  name: 'causeway.buckets.create',
  protocol: 'causeway',
  method: 'PUT',
  path: `${BUCKETS}/{bucket}`,
  permission: 'causeway:objects:put',
  summary: 'Makes a bucket: a folder in the data folder',
  status: 201,
  schemas: { params: BucketPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.objects.makeBucket(caller, params.bucket)
    return { body: undefined }
  },
})

const list = projectOperation({
  name: 'causeway.objects.list',
  protocol: 'causeway',
  method: 'GET',
  path: OBJECTS,
  permission: 'causeway:objects:list',
  summary: 'Lists objects by their keys; `next`, given as `after`, goes on',
  status: 200,
  schemas: {
    params: BucketPath,
    query: Type.Object({
      prefix: Type.Optional(Type.String()),
      after: Type.Optional(Type.String()),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX })),
    }),
    body: NONE,
    response: Type.Object({
      objects: Type.Array(Type.Object({ key: Type.String(), bytes: Type.Integer(), changed_at: Type.Integer() })),
      next: Type.Optional(Type.String()),
    }),
  },
  handle: async ({ control, caller, params, query }) => {
    const { prefix = '', after = '', limit = PAGE_MAX } = query
    const { objects, next } = await control.objects.page(caller, params.bucket, { prefix, after, limit })
    return {
      body: {
        objects: objects.map(({ key, bytes, changedAt }) => ({ key, bytes, changed_at: Math.floor(changedAt) })),
        ...(next === undefined ? {} : { next }),
      },
    }
  },
})

const put = projectUpload({
  name: 'causeway.objects.put',
  protocol: 'causeway',
  method: 'PUT',
  path: OBJECT,
  restOfPath: 'key',
  permission: 'causeway:objects:put',
  summary: 'Keeps the body as an object, in the place of one that has the key; a signed call must sign X-Sdk-Content-Sha256',
  status: 201,
  schemas: { params: ObjectPath, query: NONE, body: NONE, response: Type.Object({ bytes: Type.Integer() }) },
  handle: async ({ control, caller, params, content, sha256 }) => {
    return { body: { bytes: await control.objects.put(caller, params.bucket, params.key, { content, sha256 }) } }
  },
})

const get = projectStream({
  name: 'causeway.objects.get',
  protocol: 'causeway',
  method: 'GET',
  path: OBJECT,
  restOfPath: 'key',
  permission: 'causeway:objects:get',
  summary: 'Sends an object, or the bytes that the header Range names',
  status: 200,
  contentType: 'application/octet-stream',
  schemas: { params: ObjectPath, query: NONE, body: NONE, response: Type.String() },
  handle: async ({ control, caller, params, header }) => {
    const object = await openPart(control.objects.open(caller, params.bucket, params.key, (state) => rangeOf(header, state)))
    const { part, bytes, pieces } = object
    return {
      status: part === undefined ? 200 : 206,
      headers: {
        ...headersOf(object),
        ...(part === undefined ? {} : { 'Content-Range': `bytes ${part.from}-${part.to}/${bytes}` }),
      },
      pieces,
    }
  },
})

const remove = projectOperation({
  name: 'causeway.objects.delete',
  protocol: 'causeway',
  method: 'DELETE',
  path: OBJECT,
  restOfPath: 'key',
  permission: 'causeway:objects:delete',
  summary: 'Deletes an object; one that is not there is no error',
  status: 204,
  schemas: { params: ObjectPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.objects.remove(caller, params.bucket, params.key)
    return { body: undefined }
  },
})

async function openPart(opening: Promise<OpenObject>): Promise<OpenObject> {
  try {
    return await opening
  } catch (thrown) {
    if (!(thrown instanceof RangeNotMet)) throw thrown
    throw new GatewayError(
      'range-not-met',
      thrown.message,
      { ...(thrown.hint === undefined ? {} : { hint: thrown.hint }) },
      { 'Content-Range': `bytes */${thrown.bytes}` },
    )
  }
}

function headersOf(object: OpenObject): Readonly<Record<string, string>> {
  const { bytes, part, changedAt } = object
  return {
    'Accept-Ranges': 'bytes',
    'Content-Length': String(part === undefined ? bytes : part.to - part.from + 1),
    'Last-Modified': new Date(changedAt).toUTCString(),
    ETag: tagOf(object),
  }
}

const tagOf = ({ bytes, changedAt }: ObjectState): string => `"${bytes.toString(16)}-${Math.floor(changedAt).toString(16)}"`

/** One range of bytes (RFC 9110); undefined for all: where none is asked for, in bytes, or of what is not the object that is there now. */
function rangeOf(header: (name: string) => string, state: ObjectState): ByteRange | undefined {
  const [range, ifRange] = [header('range').trim(), header('if-range').trim()]
  if (!/^bytes *=/i.test(range) || (ifRange !== '' && ifRange !== tagOf(state))) return undefined
  const [, from = '', to = ''] = /^bytes *=(\d{0,15})-(\d{0,15})$/i.exec(range) ?? []
  if ((from === '' && to === '') || (from !== '' && to !== '' && Number(from) > Number(to))) {
    throw new CausewayError('invalid-parameter', 'The header Range is not one range of bytes', {
      hint: 'Write Range: bytes=0-1023, bytes=1024- or bytes=-1024.',
    })
  }
  return { from: from === '' ? undefined : Number(from), to: to === '' ? undefined : Number(to) }
}

export const objectOperations: readonly Operation[] = [buckets, makeBucket, list, put, get, remove]
