import { setTimeout as sleep } from 'node:timers/promises'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { Logger } from '../../../base/log.ts'
import type { ObjectPart, ObjectPublication, SignedRequest } from '../../../protocol/object-store/object-store.ts'
import {
  abortUploads,
  bareEtag,
  beginUpload,
  completeUpload,
  objectEtag,
  putObject,
  removeObject,
  requireNothing,
} from '../../../protocol/object-store/store-writes.ts'
import { isReservedPath } from '../../../protocol/reserved-names.ts'
import {
  deleteObjectPublication,
  deleteObjectUpload,
  insertObjectPublication,
  insertObjectUpload,
  listObjectPublications,
  listObjectUploads,
  type StoredPublication,
  type StoredUpload,
} from '../../store/object-writes.ts'
import type { Store } from '../../store/store.ts'
import { parseObsLocation } from '../catalog/obs-location.ts'
import { createHeldByJobs } from '../shared/held-by-jobs.ts'
import type { ObjectStores } from './object-stores.ts'
import { type HiddenObject, SeenObjects, type SeenState } from './seen-objects.ts'

/** What stands for the id of an upload in the name that a worker wants for its object. */
const ID = '{id}'
const UPLOADS_OF_JOB_MAX = 10_000
const MARKER = '_SUCCESS'
const AT_ONCE = 8
const FIRST_PAUSE_MS = 1_000
const PAUSE_MS_MAX = 60_000
/** What a store has not done by then when the server stops is done by its next start. */
const DRAIN_MS = 5_000

interface Job {
  readonly jobId: string
  readonly projectId: string
}

/** What of a committed write is still to be done. */
interface Rest {
  /** So many of those that were replaced are still in the store. */
  readonly remaining: number
  /** False: the marker is not there yet. */
  readonly isMarked: boolean
}

/**
 * What jobs write into buckets of stores. The server begins each object, signs its parts for the job, and puts it there when all of them have come: a worker that is killed
 * leaves nothing that a reader sees. Each object is written down before it is begun, and a write is committed when its objects are crossed out there, in one transaction with
 * what is to be removed for them. What is written down is given up by the end of its job, or else by the next start; what was committed is brought to its end, again and again,
 * and never taken back.
 */
export interface ObjectUploads {
  /** `name`: below the location, with {id} for what makes it a new one. */
  begin(job: Job, write: { readonly location: string; readonly name: string }): Promise<string>
  signPart(job: Job, part: ObjectPart): Promise<SignedRequest>
  /** All of it, or none where it throws. */
  publish(job: Job, publication: ObjectPublication): Promise<Rest>
  /** Published by the job or not; of what has replaced others nothing is taken back. */
  discard(job: Job, uploads: readonly string[]): Promise<void>
  /** Which objects of a place its readers pass over. */
  look(projectId: string, place: { readonly bucket: string; readonly key: string }): SeenState
  release(jobId: string): void
  /** What the last server has left is hidden at once, and looked after in the background: its stores may not answer. */
  settle(): Promise<void>
  drain(): Promise<void>
}

export interface ObjectUploadsDeps {
  readonly store: Store
  readonly stores: Pick<ObjectStores, 'client' | 'sign' | 'placeOf'>
  readonly log: Logger
}

interface Upload extends StoredUpload {
  /** Of the store; undefined until it has begun it. */
  uploadId: string | undefined
  /** The store may have begun it more than once. */
  hasTwins: boolean
  state: 'begun' | 'added' | 'replacing'
}

type Leftover =
  | { readonly kind: 'upload'; readonly upload: StoredUpload }
  | { readonly kind: 'publication'; readonly publication: StoredPublication }

