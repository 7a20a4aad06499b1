import { setTimeout as sleep } from 'node:timers/promises'
import { CausewayError } from '../../../base/errors.ts'
import { newUuid } from '../../../base/ids.ts'
import type { Logger } from '../../../base/log.ts'
import type { ObjectPart, ObjectPublication, SentObject, SignedRequest } from '../../../protocol/object-store/object-store.ts'
import { abortUploads, bareEtag, beginUpload, completeUpload, requireNothing } from '../../../protocol/object-store/store-writes.ts'
import { isReservedPath } from '../../../protocol/reserved-names.ts'
import {
  deleteObjectUploads,
  insertObjectPublication,
  insertObjectUpload,
  type StoredPublication,
  type StoredUpload,
} from '../../store/catalog/object-writes.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { parseObsLocation } from '../catalog/buckets/obs-location.ts'
import { createHeldByJobs } from '../shared/held-by-jobs.ts'
import { unlessAborted } from '../shared/unless-aborted.ts'
import { EndsOfWrites, type Rest } from './ends-of-writes.ts'
import type { ObjectStores } from './object-stores.ts'
import { type Publishing, Publishings, stopAll } from './publishings.ts'
import { SeenObjects, type SeenState } from './seen-objects.ts'
import { TurnsOfPlaces } from './turns-of-places.ts'

/** What stands for the id of an upload in the name that a worker wants for its object. */
const ID = '{id}'
const UPLOADS_OF_JOB_MAX = 10_000
const MARKER = '_SUCCESS'
/** What a store has not done by then when the server stops is done by its next start. */
const DRAIN_MS = 5_000

interface Job {
  readonly jobId: string
  readonly projectId: string
}

/**
 * What jobs write into buckets of stores. The server begins each object, signs its parts for the job, and puts it there when all of them have come: a worker that is killed
 * leaves nothing that a reader sees. Each object is written down before it is begun, and a write is committed when its objects are crossed out there, in one transaction with
 * what is to be removed for them, or with the table that they are the rows of. What is written down is given up by the end of its job, or else by the next start; what was
 * committed is brought to its end, again and again, and never taken back.
 */
export interface ObjectUploads {
  /** `name`: below the location, with {id} for what makes it a new one. */
  begin(job: Job, write: { readonly location: string; readonly name: string }): Promise<string>
  signPart(job: Job, part: ObjectPart): Promise<SignedRequest>
  /** All of it, or none where it throws. What is for a table that the job makes is not committed, nor seen, before withTable. */
  publish(job: Job, publication: ObjectPublication): Promise<Rest>
  /**
   * The table and what the job has published for it at its location: both, or none.
   *
   * @param create makes the table in one transaction, and does in it what it is given; answers whether it was made
   */
  withTable(job: Job, location: string, create: (commit: (tx: Database) => Promise<void>) => Promise<boolean>): Promise<boolean>
  /**
   * Published by the job or not; of what has replaced others, or has a table, nothing is taken back. What is being published is stopped before its commit, all of it when no
   * uploads are named; after its commit nobody waits for the rest of it.
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
  /** `waiting`: an object, and none of a table yet; `kept`: never taken back. */
  state: 'begun' | 'waiting' | 'added' | 'kept'
  /** While it is being published. */
  publishing: Publishing | undefined
  /** While the store makes an object of it. Never rejects. */
  completing: Promise<unknown> | undefined
}

/** All of its objects are there, and the table that they are for is not. */
interface WaitingWrite {
  /** Where the store has them. */
  readonly storePlace: string
  readonly places: readonly string[]
  /** The commit of the place when nothing else was there. */
  readonly since: number
  readonly uploads: readonly Upload[]
}

