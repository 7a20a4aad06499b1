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
  deleteObjectUploads,
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
import { Leftovers } from './leftovers.ts'
import type { ObjectStores } from './object-stores.ts'
import { type HiddenObject, SeenObjects, type SeenState } from './seen-objects.ts'
import { TurnsOfPlaces, unlessAborted } from './turns-of-places.ts'

/** What stands for the id of an upload in the name that a worker wants for its object. */
const ID = '{id}'
const UPLOADS_OF_JOB_MAX = 10_000
const MARKER = '_SUCCESS'
const AT_ONCE = 8
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
  /**
   * Published by the job or not; of what has replaced others nothing is taken back. What is being published is stopped before its commit, all of it when no uploads are
   * named; after its commit nobody waits for the rest of it.
   */
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
  /** While it is being published. */
  publishing: Publishing | undefined
  /** While the store makes an object of it. It may do so behind what takes the object away: nothing is until it has answered. Never rejects. */
  completing: Promise<unknown> | undefined
}

interface Publishing {
  /** Before the commit it changes nothing then; after it nobody waits for what is still to be done. */
  readonly stop: AbortController
  /** It is committed, or will not be. */
  readonly decided: Promise<void>
}

type Leftover =
  | { readonly kind: 'upload'; readonly upload: StoredUpload }
  | { readonly kind: 'publication'; readonly publication: StoredPublication }

