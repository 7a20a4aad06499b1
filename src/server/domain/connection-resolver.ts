/** Who is asked for names in the network that a connection leads to. */
export interface ConnectionResolver {
  /** `192.168.0.2:53`, in the order in which they are asked: the next where one does not answer. */
  readonly servers: readonly string[]
  /** In lower case, without a dot at either end: a name that is none of them and ends in none of them behind a dot is not asked for. */
  readonly suffixes: readonly string[]
}
