import { Button, Group, MultiSelect, Table, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CATALOG_KEY } from '../../../api/catalog.ts'
import { fieldsOf } from '../../../api/fields.ts'
import { type ApiRequest, request } from '../../../api/request.ts'
import { ErrorPanel } from '../../../components/error-panel.tsx'
import { RequestPreview } from '../../../components/request-preview.tsx'
import { useChange } from '../use-change.ts'
import { privilegesOn } from './privileges.ts'

const AUTHORIZATION = '/v1.0/{project_id}/user-authorization'

/** Who has which privileges on a database or a table, beside administrators and the owner. @param object as the API names it: databases.shop.tables.orders */
export function Grants({ object }: { readonly object: string }) {
  const query = new URLSearchParams({ object })
  const { data, error, isPending } = useQuery({
    queryKey: [CATALOG_KEY, 'grants', object],
    queryFn: async ({ signal }) =>
      fieldsOf(await request('GET', `/v1.0/{project_id}/authorization/privileges?${query}`, undefined, { signal })).list(
        'privileges',
        (item) => ({
          isAdmin: item.optionalFlag('is_admin') ?? false,
          user: item.optionalText('user_name') ?? '',
          project: item.optionalText('project_id') ?? '',
          privileges: item.texts('privileges'),
        }),
      ),
  })
  const { isGoing, failure, send } = useChange()
  const revoke = (user: string, privileges: readonly string[]): ApiRequest => ({
    method: 'PUT',
    path: AUTHORIZATION,
    body: { user_name: user, action: 'revoke', privileges: [{ object, privileges }] },
  })
  if (isPending) return <p role="status">Privileges are being read…</p>
  if (error !== null) return <ErrorPanel failure={error} />
  return (
    <>
      <Table striped>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Who</Table.Th>
            <Table.Th>Privileges</Table.Th>
            <Table.Th ta="end">Change</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.map(({ isAdmin, user, project, privileges }) => (
            <Table.Tr key={`${user} ${project}`}>
              <Table.Td>{user === '' ? `project ${project}` : user}</Table.Td>
              <Table.Td>{isAdmin ? 'all, as an administrator or the owner' : privileges.join(', ')}</Table.Td>
              <Table.Td ta="end">
                {isAdmin || user === '' ? null : (
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={isGoing}
                    aria-label={`Revoke all privileges of ${user}`}
                    onClick={() => send(revoke(user, privileges), () => undefined)}
                  >
                    Revoke
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {failure === undefined ? null : <ErrorPanel failure={failure} />}
      <GrantForm object={object} />
    </>
  )
}

function GrantForm({ object }: { readonly object: string }) {
  const [user, setUser] = useState('')
  const [privileges, setPrivileges] = useState<readonly string[]>([])
  const { isGoing, failure, send } = useChange()
  const asked: ApiRequest = {
    method: 'PUT',
    path: AUTHORIZATION,
    body: { user_name: user.trim(), action: 'grant', privileges: [{ object, privileges }] },
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send(asked, () => setPrivileges([]))
      }}
    >
      <h3>Grant</h3>
      <Group align="end" gap="xs">
        <TextInput size="xs" label="User" required value={user} onChange={(event) => setUser(event.currentTarget.value)} />
        <MultiSelect
          size="xs"
          label="Privileges"
          miw={280}
          data={[...privilegesOn(object)]}
          value={[...privileges]}
          onChange={setPrivileges}
        />
        <Button size="xs" type="submit" loading={isGoing} disabled={user.trim() === '' || privileges.length === 0}>
          Grant
        </Button>
      </Group>
      {user.trim() === '' || privileges.length === 0 ? null : <RequestPreview request={asked} />}
      {failure === undefined ? null : <ErrorPanel failure={failure} />}
    </form>
  )
}