export function createObjectUploads(deps: ObjectUploadsDeps): ObjectUploads {
  const { store, stores, log } = deps
  const seen = new SeenObjects()
  const held = createHeldByJobs<Upload>((uploads) => giveUp(uploads.filter(({ state }) => state === 'begun')))
  const left = new Set<Leftover>()
  const stopping = new AbortController()
  const turns = new Map<string, Promise<unknown>>()
  let looking: Promise<void> | undefined

  async function clear(leftover: Leftover): Promise<void> {
    if (leftover.kind === 'upload') return await remove(leftover.upload)
    const { remaining } = await finish(leftover.publication)
    if (remaining > 0) throw new CausewayError('remote-failure', `The store keeps ${remaining} objects that were to be removed`)
  }

  /** It is tried again, until the store has done it. */
  function keep(leftover: Leftover, error: unknown): void {
    const { bucket } = leftover.kind === 'upload' ? leftover.upload : leftover.publication
    if (!stopping.signal.aborted) log.error({ err: error, bucket }, 'What a job has written into a store is not brought to its end yet')
    left.add(leftover)
    lookAgain()
  }

  function lookAgain(): void {
    if (looking !== undefined || left.size === 0 || stopping.signal.aborted) return
    looking = clearLeft().finally(() => {
      looking = undefined
      lookAgain()
    })
  }

  async function clearLeft(): Promise<void> {
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, PAUSE_MS_MAX)) {
      for (const each of [...left]) {
        if (stopping.signal.aborted) return
        await clear(each).then(
          () => left.delete(each),
          () => undefined,
        )
      }
      if (left.size === 0) return
      await sleep(pause, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined)
    }
  }

  async function giveUp(uploads: readonly StoredUpload[]): Promise<void> {
    await inLanes(uploads, async ({ id, projectId, bucket, key }) => {
      const upload = { id, projectId, bucket, key }
      await remove(upload).catch((error: unknown) => keep({ kind: 'upload', upload }, error))
    })
  }

  async function remove({ id, projectId, bucket, key }: StoredUpload): Promise<void> {
    const client = stores.client(projectId, bucket)
    await abortUploads(client, key)
    await removeObject(client, key)
    await deleteObjectUpload(store.db, id)
    seen.show(stores.placeOf(projectId, bucket), [key])
  }

  async function finish(publication: StoredPublication): Promise<Rest> {
    const { id, projectId, bucket, marker } = publication
    const client = stores.client(projectId, bucket)
    const place = stores.placeOf(projectId, bucket)
    let remaining = 0
    await inLanes(replacedOf(publication), async ({ key, etag }) => {
      try {
        // Somebody else may have put another one there since.
        if (etag === undefined || (await objectEtag(client, key)) === etag) await removeObject(client, key)
        seen.show(place, [key])
      } catch {
        remaining += 1
      }
    })
    if (remaining > 0) return { remaining, isMarked: false }
    if (marker !== '') await putObject(client, marker, new Uint8Array())
    await deleteObjectPublication(store.db, id)
    return { remaining: 0, isMarked: true }
  }

  const requireUpload = ({ jobId }: Job, id: string): Upload => {
    const found = held.of(jobId).find((upload) => upload.id === id)
    if (found !== undefined) return found
    throw new CausewayError('forbidden', 'The job has begun no such object')
  }

  /** Nothing else is committed in the store meanwhile. */
  async function inTurn<T>(place: string, work: () => Promise<T>): Promise<T> {
    const before = turns.get(place)
    const turn = (async () => {
      await before?.catch(() => undefined)
      return await work()
    })()
    turns.set(place, turn)
    try {
      return await turn
    } finally {
      if (turns.get(place) === turn) turns.delete(place)
    }
  }

  return {
    async begin({ jobId, projectId }, { location, name }) {
      const { bucket, segments } = parseObsLocation(`${location.replace(/\/$/, '')}/${name}`)
      if (held.of(jobId).length >= UPLOADS_OF_JOB_MAX)
        throw new CausewayError('limit-exceeded', `A job writes ${UPLOADS_OF_JOB_MAX} objects at most`, {
          hint: 'Write into fewer partitions at once.',
        })
      const last = segments.at(-1) ?? ''
      if (!last.includes(ID) || isReservedPath(segments)) throw new CausewayError('forbidden', `${name} is no name of a new object`)
      const id = newUuid()
      const stored = { id, projectId, bucket, key: [...segments.slice(0, -1), last.replaceAll(ID, id)].join('/') }
      const client = stores.client(projectId, bucket)
      const upload: Upload = { ...stored, uploadId: undefined, hasTwins: false, state: 'begun' }
      return await held.using(jobId, async () => {
        held.add(jobId, upload)
        seen.hide(stores.placeOf(projectId, bucket), [{ key: upload.key }])
        await insertObjectUpload(store.db, stored)
        const { uploadId, tries } = await beginUpload(client, upload.key)
        upload.uploadId = uploadId
        upload.hasTwins = tries > 1
        return id
      })
    },

    async signPart(job, { upload: id, part, bytes, sha256 }) {
      const { projectId, bucket, key, uploadId, state } = requireUpload(job, id)
      if (uploadId === undefined || state !== 'begun') throw new CausewayError('forbidden', 'The object takes no parts')
      return await stores.sign(projectId, bucket, { kind: 'part', key, uploadId, part, bytes, sha256 })
    },

    async publish(job, { location, objects, replace, touched, since, isNew, marker }) {
      const { bucket, segments } = parseObsLocation(location)
      const below = (path: string): string => [...segments, path].join('/')
      const places = touched.map((path) => (path === '' ? segments.join('/') : below(path)))
      const sent = objects.map(({ upload: id, etags }) => {
        const upload = requireUpload(job, id)
        const { uploadId } = upload
        if (uploadId === undefined || upload.state !== 'begun' || upload.bucket !== bucket || !upload.key.startsWith(below('')))
          throw new CausewayError('forbidden', 'The job may only publish what it has written below the location')
        return { upload, etags, uploadId }
      })
      for (const path of touched) if (path !== '') parseObsLocation(`obs://${bucket}/${below(path)}`)
      const replaced = replace.map(({ path, etag }) => {
        parseObsLocation(`obs://${bucket}/${below(path)}`)
        return { key: below(path), etag: bareEtag(etag) }
      })
      const added = sent.map(({ upload }) => upload.key)
      const client = stores.client(job.projectId, bucket)
      const storePlace = stores.placeOf(job.projectId, bucket)
      return await held.using(job.jobId, async () => {
        for (const { upload, etags, uploadId } of sent) {
          await completeUpload(client, { key: upload.key, uploadId }, etags)
          if (upload.hasTwins) await abortUploads(client, upload.key)
        }
        const publication: StoredPublication = {
          id: newUuid(),
          projectId: job.projectId,
          bucket,
          marker: marker ? below(MARKER) : '',
          replaced: JSON.stringify(replaced),
        }
        const hasRest = marker || replaced.length > 0
        await inTurn(storePlace, async () => {
          if (since !== undefined && places.some((place) => seen.look(storePlace, place).commit > since)) throw writtenMeanwhile(location)
          if (isNew) await requireNothing(client, location, below(''), (key) => added.includes(key) || seen.isHidden(storePlace, key))
          await store.transaction(async (tx) => {
            for (const { upload } of sent) await deleteObjectUpload(tx, upload.id)
            if (hasRest) await insertObjectPublication(tx, publication)
          })
          // From here on nothing of it is taken back.
          seen.commit(storePlace, places, added, replaced)
          for (const { upload } of sent) upload.state = hasRest ? 'replacing' : 'added'
        })
        return hasRest ? await finishOrKeep(publication) : { remaining: 0, isMarked: true }
      })
    },

    async discard(job, ids) {
      const uploads = ids.map((id) => requireUpload(job, id)).filter(({ state }) => state !== 'replacing')
      await held.using(job.jobId, async () => {
        for (const upload of uploads) {
          if (upload.state === 'begun') continue
          const { id, projectId, bucket, key } = upload
          await insertObjectUpload(store.db, { id, projectId, bucket, key })
          seen.commit(stores.placeOf(projectId, bucket), [key], [], [{ key }])
        }
        await giveUp(uploads)
        for (const upload of uploads) held.drop(job.jobId, upload)
      })
    },

    look: (projectId, { bucket, key }) => seen.look(stores.placeOf(projectId, bucket), key),

    release: held.release,

    async settle() {
      const [uploads, publications] = await Promise.all([listObjectUploads(store.db), listObjectPublications(store.db)])
      for (const upload of uploads) {
        hideLeft(upload, [{ key: upload.key }])
        left.add({ kind: 'upload', upload })
      }
      for (const publication of publications) {
        hideLeft(publication, replacedOf(publication))
        left.add({ kind: 'publication', publication })
      }
      if (left.size > 0) log.info({ count: left.size }, 'What jobs of the last server have left in stores is being brought to its end')
      lookAgain()
    },

    async drain() {
      stopping.abort()
      await Promise.race([Promise.all([held.drain(), looking]), sleep(DRAIN_MS, undefined, { ref: false })])
    },
  }

  async function finishOrKeep(publication: StoredPublication): Promise<Rest> {
    try {
      const rest = await finish(publication)
      if (rest.remaining > 0) keep({ kind: 'publication', publication }, undefined)
      return rest
    } catch (error) {
      keep({ kind: 'publication', publication }, error)
      return { remaining: 0, isMarked: false }
    }
  }

  /** A bucket may be none of a store by now. */
  function hideLeft(
    { projectId, bucket }: { readonly projectId: string; readonly bucket: string },
    objects: readonly HiddenObject[],
  ): void {
    try {
      seen.hide(stores.placeOf(projectId, bucket), objects)
    } catch (error) {
      if (!(error instanceof CausewayError && error.kind === 'not-found')) throw error
    }
  }
}

const replacedOf = ({ replaced }: StoredPublication): readonly HiddenObject[] => JSON.parse(replaced) as readonly HiddenObject[]

async function inLanes<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  const waiting = all.values()
  const lane = async (): Promise<void> => {
    for (const one of waiting) await each(one)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all.length) }, lane))
}

const writtenMeanwhile = (location: string): CausewayError =>
  new CausewayError('conflict', `Another job has written into ${location} since this one looked what is there`, {
    hint: 'Run the statement again: it replaces what is there then.',
  })