export function createObjectUploads(deps: ObjectUploadsDeps): ObjectUploads {
  const { store, stores, log } = deps
  const seen = new SeenObjects()
  const held = createHeldByJobs<Upload>(async (uploads) => {
    for (const { id } of uploads) known.delete(id)
    await giveUp(uploads.filter(({ state }) => state === 'begun'))
  })
  const known = new Map<string, { readonly jobId: string; readonly upload: Upload }>()
  const publishing = new Map<string, Set<Publishing>>()
  /** What no job waits for. */
  const finishing = new Set<Promise<unknown>>()
  const turns = new TurnsOfPlaces()
  const left = new Leftovers<Leftover>({
    bucketOf: (leftover) => (leftover.kind === 'upload' ? leftover.upload : leftover.publication).bucket,
    clear,
    log,
  })

  async function clear(leftover: Leftover): Promise<void> {
    if (leftover.kind === 'upload') return await remove(leftover.upload)
    const { remaining } = await finish(leftover.publication)
    if (remaining > 0) throw new CausewayError('remote-failure', `The store keeps ${remaining} objects that were to be removed`)
  }

  async function giveUp(uploads: readonly Upload[]): Promise<void> {
    await inLanes(uploads, async ({ id, projectId, bucket, key, completing }) => {
      await completing
      const upload = { id, projectId, bucket, key }
      await remove(upload).catch((error: unknown) => left.keep({ kind: 'upload', upload }, error))
    })
  }

  /** Nobody waits for it but who stops the server. */
  function inBackground<T>(work: Promise<T>): Promise<T> {
    finishing.add(work)
    void work.finally(() => finishing.delete(work))
    return work
  }

  async function remove({ id, projectId, bucket, key }: StoredUpload): Promise<void> {
    const client = stores.client(projectId, bucket)
    await abortUploads(client, key)
    await removeObject(client, key)
    await deleteObjectUpload(store.db, id)
    seen.show(stores.placeOf(projectId, bucket), [{ key }])
  }

  async function finish(publication: StoredPublication): Promise<Rest> {
    const { id, projectId, bucket, marker } = publication
    const client = stores.client(projectId, bucket)
    const place = stores.placeOf(projectId, bucket)
    let remaining = 0
    await inLanes(replacedOf(publication), async (replaced) => {
      const { key, etag } = replaced
      try {
        // Somebody else may have put another one there since.
        if (etag === undefined || (await objectEtag(client, key)) === etag) await removeObject(client, key)
        seen.show(place, [replaced])
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
    const found = known.get(id)
    if (found?.jobId === jobId) return found.upload
    throw new CausewayError('forbidden', 'The job has begun no such object')
  }

  /** Can be stopped by the end of the job, and by who discards what is published. */
  async function asPublishing<T>(
    jobId: string,
    uploads: readonly Upload[],
    work: (stop: AbortSignal, decided: () => void) => Promise<T>,
  ): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const one: Publishing = { stop: new AbortController(), decided: promise }
    const all = publishing.get(jobId) ?? new Set<Publishing>()
    publishing.set(jobId, all.add(one))
    for (const upload of uploads) upload.publishing = one
    try {
      return await work(one.stop.signal, resolve)
    } finally {
      resolve()
      for (const upload of uploads) upload.publishing = undefined
      all.delete(one)
      if (all.size === 0) publishing.delete(jobId)
    }
  }

  return {
    async begin({ jobId, projectId }, { location, name }) {
      const { bucket, segments } = parseObsLocation(`${location.replace(/\/$/, '')}/${name}`)
      if (held.count(jobId) >= UPLOADS_OF_JOB_MAX)
        throw new CausewayError('limit-exceeded', `A job writes ${UPLOADS_OF_JOB_MAX} objects at most`, {
          hint: 'Write into fewer partitions at once.',
        })
      const last = segments.at(-1) ?? ''
      if (!last.includes(ID) || isReservedPath(segments)) throw new CausewayError('forbidden', `${name} is no name of a new object`)
      const id = newUuid()
      const stored = { id, projectId, bucket, key: [...segments.slice(0, -1), last.replaceAll(ID, id)].join('/') }
      const client = stores.client(projectId, bucket)
      const upload: Upload = {
        ...stored,
        uploadId: undefined,
        hasTwins: false,
        state: 'begun',
        publishing: undefined,
        completing: undefined,
      }
      return await held.using(jobId, async () => {
        held.add(jobId, upload)
        known.set(id, { jobId, upload })
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
        if (
          uploadId === undefined ||
          upload.state !== 'begun' ||
          upload.publishing !== undefined ||
          upload.bucket !== bucket ||
          !upload.key.startsWith(below(''))
        )
          throw new CausewayError('forbidden', 'The job may only publish what it has written below the location')
        return { upload, etags, uploadId }
      })
      for (const path of touched) if (path !== '') parseObsLocation(`obs://${bucket}/${below(path)}`)
      const replaced = replace.map(({ path, etag }) => {
        parseObsLocation(`obs://${bucket}/${below(path)}`)
        return { key: below(path), etag: bareEtag(etag) }
      })
      const added = new Set(sent.map(({ upload }) => upload.key))
      const client = stores.client(job.projectId, bucket)
      const storePlace = stores.placeOf(job.projectId, bucket)
      const uploads = sent.map(({ upload }) => upload)
      const hasRest = marker || replaced.length > 0
      const publication: StoredPublication = {
        id: newUuid(),
        projectId: job.projectId,
        bucket,
        marker: marker ? below(MARKER) : '',
        replaced: JSON.stringify(replaced),
      }
      const work = async (stop: AbortSignal, decided: () => void): Promise<Rest> => {
        for (const { upload, etags, uploadId } of sent) {
          const completing = completeUpload(client, { key: upload.key, uploadId }, etags)
          upload.completing = completing
            .catch(() => undefined)
            .finally(() => {
              upload.completing = undefined
            })
          await unlessAborted(completing, stop)
          if (upload.hasTwins) await abortUploads(client, upload.key, stop)
        }
        await turns.inTurn(storePlace, stop, async () => {
          if (since !== undefined && seen.isChanged(storePlace, places, since)) throw writtenMeanwhile(location)
          if (isNew) {
            const isNone = (key: string): boolean => added.has(key) || seen.isHidden(storePlace, key)
            await requireNothing(client, { location, prefix: below(''), isNone, noneMax: added.size + seen.hiddenCount(storePlace) }, stop)
          }
          await store.transaction(async (tx) => {
            // Once its job has ended nothing of it may come.
            stop.throwIfAborted()
            await deleteObjectUploads(
              tx,
              uploads.map(({ id }) => id),
            )
            if (hasRest) await insertObjectPublication(tx, publication)
          })
          // From here on nothing of it is taken back.
          seen.commit(storePlace, places, [...added], replaced)
          for (const upload of uploads) upload.state = hasRest ? 'replacing' : 'added'
        })
        decided()
        return hasRest ? await finishUnlessStopped(publication, stop) : { remaining: 0, isMarked: true }
      }
      return await held.using(job.jobId, () => asPublishing(job.jobId, uploads, work))
    },

    async discard(job, ids) {
      const begun = ids.flatMap((id) => (known.get(id)?.jobId === job.jobId ? [requireUpload(job, id)] : []))
      await held.using(job.jobId, async () => {
        const published = ids.length === 0 ? [...(publishing.get(job.jobId) ?? [])] : begun.flatMap(({ publishing: one }) => one ?? [])
        for (const { stop } of published) stop.abort(stopped())
        for (const { decided } of published) await decided
        const uploads = begun.filter(({ id, state }) => state !== 'replacing' && known.has(id))
        for (const upload of uploads) known.delete(upload.id)
        for (const upload of uploads) {
          if (upload.state === 'begun') continue
          const { id, projectId, bucket, key } = upload
          await insertObjectUpload(store.db, { id, projectId, bucket, key })
          seen.commit(stores.placeOf(projectId, bucket), [key], [], [{ key }])
        }
        for (const upload of uploads) held.drop(job.jobId, upload)
        const isSettled = ({ completing }: Upload): boolean => completing === undefined
        void inBackground(giveUp(uploads.filter((upload) => !isSettled(upload))))
        await giveUp(uploads.filter(isSettled))
      })
    },

    look: (projectId, { bucket, key }) => seen.look(stores.placeOf(projectId, bucket), key),

    release(jobId) {
      for (const { stop } of publishing.get(jobId) ?? []) stop.abort(stopped())
      held.release(jobId)
    },

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
      const count = uploads.length + publications.length
      if (count > 0) log.info({ count }, 'What jobs of the last server have left in stores is being brought to its end')
    },

    async drain() {
      await Promise.race([Promise.all([held.drain(), left.drain(), ...finishing]), sleep(DRAIN_MS, undefined, { ref: false })])
    },
  }

  async function finishOrKeep(publication: StoredPublication): Promise<Rest> {
    try {
      const rest = await finish(publication)
      if (rest.remaining > 0) left.keep({ kind: 'publication', publication }, undefined)
      return rest
    } catch (error) {
      left.keep({ kind: 'publication', publication }, error)
      return { remaining: 0, isMarked: false }
    }
  }

  /** Who is stopped is told what is not done yet, and it is done nevertheless. */
  async function finishUnlessStopped(publication: StoredPublication, stop: AbortSignal): Promise<Rest> {
    const done = inBackground(finishOrKeep(publication))
    return await unlessAborted(done, stop).catch(() => ({ remaining: replacedOf(publication).length, isMarked: false }))
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

const stopped = (): CausewayError => new CausewayError('cancelled', 'The job was stopped before its rows were there')

const writtenMeanwhile = (location: string): CausewayError =>
  new CausewayError('conflict', `Another job has written into ${location} since this one looked what is there`, {
    hint: 'Run the statement again: it replaces what is there then.',
  })
