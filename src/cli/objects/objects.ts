import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { CausewayError } from '../../base/errors.ts'
import type { ServerClient } from '../connect/server-client.ts'
import type { ProjectFlags } from '../connect/server-options.ts'
import { plain, rowsOf, timeText } from '../shown-fields.ts'
import { alignedRows } from '../tables/aligned-rows.ts'
import { told } from '../told.ts'
import { writeWholeFile } from '../whole-file.ts'
import { copyOut } from '../write-out.ts'
import { copyLine } from './copy-progress.ts'
import { type ObjectPlace, objectPath, objectPlace } from './object-place.ts'

interface FileAndPlace {
  readonly file: string | undefined
  readonly place: string
  readonly workingFolder: string
}

/** A line for each; with `json` one JSON object a line. */
export async function listObjects(
  server: ServerClient,
  project: string,
  place: string | undefined,
  { json, quiet }: ProjectFlags,
): Promise<void> {
  const buckets = `/causeway/v1/${encodeURIComponent(project)}/buckets`
  if (place === undefined || place === 'obs://') {
    const answer = await server.ask('GET', buckets)
    if (json === true) console.log(JSON.stringify(answer))
    else for (const { name } of rowsOf(answer['buckets'])) console.log(`obs://${plain(name)}/`)
    return
  }
  const { bucket, key } = objectPlace(place)
  const query = new URLSearchParams({ prefix: key, limit: '1000' })
  let count = 0
  for (let next: unknown = ''; next !== undefined; ) {
    const answer = await server.ask('GET', `${buckets}/${encodeURIComponent(bucket)}/objects?${query}`)
    const objects = rowsOf(answer['objects'])
    count += objects.length
    if (json === true) for (const object of objects) console.log(JSON.stringify(object))
    else if (objects.length > 0) {
      const rows = objects.map((each) => [plain(each['bytes']), timeText(each['changed_at']), `obs://${bucket}/${plain(each['key'])}`])
      const [first = [], ...others] = rows
      console.log(alignedRows(first, others))
    }
    next = answer['next']
    query.set('after', String(next))
  }
  if (count === 0 && quiet !== true) console.error(`There is no object at ${place}`)
}

/** Read twice: a signature covers what is sent. */
export async function putObject(
  server: ServerClient,
  project: string,
  { file = '', place, workingFolder }: FileAndPlace,
  flags: ProjectFlags,
): Promise<void> {
  const { quiet, json } = flags
  const { bucket, key } = objectPlace(place)
  const path = resolve(workingFolder, file)
  const bytes = await sizeOf(path, file)
  const hash = createHash('sha256')
  let content = createReadStream(path)
  let how = 'read'
  using line = copyLine(flags, () => ({ done: content.bytesRead, whole: bytes, how }))
  for await (const chunk of content) hash.update(chunk)
  const whole = key === '' || key.endsWith('/') ? { bucket, key: key + basename(path) } : { bucket, key }
  content = createReadStream(path)
  how = 'sent'
  const answer = await server.send('PUT', objectPath(project, whole), { file: { content, bytes, sha256: hash.digest('hex') } })
  answer.resume()
  line.clear()
  if (json === true) console.log(JSON.stringify({ ...whole, bytes }))
  else if (quiet !== true) console.error(`${file} is obs://${whole.bucket}/${plain(whole.key)} (${bytes} bytes)`)
}

/** Throws 'invalid-parameter' for what cannot be read twice, with the same bytes: a folder, a pipe, a file of somebody else. */
async function sizeOf(path: string, file: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) {
    throw new CausewayError('invalid-parameter', `There is no file ${plain(file)}`, {
      hint: 'Look at its name, and at the rights of its folder',
    })
  }
  if (found.isDirectory()) {
    throw new CausewayError('invalid-parameter', `${plain(file)} is a folder: one file is put at a time`, {
      hint: `Put what is in it one by one, as: for f in ${plain(file)}/*; do causeway put "$f" obs://BUCKET/; done`,
    })
  }
  if (!found.isFile()) {
    throw new CausewayError('invalid-parameter', `${plain(file)} is no file: its size has to be known before it is sent`, {
      hint: 'Write what comes of it into a file, and put that',
    })
  }
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw new CausewayError('invalid-parameter', `The file ${plain(file)} may not be read`, { hint: 'Look at its rights', cause })
  })
  return found.size
}

/** Into a folder an object goes by its own name, as with cp. */
async function fileName(file: string | undefined, key: string, workingFolder: string): Promise<string> {
  const own = basename(key)
  if (file === undefined || file === '-') return file ?? own
  const isFolder = (await stat(resolve(workingFolder, file)).catch(() => undefined))?.isDirectory() === true
  return isFolder ? join(file, own) : file
}

/** What is not whole does not stay. */
export async function getObject(
  server: ServerClient,
  project: string,
  { file, place, workingFolder }: FileAndPlace,
  flags: ProjectFlags,
): Promise<void> {
  const found = onePlace(place, 'got')
  const name = await fileName(file, found.key, workingFolder)
  if (name === '-') {
    await copyOut(await server.send('GET', objectPath(project, found)), process.stdout)
    return
  }
  const path = resolve(workingFolder, name)
  await writeWholeFile(path, name, async (out) => {
    const answer = await server.send('GET', objectPath(project, found))
    const length = Number(answer.headers['content-length'])
    using _line = copyLine(flags, () => ({ done: out.bytesWritten, whole: Number.isNaN(length) ? undefined : length, how: 'received' }))
    await copyOut(answer, out)
  })
  if (flags.quiet !== true) console.error(`${name} is written`)
}

/** Throws 'invalid-parameter' for a bucket, or for all that begins so. */
function onePlace(place: string, how: string): ObjectPlace {
  const found = objectPlace(place)
  if (found.key !== '' && !found.key.endsWith('/')) return found
  throw new CausewayError('invalid-parameter', `${place} is no object: one is ${how} at a time`, {
    hint: `Name one: causeway ls ${place} lists them`,
  })
}

/** The call takes one that is not there for deleted; whoever has mistyped it is told. */
export async function removeObject(server: ServerClient, project: string, place: string, flags: ProjectFlags): Promise<void> {
  const found = onePlace(place, 'deleted')
  const query = new URLSearchParams({ prefix: found.key, limit: '1' })
  const { objects } = await server.ask(
    'GET',
    `/causeway/v1/${encodeURIComponent(project)}/buckets/${encodeURIComponent(found.bucket)}/objects?${query}`,
  )
  if (rowsOf(objects)[0]?.['key'] !== found.key) {
    throw new CausewayError('not-found', `There is no object ${plain(place)}`, {
      hint: `causeway ls obs://${found.bucket} lists those that there are`,
    })
  }
  const answer = await server.ask('DELETE', objectPath(project, found))
  told(flags, answer, `${plain(place)} is deleted`)
}
