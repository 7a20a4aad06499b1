import { useAnswer } from '../../api/answer-query.ts'
import type { Fields } from '../../api/fields.ts'
import { useSearchState } from '../../app/search-state.ts'
import { type Action, ActionButton } from '../../components/actions/action-button.tsx'
import { filled } from '../../components/actions/form-values.ts'
import { DataTable } from '../../components/data-table.tsx'
import { DetailPanel } from '../../components/detail-panel.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Facts } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { timeText } from '../../components/times.ts'

const PATH = '/v3/{project_id}/datasource/auth-infos'
const STALE = ['credentials', 'reach']

interface Credential {
  readonly name: string
  readonly type: string
  readonly userName: string
  readonly owner: string
  readonly createdAt: number
  readonly updatedAt: number
}

const readCredential = (credential: Fields): Credential => ({
  name: credential.text('auth_info_name'),
  type: credential.text('datasource_type'),
  userName: credential.optionalText('user_name') ?? '',
  owner: credential.optionalText('owner') ?? '',
  createdAt: credential.number('create_time'),
  updatedAt: credential.number('update_time'),
})

const createCredential: Action = {
  label: 'Store a log-in',
  intro: <>The password is sealed in the store, and shown to nobody again.</>,
  fields: [
    { kind: 'text', name: 'name', label: 'Name', description: 'As tables name it: passwdauth', isRequired: true },
    { kind: 'text', name: 'user', label: 'User of the database', isRequired: true },
    { kind: 'password', name: 'password', label: 'Password of the database', isRequired: true },
    { kind: 'text', name: 'certificate', label: 'Certificate', description: 'Who signs the database’s certificate: obs://…' },
  ],
  request: (values) => ({
    method: 'POST',
    path: PATH,
    body: filled({
      auth_info_name: values.text('name'),
      datasource_type: 'passwd',
      user_name: values.text('user'),
      password: values.text('password'),
      certificate_location: values.given('certificate'),
    }),
  }),
  stale: STALE,
}

const changePassword = (credential: Credential): Action => ({
  label: 'Change it',
  fields: [
    { kind: 'text', name: 'user', label: 'User of the database', initial: credential.userName },
    { kind: 'password', name: 'password', label: 'Password of the database' },
  ],
  request: (values) => ({
    method: 'PUT',
    path: PATH,
    body: filled({ auth_info_name: credential.name, user_name: values.given('user'), password: values.given('password') }),
  }),
  stale: STALE,
})

const tieToHosts = (credential: Credential, hosts: readonly string[]): Action => ({
  label: 'Tie it to hosts',
  intro: <>It is used for these hosts and for no other.</>,
  fields: [{ kind: 'lines', name: 'hosts', label: 'Hosts', description: 'host or host:port a line; none: any', initial: hosts.join('\n') }],
  request: (values) => ({ method: 'PUT', path: hostsPath(credential), body: { hosts: values.lines('hosts') } }),
  stale: STALE,
})

const deleteCredential = (credential: Credential, onDone: () => void): Action => ({
  label: 'Delete',
  intro: <>Tables that name {credential.name} cannot be read any more.</>,
  isDanger: true,
  request: () => ({ method: 'DELETE', path: `${PATH}/${encodeURIComponent(credential.name)}` }),
  stale: STALE,
  onDone,
})

const hostsPath = ({ name }: Credential): string => `/causeway/v1/{project_id}/auth-infos/${encodeURIComponent(name)}/hosts`

/** The log-ins of databases that the project keeps: without their secrets. */
export function Page() {
  const [search, change] = useSearchState()
  const credentials = useAnswer(['credentials', 'list'], `${PATH}?limit=1000`, (answer) => answer.list('auth_infos', readCredential))
  const chosen = credentials.data?.find(({ name }) => name === search['credential'])
  return (
    <>
      <PageHeader title="Credentials">
        <ActionButton action={createCredential} />
      </PageHeader>
      <Loaded query={credentials}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="No log-in is kept">
              <p>A table of a database names one, so that no password stands in a statement.</p>
            </EmptyState>
          ) : (
            <DataTable
              label="Credentials"
              rows={all}
              keyOf={({ name }) => name}
              chosen={chosen?.name}
              onChoose={({ name }) => change({ credential: name })}
              columns={[
                { name: 'Name', cell: ({ name }) => name },
                { name: 'Type', cell: ({ type }) => type },
                { name: 'User', cell: ({ userName }) => userName },
                { name: 'Owner', cell: ({ owner }) => owner },
                { name: 'Changed', cell: ({ updatedAt }) => timeText(updatedAt) },
              ]}
            />
          )
        }
      </Loaded>
      {chosen === undefined ? null : <CredentialPanel credential={chosen} onClose={() => change({ credential: undefined })} />}
    </>
  )
}

function CredentialPanel({ credential, onClose }: { readonly credential: Credential; readonly onClose: () => void }) {
  const hosts = useAnswer(['credentials', credential.name, 'hosts'], hostsPath(credential), (answer) => answer.texts('hosts'))
  return (
    <DetailPanel
      title={`Credential ${credential.name}`}
      onClose={onClose}
      actions={
        <>
          <ActionButton isSmall action={changePassword(credential)} />
          {hosts.data === undefined ? null : <ActionButton isSmall action={tieToHosts(credential, hosts.data)} />}
          <ActionButton isSmall action={deleteCredential(credential, onClose)} />
        </>
      }
    >
      <Loaded query={hosts}>
        {(tied) => (
          <Facts
            facts={[
              { name: 'User', value: credential.userName },
              { name: 'For the hosts', value: tied.length === 0 ? 'any' : tied.join(', ') },
              { name: 'Owner', value: credential.owner },
              { name: 'Created', value: timeText(credential.createdAt) },
            ]}
          />
        )}
      </Loaded>
    </DetailPanel>
  )
}
