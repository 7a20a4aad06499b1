import type { Clock } from '../../../base/clock.ts'
import { CausewayError } from '../../../base/errors.ts'
import { noneNamed } from '../../../base/none-named.ts'
import type { PackageKind, PackageResource } from '../../domain/package-resource.ts'
import type { Tag } from '../../domain/tag.ts'
import { deletePackage, findPackage, hasPackageGroup, listPackages, putPackage, type ShownPackages } from '../../store/catalog/packages.ts'
import type { Database } from '../../store/schema.ts'
import type { Store } from '../../store/store.ts'
import { forgetPrivileges } from '../authorization/object-privileges.ts'
import { parseObsLocation } from '../catalog/buckets/obs-location.ts'
import type { Objects } from '../objects/objects.ts'
import { type Caller, ownedBy } from '../shared/caller.ts'
import { LIMITS } from '../shared/limits.ts'
import { lineText } from '../shared/names.ts'
import { requireNewOwner } from '../shared/require-new-owner.ts'
import { checkTags } from '../shared/tags.ts'

interface NewPackages {
  readonly locations: readonly string[]
  readonly kind: PackageKind
  /** '' for none. */
  readonly groupName: string
  /** Of each of them. Not given: one that gives way leaves its own. */
  readonly tags?: readonly Tag[]
}

export interface PackageName {
  readonly groupName: string
  readonly name: string
}

/** Objects of buckets that are named as packages. Nothing is copied: what is deleted in its bucket is gone. */
export interface Packages {
  /** All of them or none: 'not-found' for an object that is not there. One of the group and name gives way, and the new one is its owner's. */
  add(caller: Caller, packages: NewPackages): Promise<readonly PackageResource[]>
  /** By group and name. */
  list(caller: Caller, shown?: ShownPackages): Promise<readonly PackageResource[]>
  /** 'not-found' */
  get(caller: Caller, name: PackageName): Promise<PackageResource>
  /** 'not-found' */
  delete(caller: Caller, name: PackageName): Promise<void>
  /** Of the packages of the group where no name is given. 'not-found' */
  changeOwner(caller: Caller, of: { readonly groupName: string; readonly name: string | undefined }, owner: string): Promise<void>
}

const noPackage = ({ groupName, name }: PackageName): CausewayError =>
  new CausewayError('not-found', `${noneNamed('package', name)}${groupName === '' ? '' : ` in the group ${groupName}`}`, {
    hint: 'List the packages of the project; one of a group is named with it.',
  })

export function createPackages({
  store,
  clock,
  objects,
}: {
  readonly store: Store
  readonly clock: Clock
  readonly objects: Objects
}): Packages {
  async function require(db: Database, projectId: string, { groupName, name }: PackageName): Promise<PackageResource> {
    const found = await findPackage(db, projectId, { groupName, name })
    if (found === undefined) throw noPackage({ groupName, name })
    return found
  }

  /** The name, of an object that is there. */
  async function requireObject(caller: Caller, location: string): Promise<string> {
    const { bucket, segments } = parseObsLocation(location)
    const opened = await objects.open(caller, bucket, segments.join('/'), () => undefined)
    // Its file is closed at the end of the pieces: the first is enough.
    for await (const _ of opened.pieces) break
    return segments.at(-1) ?? ''
  }

  return {
    async add(caller, { locations, kind, groupName, tags }) {
      const { projectId } = caller
      const group = lineText('group', groupName)
      if (tags !== undefined) checkTags(tags)
      const now = clock()
      const made: Omit<PackageResource, 'tags'>[] = []
      for (const location of locations) {
        const name = await requireObject(caller, location)
        made.push({ projectId, groupName: group, name, kind, location, ...ownedBy(caller), createdAt: now, updatedAt: now })
      }
      return await store.transaction(async (tx) => {
        const before = await listPackages(tx, projectId)
        if (before.length + made.length > LIMITS.packages) {
          throw new CausewayError('limit-exceeded', `The project can have ${LIMITS.packages} packages`, {
            hint: 'Delete some that are not used.',
          })
        }
        for (const resource of made) {
          const old = before.find((one) => one.groupName === group && one.name === resource.name)
          const owned = old === undefined ? {} : { owner: old.owner, ownerId: old.ownerId }
          await putPackage(tx, { ...resource, ...owned, tags: tags ?? old?.tags ?? [] })
        }
        const after = await listPackages(tx, projectId)
        return after.filter((one) => one.groupName === group && made.some(({ name }) => name === one.name))
      })
    },

    async list({ projectId }, shown) {
      return await listPackages(store.db, projectId, shown)
    },

    async get({ projectId }, name) {
      return await require(store.db, projectId, name)
    },

    async delete({ projectId }, named) {
      await store.transaction(async (tx) => {
        const { groupName, name } = await require(tx, projectId, named)
        await deletePackage(tx, { projectId, groupName, name })
        await forgetPrivileges(tx, projectId, { kind: 'package', groupName, name })
        if (groupName === '' || (await hasPackageGroup(tx, projectId, groupName))) return
        await forgetPrivileges(tx, projectId, { kind: 'package-group', name: groupName })
      })
    },

    async changeOwner({ projectId }, { groupName, name }, newOwner) {
      await store.transaction(async (tx) => {
        const owned = await requireNewOwner(tx, projectId, newOwner)
        const meant =
          name === undefined
            ? (await listPackages(tx, projectId)).filter((one) => one.groupName === groupName)
            : [await require(tx, projectId, { groupName, name })]
        if (meant.length === 0) throw noPackage({ groupName, name: '' })
        for (const resource of meant) await putPackage(tx, { ...resource, ...owned, updatedAt: clock() })
      })
    },
  }
}
