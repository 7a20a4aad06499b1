import { CausewayError } from '../../../base/errors.ts'
import { hasCode } from '../../../base/has-code.ts'
import { UPLOADS_FOLDER } from '../../../protocol/reserved-names.ts'
import type { OpenFolder } from '../catalog/buckets/open-folder.ts'
import { pageOfObjects } from './page-of-objects.ts'

/** No key has more parts, and each folder that is open is a descriptor. */
const DEPTH_MAX = 512

/** Removes folders alone: what somebody puts into one meanwhile keeps it. 'in-use' where anything stands in it. */
export async function removeEmptyBucket(above: OpenFolder, bucket: string): Promise<void> {
  const root = await above.folder(bucket)
  if (root === undefined) return
  try {
    const [first] = await pageOfObjects(root, { prefix: '', after: '', limit: 1, hidden: UPLOADS_FOLDER })
    if (first !== undefined) throw notEmpty(bucket, first.key)
    await removeFolders(root, 1)
  } finally {
    await root[Symbol.asyncDispose]()
  }
  await above.removeIfEmpty(bucket)
  if (!(await above.has(bucket))) return await above.sync()
  throw new CausewayError('in-use', `The bucket ${bucket} is not empty: in it stands what is no object yet, or a link`, {
    hint: 'Let uploads and jobs that write into it end, or look at its folder on the machine of the server.',
  })
}

async function removeFolders(folder: OpenFolder, depth: number): Promise<void> {
  if (depth > DEPTH_MAX) return
  for (const name of await folder.names('folders')) {
    const below = await opened(folder, name)
    if (below === undefined) continue
    try {
      await removeFolders(below, depth + 1)
    } finally {
      await below[Symbol.asyncDispose]()
    }
    await folder.removeIfEmpty(name)
  }
}

/** Undefined: something else has its name by now, or it is closed to the server. */
async function opened(folder: OpenFolder, name: string): Promise<OpenFolder | undefined> {
  try {
    return await folder.folder(name)
  } catch (thrown) {
    if (hasCode(thrown, 'ENOTDIR', 'ELOOP', 'EACCES', 'EPERM')) return undefined
    throw thrown
  }
}

const notEmpty = (bucket: string, key: string): CausewayError =>
  new CausewayError('in-use', `The bucket ${bucket} is not empty: there is ${key}`, {
    hint: `Delete its objects first; they are listed by GET /causeway/v1/{project_id}/buckets/${bucket}/objects.`,
  })
