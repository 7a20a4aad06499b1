import { Type } from 'typebox'
import { fileReply } from '../answers/file-reply.ts'
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
  summary: 'Lists the buckets of the project, and those that all projects share',
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
  summary: 'Makes a bucket of the project: a folder in the data folder',
  status: 201,
  schemas: { params: BucketPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.objects.makeBucket(caller, params.bucket)
    return { body: undefined }
  },
})

const removeBucket = projectOperation({
  name: 'causeway.buckets.delete',
  protocol: 'causeway',
  method: 'DELETE',
  path: `${BUCKETS}/{bucket}`,
  permission: 'causeway:objects:delete',
  summary: 'Deletes a bucket of the project in which no object stands and that no table names',
  status: 204,
  schemas: { params: BucketPath, query: NONE, body: NONE, response: NO_BODY },
  handle: async ({ control, caller, params }) => {
    await control.objects.removeBucket(caller, params.bucket)
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
    return await fileReply(header, (rangeOf) => control.objects.open(caller, params.bucket, params.key, rangeOf))
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

export const objectOperations: readonly Operation[] = [buckets, makeBucket, removeBucket, list, put, get, remove]
