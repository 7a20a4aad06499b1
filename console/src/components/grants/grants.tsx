import { useAnswer, withQuery } from '../../api/answer-query.ts'
import { ActionButton } from '../actions/action-button.tsx'
import { DataTable } from '../data-table.tsx'
import { Loaded } from '../loaded.tsx'
import { GRANTS_KEY, type Grantee, grantOn, revokeOn } from './grant-actions.ts'

/** Who has which privileges on a thing, beside who has a role. @param object as the API names it: queues.q1, databases.shop.tables.orders */
export function Grants({ object }: { readonly object: string }) {
  const grants = useAnswer([GRANTS_KEY, object], withQuery('/v1.0/{project_id}/authorization/privileges', { object }), (answer) =>
    answer.list('privileges', (item) => ({
      isAdmin: item.optionalFlag('is_admin') ?? false,
      grantee: granteeOf(item.optionalText('user_name'), item.optionalText('project_id') ?? ''),
      privileges: item.texts('privileges'),
    })),
  )
  return (
    <>
      <h3>Who may what</h3>
      <p>
        <ActionButton isSmall action={grantOn(object)} />
      </p>
      <Loaded query={grants}>
        {(all) => (
          <DataTable
            label="Privileges"
            rows={all}
            keyOf={({ grantee }) => nameOf(grantee)}
            columns={[
              { name: 'Who', cell: ({ grantee }) => nameOf(grantee) },
              {
                name: 'Privileges',
                cell: ({ isAdmin, privileges }) => (isAdmin ? 'all, as an administrator or the owner' : privileges.join(', ')),
              },
              {
                name: 'Change',
                cell: ({ isAdmin, grantee, privileges }) =>
                  isAdmin ? null : <ActionButton isSmall action={revokeOn(object, grantee, privileges)} />,
              },
            ]}
          />
        )}
      </Loaded>
    </>
  )
}

const granteeOf = (user: string | undefined, project: string): Grantee =>
  user === undefined ? { kind: 'project', id: project } : { kind: 'user', name: user }

const nameOf = (grantee: Grantee): string => (grantee.kind === 'user' ? grantee.name : `project ${grantee.id}`)
