import { useAnswer } from '../../api/answer-query.ts'
import type { Fields } from '../../api/fields.ts'
import { useStore } from '../../api/store.ts'
import { useSearchState } from '../../app/search-state.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { DetailPanel } from '../../components/detail-panel.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { GoneNote } from '../../components/gone-note.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { StateBadge } from '../../components/state-badge.tsx'
import { timeText } from '../../components/times.ts'
import { sessionState } from '../../session/session-store.ts'
import {
  createKey,
  createUser,
  deleteKey,
  deleteUser,
  describeUser,
  enableKey,
  giveRole,
  type Key,
  rotateKey,
  setAdmin,
  setEnabled,
  setPassword,
  takeRole,
  type User,
} from './account-actions.ts'
import { GROUPS, type Group } from './groups/group-actions.ts'
import { Groups } from './groups/groups.tsx'

const readUser = (user: Fields): User => ({
  id: user.text('id'),
  name: user.text('name'),
  isEnabled: user.flag('enabled'),
  isAdmin: user.flag('is_admin'),
  description: user.optionalText('description') ?? '',
})

const readGroup = (group: Fields): Group => ({
  id: group.text('id'),
  name: group.text('name'),
  description: group.optionalText('description') ?? '',
  members: group.list('members', (member) => ({ id: member.text('id'), name: member.text('name') })),
})

const readKey = (key: Fields): Key => ({
  accessKey: key.text('access_key'),
  isEnabled: key.flag('enabled'),
  description: key.optionalText('description') ?? '',
  createdAt: key.number('create_time'),
  lastUsedAt: key.optionalNumber('last_use_time'),
})

/** Who there is, and by which keys: everybody to an administrator, to anybody else the own keys. */
export function Page() {
  const state = useStore(sessionState)
  if (state.kind !== 'in') return null
  const { user } = state.session
  return (
    <>
      <PageHeader title="Users and keys">{user.isAdmin ? <ActionButton action={createUser} /> : null}</PageHeader>
      {user.isAdmin ? <Users ownId={user.id} /> : null}
      <h2>Your keys</h2>
      <Keys userId={user.id} />
    </>
  )
}

function Users({ ownId }: { readonly ownId: string }) {
  const [search, change] = useSearchState()
  const users = useAnswer(['users', 'list'], '/causeway/v1/users', (answer) => answer.list('users', readUser))
  const groups = useAnswer(['groups'], GROUPS, (answer) => answer.list('groups', readGroup))
  const chosen = users.data?.find(({ id }) => id === search['user'])
  return (
    <>
      <Loaded query={users}>
        {(all) => (
          <DataTable
            label="Users"
            rows={all}
            keyOf={({ id }) => id}
            chosen={chosen?.id}
            onChoose={({ id }) => change({ user: id })}
            columns={[
              { name: 'Name', cell: ({ name }) => name },
              {
                name: 'State',
                cell: ({ isEnabled }) =>
                  isEnabled ? <StateBadge level="good" word="enabled" /> : <StateBadge level="idle" word="disabled" />,
              },
              { name: 'Administrator', cell: ({ isAdmin }) => (isAdmin ? 'yes' : 'no') },
              { name: 'Description', cell: ({ description }) => description },
            ]}
          />
        )}
      </Loaded>
      <GoneNote what="user" wanted={search['user']} isThere={chosen !== undefined} list={users} />
      {chosen === undefined ? null : (
        <DetailPanel
          title={`User ${chosen.name}`}
          onClose={() => change({ user: undefined })}
          actions={
            <>
              <ActionButton isSmall action={setPassword(chosen, chosen.id === ownId)} />
              <ActionButton isSmall action={describeUser(chosen)} />
              <ActionButton isSmall action={setAdmin(chosen)} />
              <ActionButton isSmall action={setEnabled(chosen)} />
              <ActionButton isSmall action={deleteUser(chosen, () => change({ user: undefined }))} />
            </>
          }
        >
          <h3>Keys</h3>
          <Keys userId={chosen.id} />
        </DetailPanel>
      )}
      <Groups groups={groups} users={users.data ?? []} />
      <Roles users={(users.data ?? []).map(({ name }) => name)} groups={(groups.data ?? []).map(({ name }) => name)} />
    </>
  )
}

function Keys({ userId }: { readonly userId: string }) {
  const keys = useAnswer(['keys', userId], `/causeway/v1/users/${encodeURIComponent(userId)}/keys`, (answer) =>
    answer.list('keys', readKey),
  )
  return (
    <>
      <p>
        <ActionButton isSmall action={createKey(userId)} />
      </p>
      <Loaded query={keys}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="There is no key" isAllShown />
          ) : (
            <DataTable
              label="Keys"
              rows={all}
              keyOf={({ accessKey }) => accessKey}
              columns={[
                { name: 'Access key', cell: ({ accessKey }) => <code>{accessKey}</code> },
                {
                  name: 'State',
                  cell: ({ isEnabled }) =>
                    isEnabled ? <StateBadge level="good" word="enabled" /> : <StateBadge level="idle" word="disabled" />,
                },
                { name: 'Description', cell: ({ description }) => description },
                { name: 'Created', isOneLine: true, cell: ({ createdAt }) => timeText(createdAt) },
                {
                  name: 'Last used',
                  isOneLine: true,
                  cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? 'never' : timeText(lastUsedAt)),
                },
                {
                  name: 'Actions',
                  cell: (key) => (
                    <>
                      <ActionButton isSmall action={rotateKey(key)} /> <ActionButton isSmall action={enableKey(key)} />{' '}
                      <ActionButton isSmall action={deleteKey(key)} />
                    </>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
    </>
  )
}

interface GivenRole {
  readonly userName: string | undefined
  readonly groupName: string | undefined
  readonly role: string
}

const readRole = (role: Fields): GivenRole => ({
  userName: role.optionalText('user_name'),
  groupName: role.optionalText('group_name'),
  role: role.text('role'),
})

interface RolesProps {
  readonly users: readonly string[]
  readonly groups: readonly string[]
}

function Roles({ users, groups }: RolesProps) {
  const roles = useAnswer(['roles', 'list'], '/causeway/v1/projects/{project_id}/roles', (answer) => answer.list('roles', readRole))
  return (
    <>
      <h2>Roles in this project</h2>
      <p>
        <ActionButton isSmall action={giveRole(users, groups)} />
      </p>
      <Loaded query={roles}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="Nobody has a role: administrators need none" />
          ) : (
            <DataTable
              label="Roles"
              rows={all}
              keyOf={({ userName, groupName }) => `${userName ?? ''} ${groupName ?? ''}`}
              columns={[
                { name: 'Who', cell: ({ userName, groupName }) => userName ?? `group ${groupName ?? ''}` },
                { name: 'Role', cell: ({ role }) => role },
                { name: 'Actions', cell: (role) => <ActionButton isSmall action={takeRole(role)} /> },
              ]}
            />
          )
        }
      </Loaded>
    </>
  )
}
