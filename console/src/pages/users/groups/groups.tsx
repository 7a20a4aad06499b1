import type { UseQueryResult } from '@tanstack/react-query'
import { useSearchState } from '../../../app/search-state.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { DetailPanel } from '../../../components/detail-panel.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { GoneNote } from '../../../components/gone-note.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import type { User } from '../account-actions.ts'
import { addMember, createGroup, deleteGroup, type Group, removeMember } from './group-actions.ts'

interface GroupsProps {
  readonly groups: UseQueryResult<readonly Group[]>
  readonly users: readonly User[]
}

/** Users that are given roles together. */
export function Groups({ groups, users }: GroupsProps) {
  const [search, change] = useSearchState()
  const chosen = groups.data?.find(({ id }) => id === search['group'])
  const close = () => change({ group: undefined })
  return (
    <>
      <h2>Groups</h2>
      <p>
        <ActionButton isSmall action={createGroup} />
      </p>
      <Loaded query={groups}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="There is no group" />
          ) : (
            <DataTable
              label="Groups"
              rows={all}
              keyOf={({ id }) => id}
              chosen={chosen?.id}
              onChoose={({ id }) => change({ group: id })}
              columns={[
                { name: 'Name', cell: ({ name }) => name },
                { name: 'Members', cell: ({ members }) => members.map(({ name }) => name).join(', ') },
                { name: 'Description', cell: ({ description }) => description },
              ]}
            />
          )
        }
      </Loaded>
      <GoneNote what="group" wanted={search['group']} isThere={chosen !== undefined} list={groups} />
      {chosen === undefined ? null : (
        <DetailPanel
          title={`Group ${chosen.name}`}
          onClose={close}
          actions={
            <>
              <ActionButton isSmall action={addMember(chosen, users)} />
              <ActionButton isSmall action={deleteGroup(chosen, close)} />
            </>
          }
        >
          {chosen.members.length === 0 ? <p>Nobody is in it.</p> : null}
          <ul>
            {chosen.members.map((member) => (
              <li key={member.id}>
                {member.name} <ActionButton isSmall action={removeMember(chosen, member)} />
              </li>
            ))}
          </ul>
        </DetailPanel>
      )}
    </>
  )
}
