/** A text of a project that is put where a statement has its name in double braces. */
export interface GlobalVariable {
  readonly number: number
  readonly name: string
  /** '' of one that is sensitive: it is never shown. */
  readonly value: string
  readonly isSensitive: boolean
  readonly userId: string
  readonly userName: string
  readonly createdAt: number
  readonly updatedAt: number
}

export interface GlobalVariableRecord extends GlobalVariable {
  readonly projectId: string
  /** Of one that is sensitive. */
  readonly sealedValue: Uint8Array | undefined
}
