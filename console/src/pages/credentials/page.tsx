import { useQuery } from '@tanstack/react-query'
import { credentialUsers } from '../../../../src/client/credential-users.ts'
import { useAnswer } from '../../api/answer-query.ts'
import { readTopology } from '../../api/topology.ts'
import { useSearchState } from '../../app/search-state.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { DetailPanel } from '../../components/detail-panel.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Facts } from '../../components/facts.tsx'
import { GoneNote } from '../../components/gone-note.tsx'
import { Grants } from '../../components/grants/grants.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { timeText } from '../../components/times.ts'
import {
  CREDENTIALS,
  type Credential,
  changeCredential,
  createCredential,
  deleteCredential,
  hostsPath,
  readCredential,
  tieToHosts,
} from './credential-actions.ts'

/** The log-ins of databases that the project keeps: without their secrets. */
export function Page() {
  const [search, change] = useSearchState()
  const credentials = useAnswer(['credentials', 'list'], `${CREDENTIALS}?limit=1000`, (answer) => answer.list('auth_infos', readCredential))
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
                { name: 'Changed', isOneLine: true, cell: ({ updatedAt }) => timeText(updatedAt) },
              ]}
            />
          )
        }
      </Loaded>
      <GoneNote what="credential" wanted={search['credential']} isThere={chosen !== undefined} list={credentials} />
      {chosen === undefined ? null : <CredentialPanel credential={chosen} onClose={() => change({ credential: undefined })} />}
    </>
  )
}

function CredentialPanel({ credential, onClose }: { readonly credential: Credential; readonly onClose: () => void }) {
  const hosts = useAnswer(['credentials', credential.name, 'hosts'], hostsPath(credential), (answer) => answer.texts('hosts'))
  // Who may not see it is told nothing of it.
  const topology = useQuery({ queryKey: ['reach', 'topology'], queryFn: ({ signal }) => readTopology(signal) })
  const users = credentialUsers(topology.data?.tables ?? [], credential.name, topology.data?.cut.includes('tables') === true)
  return (
    <DetailPanel
      title={`Credential ${credential.name}`}
      onClose={onClose}
      actions={
        <>
          <ActionButton isSmall action={changeCredential(credential)} />
          {hosts.data === undefined ? null : <ActionButton isSmall action={tieToHosts(credential, hosts.data)} />}
          <ActionButton isSmall action={deleteCredential(credential, users, onClose)} />
        </>
      }
    >
      <Loaded query={hosts}>
        {(tied) => (
          <Facts
            facts={[
              { name: 'User', value: credential.userName },
              { name: 'For the hosts', value: tied.length === 0 ? 'any' : tied.join(', ') },
              ...(topology.data === undefined ? [] : [{ name: 'Used by', value: users }]),
              { name: 'Owner', value: credential.owner },
              { name: 'Created', value: timeText(credential.createdAt) },
            ]}
          />
        )}
      </Loaded>
      <Grants object={`datasourceauth.${credential.name}`} />
    </DetailPanel>
  )
}
