import type { Lab } from './lab.ts'

/** A client of the vendor's and how it is run here. Each is a folder. */
export interface CompatClient {
  readonly name: string
  /** what a run shows, in one line */
  readonly about: string
  /** whether a call that it makes proves that operation: its programs look at the answers */
  readonly proves: boolean
  /** of causeway.yaml */
  readonly settings?: string
  /**
   * Fetches the client if it is not there, and runs it.
   *
   * @throws Lacking when the machine has not what it needs. @throws Error when something is not as it must be.
   */
  run(context: ClientContext): Promise<void>
}

interface ClientContext {
  readonly lab: Lab
  /** a folder outside the tree, kept from run to run, for what the package managers fetch */
  readonly cache: string
  /** what stands behind the client's name on the command line */
  readonly args: readonly string[]
}

/** The machine has not what a client needs. */
export class Lacking extends Error {}
