import type { Owned } from './owned.ts'
import type { Tag } from './tag.ts'

export const PACKAGE_KINDS = ['jar', 'pyFile', 'file', 'modelFile'] as const
export type PackageKind = (typeof PACKAGE_KINDS)[number]

/** An object of a bucket that users name as a package; the bytes stay where they are. */
export interface PackageResource extends Owned {
  readonly projectId: string
  /** '' for none. */
  readonly groupName: string
  /** The last part of its location: unique in the group. */
  readonly name: string
  readonly kind: PackageKind
  /** obs://bucket/key */
  readonly location: string
  readonly tags: readonly Tag[]
  readonly createdAt: number
  readonly updatedAt: number
}
