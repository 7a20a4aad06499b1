import { useAnswer, withQuery } from '../../api/answer-query.ts'
import { ActionButton } from '../actions/action-button.tsx'
import { DataTable } from '../data-table.tsx'
import { Loaded } from '../loaded.tsx'
import { grantOnColumns, revokeOnColumns } from './column-grant-actions.ts'
import { GRANTS_KEY, grantOn, revokeOn } from './grant-actions.ts'
import { heldGrants, keyOfGrant, nameOf } from './held-grants.ts'

interface GrantsProps {
  /** As the API names it: queues.q1, databases.shop.tables.orders */
  readonly object: string
  /** Those of a table that can be granted one by one. */
  readonly columns?: readonly string[]
}

/** Who has which privileges on a thing, beside who has a role. */
export function Grants({ object, columns = [] }: GrantsProps) {
  const grants = useAnswer([GRANTS_KEY, object], withQuery('/v1.0/{project_id}/authorization/privileges', { object }), (answer) =>
    heldGrants(answer, object),
  )
  const hasParts = (grants.data ?? []).some((grant) => grant.columns.length > 0)
  return (
    <>
      <h3>Who may what</h3>
      <p>
        <ActionButton isSmall action={grantOn(object)} />{' '}
        {columns.length === 0 ? null : <ActionButton isSmall action={grantOnColumns(object, columns)} />}
      </p>
      <Loaded query={grants}>
        {(all) => (
          <DataTable
            label="Privileges"
            rows={all}
            keyOf={keyOfGrant}
            columns={[
              { name: 'Who', cell: ({ grantee }) => nameOf(grantee) },
              ...(hasParts
                ? [
                    {
                      name: 'On',
                      cell: (grant: (typeof all)[number]) => (grant.columns.length === 0 ? 'all of it' : columnsText(grant.columns)),
                    },
                  ]
                : []),
              {
                name: 'Privileges',
                cell: ({ isAdmin, privileges }) => (isAdmin ? 'all, as an administrator or the owner' : privileges.join(', ')),
              },
              {
                name: 'Change',
                cell: ({ isAdmin, grantee, privileges, columns: on }) =>
                  isAdmin ? null : (
                    <ActionButton
                      isSmall
                      action={on.length === 0 ? revokeOn(object, grantee, privileges) : revokeOnColumns(object, grantee, on, privileges)}
                    />
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </>
  )
}

const columnsText = (columns: readonly string[]): string => `${columns.length === 1 ? 'the column' : 'the columns'} ${columns.join(', ')}`
