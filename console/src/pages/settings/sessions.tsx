import { useAnswer } from '../../api/answer-query.ts'
import type { Fields } from '../../api/fields.ts'
import { ActionButton } from '../../components/actions/action-button.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { timeText } from '../../components/times.ts'
import { endSession, type ToldSession } from './settings-actions.ts'

const readSession = (item: Fields): ToldSession => ({
  id: item.text('id'),
  issuedAt: item.number('issued_at'),
  expiresAt: item.number('expires_at'),
  accessKey: item.optionalText('access_key'),
  isOwn: item.flag('is_own'),
})

/** Where the user is logged in at the console. */
export function Sessions() {
  const sessions = useAnswer(['sessions', 'list'], '/console/sessions', (answer) => answer.list('sessions', readSession))
  return (
    <Loaded query={sessions}>
      {(all) => (
        <DataTable
          label="Your sessions"
          rows={all}
          keyOf={({ id }) => id}
          columns={[
            { name: 'Begun', isOneLine: true, cell: ({ issuedAt }) => timeText(issuedAt) },
            { name: 'Ends', isOneLine: true, cell: ({ expiresAt }) => timeText(expiresAt) },
            { name: 'Opened by', cell: ({ accessKey }) => (accessKey === undefined ? 'password' : <code>{accessKey}</code>) },
            { name: 'Id', cell: ({ id }) => <code>{id}</code> },
            {
              name: 'Actions',
              cell: (session) => (session.isOwn ? 'this one: Log out ends it' : <ActionButton isSmall action={endSession(session)} />),
            },
          ]}
        />
      )}
    </Loaded>
  )
}
