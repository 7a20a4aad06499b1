import type { ServerClient } from '../connect/server-client.ts'
import type { Fields } from '../shown-fields.ts'

export type Flags = Readonly<Record<string, unknown>>

/** A server, and the project in which a resource is looked for. */
export interface Place {
  readonly server: ServerClient
  /** Its id, encoded. */
  readonly project: string
}

interface NewResource {
  /** As commander takes it, as '<name> <cidr>'. */
  readonly args: string
  readonly options: readonly (readonly [flag: string, meaning: string])[]
  /** The answer is shown as JSON; a line of words else. */
  readonly make: (place: Place, args: readonly string[], flags: Flags) => Promise<Fields>
}

/** One kind of things, as the commands list, show, create and delete know it. */
export interface Resource {
  readonly word: string
  readonly description: string
  /** Where the list is, and what it is called in the answer. */
  readonly list: (place: Place, flags: Flags) => string
  readonly listOptions?: readonly (readonly [flag: string, meaning: string])[]
  readonly field: string
  /** How one is made, where create does not. */
  readonly howMade?: string
  /** Of a name with a full stop: what stands before it goes with the flag. */
  readonly prefixFlag?: string
  readonly id: string
  readonly name: string
  /** What a table of them shows: the field, and what stands above it. */
  readonly columns: readonly (readonly [field: string, title: string])[]
  /** Undefined: what the list has of one is all there is. */
  readonly one?: (place: Place, id: string, flags: Flags) => string
  /** What the server refuses to whoever may not see one, where `one` does not. */
  readonly look?: (place: Place, id: string, flags: Flags) => string
  /** What one has beside what `one` or the list tells of it, added to that. */
  readonly whole?: (place: Place, one: Fields) => Promise<Fields>
  /** The same of all in a list, without a call for each. */
  readonly wholeList?: (place: Place, all: readonly Fields[]) => Promise<readonly Fields[]>
  /** Of a field that no table's cell can hold as it is: how one is shown. */
  readonly texts?: Readonly<Record<string, (value: Fields) => string>>
  /** The same in a list, where it is another text there. */
  readonly cells?: Readonly<Record<string, (value: Fields) => string>>
  readonly create?: NewResource
  /** Undefined: it cannot be deleted. */
  readonly remove?: (place: Place, found: Fields, flags: Flags) => string
  /** Asked before one is deleted: what does not work without it, as a sentence. */
  readonly neededBy?: (place: Place, found: Fields) => Promise<string | undefined>
  readonly removeOptions?: readonly (readonly [flag: string, meaning: string])[]
}