export function createObjectUploads(deps: ObjectUploadsDeps): ObjectUploads {
  const { store, stores, log } = deps
  const seen = new SeenObjects()
  const ends = new EndsOfWrites({ store, stores, seen, log })
  const known = new Map<string, { readonly jobId: string; readonly upload: Upload }>()
  /** By job and location. */
  const waiting = new Map<string, Map<string, WaitingWrite>>()
  const held = createHeldByJobs<Upload>(async (uploads) => {
    for (const { id } of uploads) known.delete(id)
    await ends.giveUpAll(uploads.filter(isUncommitted))
  })
  const publishings = new Publishings()
  const turns = new TurnsOfPlaces()

  const requireUpload = ({ jobId }: Job, id: string): Upload => {
    const found = known.get(id)
    if (found?.jobId === jobId) return found.upload
    throw new CausewayError('forbidden', 'The job has begun no such object')
  }

  /** Those of the job that it has written below the location. */
  function requireSent(job: Job, objects: readonly SentObject[], bucket: string, prefix: string): readonly Sent[] {
    return objects.map(({ upload: id, etags }) => {
      const upload = requireUpload(job, id)
      const { uploadId } = upload
      if (
        uploadId === undefined ||
        upload.state !== 'begun' ||
        upload.publishing !== undefined ||
        upload.bucket !== bucket ||
        !upload.key.startsWith(prefix)
      )
        throw new CausewayError('forbidden', 'The job may only publish what it has written below the location')
      return { upload, etags, uploadId }
    })
  }

  async function complete({ upload, etags, uploadId }: Sent, stop: AbortSignal): Promise<void> {
    const client = stores.client(upload.projectId, upload.bucket)
    const completing = completeUpload(client, { key: upload.key, uploadId }, etags)
    upload.completing = completing
      .catch(() => undefined)
      .finally(() => {
        upload.completing = undefined
      })
    await unlessAborted(completing, stop)
    if (upload.hasTwins) await abortUploads(client, upload.key, stop)
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

    async publish(job, { location, objects, replace, touched, since, isNew, forTable, marker }) {
      const { bucket, segments } = parseObsLocation(location)
      const below = (path: string): string => [...segments, path].join('/')
      const places = touched.map((path) => (path === '' ? segments.join('/') : below(path)))
      if (forTable && (replace.length > 0 || marker || !isNew)) throw new CausewayError('forbidden', 'A new table replaces nothing')
      const sent = requireSent(job, objects, bucket, below(''))
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
        for (const one of sent) await complete(one, stop)
        await turns.inTurn(storePlace, stop, async () => {
          if (since !== undefined && seen.isChanged(storePlace, places, since)) throw writtenMeanwhile(location)
          const looked = seen.look(storePlace, segments.join('/')).commit
          if (isNew) {
            const isNone = (key: string): boolean => added.has(key) || seen.isHidden(storePlace, key)
            await requireNothing(client, { location, prefix: below(''), isNone, noneMax: added.size + seen.hiddenCount(storePlace) }, stop)
          }
          stop.throwIfAborted()
          if (forTable) {
            for (const upload of uploads) upload.state = 'waiting'
            const writes = waiting.get(job.jobId) ?? new Map<string, WaitingWrite>()
            waiting.set(job.jobId, writes.set(bareLocation(location), { storePlace, places, since: looked, uploads }))
            return
          }
          await store.transaction(async (tx) => {
            // Once its job has ended nothing of it may come.
            stop.throwIfAborted()
            await deleteObjectUploads(tx, namesBehind(uploads))
            if (hasRest) await insertObjectPublication(tx, publication)
          })
          // From here on nothing of it is taken back.
          seen.commit(storePlace, places, [...added], replaced)
          for (const upload of uploads) upload.state = hasRest ? 'kept' : 'added'
        })
        decided()
        return hasRest ? await ends.finish(publication, stop) : { remaining: 0, isMarked: true }
      }
      return await held.using(job.jobId, () => publishings.during(job.jobId, uploads, work))
    },

    async withTable({ jobId }, location, create) {
      const write = waiting.get(jobId)?.get(bareLocation(location))
      if (write === undefined) return await create(async () => {})
      const { storePlace, places, since, uploads } = write
      const work = async (stop: AbortSignal): Promise<boolean> =>
        await turns.inTurn(storePlace, stop, async () => {
          if (uploads.some(({ state }) => state !== 'waiting'))
            throw new CausewayError('forbidden', 'The job has given up the rows of the table')
          if (seen.isChanged(storePlace, places, since)) throw writtenMeanwhile(location)
          const isMade = await create(async (tx) => {
            // Once its job has ended nothing of it may come.
            stop.throwIfAborted()
            await deleteObjectUploads(tx, namesBehind(uploads))
          })
          if (!isMade) return false
          const added = uploads.map(({ key }) => key)
          seen.commit(storePlace, places, added, [])
          for (const upload of uploads) upload.state = 'kept'
          waiting.get(jobId)?.delete(bareLocation(location))
          return true
        })
      return await held.using(jobId, () => publishings.during(jobId, uploads, work))
    },

    async discard(job, ids) {
      const begun = ids.flatMap((id) => (known.get(id)?.jobId === job.jobId ? [requireUpload(job, id)] : []))
      await held.using(job.jobId, async () => {
        const published = ids.length === 0 ? publishings.of(job.jobId) : begun.flatMap(({ publishing: one }) => one ?? [])
        stopAll(published)
        for (const { decided } of published) await decided
        const uploads = begun.filter(({ id, state }) => state !== 'kept' && known.has(id))
        for (const upload of uploads) known.delete(upload.id)
        for (const upload of uploads) {
          if (isUncommitted(upload)) {
            upload.state = 'begun'
            continue
          }
          const { id, projectId, bucket, key } = upload
          await insertObjectUpload(store.db, { id, projectId, bucket, key })
          seen.commit(stores.placeOf(projectId, bucket), [key], [], [{ key }])
        }
        for (const upload of uploads) held.drop(job.jobId, upload)
        await ends.giveUp(uploads)
      })
    },

    look: (projectId, { bucket, key }) => seen.look(stores.placeOf(projectId, bucket), key),

    release(jobId) {
      stopAll(publishings.of(jobId))
      waiting.delete(jobId)
      held.release(jobId)
    },

    settle: () => ends.settle(),

    async drain() {
      await Promise.race([Promise.all([held.drain(), ends.drain()]), sleep(DRAIN_MS, undefined, { ref: false })])
    },
  }
}

interface Sent {
  readonly upload: Upload
  readonly etags: readonly string[]
  readonly uploadId: string
}

/** It is written down as what is to be given up. */
const isUncommitted = ({ state }: Upload): boolean => state === 'begun' || state === 'waiting'

const namesBehind = (uploads: readonly Upload[]): readonly string[] => uploads.map(({ id }) => id)

const bareLocation = (location: string): string => {
  const { bucket, segments } = parseObsLocation(location)
  return [bucket, ...segments].join('/')
}

const writtenMeanwhile = (location: string): CausewayError =>
  new CausewayError('conflict', `Another job has written into ${location} since this one looked what is there`, {
    hint: 'Run the statement again: it replaces what is there then.',
  })
