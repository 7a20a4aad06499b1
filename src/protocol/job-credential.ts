/** Who must have signed a database's certificate, where it is checked: instead of the public authorities. */
export interface OwnAuthority {
  /** Where it was said to be, for messages. */
  readonly location: string
  /** In PEM; empty: the file is not there, or has none. */
  readonly certificates: string
}

/** What a job is given of a datasource authentication. */
export interface JobCredential {
  readonly userName: string
  readonly password: string
  readonly authority?: OwnAuthority
}
