import type { Authorizer } from '../authorization/authorizer.ts'
import type { Rights } from '../authorization/decide.ts'
import type { Caller } from '../shared/caller.ts'

/**
 * A list for a caller: of everything for whoever has a role, and else of what is shown by single rights and to owners, which is listed again where one of what was found
 * has got its name meanwhile.
 */
export async function shownList<T>(
  authorizer: Pick<Authorizer, 'rightsOf' | 'looking'>,
  caller: Caller,
  list: {
    readonly ofAll: () => Promise<T>
    readonly ofRights: (rights: Rights) => Promise<T>
    readonly names: (found: T) => readonly string[]
  },
): Promise<T> {
  if ((await authorizer.rightsOf(caller)).role !== undefined) return await list.ofAll()
  return await authorizer.looking(list.names, async () => {
    const rights = await authorizer.rightsOf(caller)
    return rights.role === undefined ? await list.ofRights(rights) : await list.ofAll()
  })
}

export const namesOfItems = ({ items }: { readonly items: readonly { readonly name: string }[] }): readonly string[] =>
  items.map(({ name }) => name)
