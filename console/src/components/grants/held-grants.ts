import type { Fields } from '../../api/fields.ts'

/** Who has something: a user, or all who may use another project. */
export type Grantee = { readonly kind: 'user'; readonly name: string } | { readonly kind: 'project'; readonly id: string }

export const nameOf = (grantee: Grantee): string => (grantee.kind === 'user' ? grantee.name : `project ${grantee.id}`)

/** What somebody has on a thing. */
export interface HeldGrant {
  readonly grantee: Grantee
  /** As an administrator or the owner: it cannot be taken away. */
  readonly isAdmin: boolean
  readonly privileges: readonly string[]
  /** Of a table the single columns that it is on; none: the whole. */
  readonly columns: readonly string[]
}

/** What the API tells of the privileges on a thing; columns of which somebody has the same are one row. */
export function heldGrants(answer: Fields, object: string): readonly HeldGrant[] {
  const rows = answer.list('privileges', (item): HeldGrant => {
    const column = columnIn(item.optionalText('object') ?? object, object)
    return {
      grantee: granteeOf(item.optionalText('user_name'), item.optionalText('project_id') ?? ''),
      isAdmin: item.optionalFlag('is_admin') ?? false,
      privileges: item.texts('privileges'),
      columns: column === undefined ? [] : [column],
    }
  })
  return [...Map.groupBy(rows, keyOfGrant).values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, columns: [first, ...others].flatMap(({ columns }) => columns) }],
  )
}

export const keyOfGrant = ({ grantee, isAdmin, privileges, columns }: HeldGrant): string =>
  JSON.stringify([nameOf(grantee), isAdmin, columns.length > 0, columns.length > 0 ? privileges.toSorted() : []])

export const columnObject = (table: string, column: string): string => `${table}.columns.${column}`

function columnIn(named: string, object: string): string | undefined {
  const before = columnObject(object, '')
  return named.toLowerCase().startsWith(before.toLowerCase()) ? named.slice(before.length) : undefined
}

const granteeOf = (user: string | undefined, project: string): Grantee =>
  user === undefined ? { kind: 'project', id: project } : { kind: 'user', name: user }
