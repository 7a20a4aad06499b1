/** Whose a thing is. */
export interface Owned {
  /** The name, as it is shown: it stays when the user goes, and another user may have it then. */
  readonly owner: string
  /** Who has the rights of an owner; '' for nobody. Ids are never given again. */
  readonly ownerId: string
}
