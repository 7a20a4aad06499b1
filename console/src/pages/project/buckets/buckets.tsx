import { useAnswer } from '../../../api/answer-query.ts'
import { useSearchState } from '../../../app/search-state.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { bytesText } from '../../../components/bytes-text.ts'
import { DataTable } from '../../../components/data-table.tsx'
import { DetailPanel } from '../../../components/detail-panel.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Facts } from '../../../components/facts.tsx'
import { GoneNote } from '../../../components/gone-note.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { timeText } from '../../../components/times.ts'
import { AGENCY, BUCKETS, createBucket, deleteBucket, deleteObject, objectsPath, putObject, setAgency } from './bucket-actions.ts'

/** The buckets of the project, and the roles of its agency. */
export function Buckets() {
  const [search, change] = useSearchState()
  const buckets = useAnswer(['buckets', 'list'], BUCKETS, (answer) => answer.list('buckets', (item) => item.text('name')))
  const agency = useAnswer(['agency'], AGENCY, (answer) => answer.texts('current_roles'))
  const chosen = buckets.data?.find((name) => name === search['bucket'])
  return (
    <>
      <p>
        <ActionButton isSmall action={createBucket} />
      </p>
      <Loaded query={buckets}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="There is no bucket" />
          ) : (
            <DataTable
              label="Buckets"
              rows={all}
              keyOf={(name) => name}
              chosen={chosen}
              onChoose={(name) => change({ bucket: name })}
              columns={[{ name: 'Name', cell: (name) => name }]}
            />
          )
        }
      </Loaded>
      <GoneNote what="bucket" wanted={search['bucket']} isThere={chosen !== undefined} list={buckets} />
      {chosen === undefined ? null : (
        <DetailPanel
          title={`Bucket ${chosen}`}
          onClose={() => change({ bucket: undefined })}
          actions={<ActionButton isSmall action={deleteBucket(chosen, () => change({ bucket: undefined }))} />}
        >
          <Objects bucket={chosen} />
        </DetailPanel>
      )}
      <h2>Agency</h2>
      <Loaded query={agency}>
        {(roles) => (
          <>
            <Facts facts={[{ name: 'Roles', value: roles.join(', ') }]} />
            <ActionButton isSmall action={setAgency(roles)} />
          </>
        )}
      </Loaded>
    </>
  )
}

function Objects({ bucket }: { readonly bucket: string }) {
  const objects = useAnswer(['buckets', bucket], objectsPath(bucket), (answer) =>
    answer.list('objects', (item) => ({
      key: item.text('key'),
      bytes: item.number('bytes'),
      changedAt: item.optionalNumber('changed_at'),
    })),
  )
  return (
    <>
      <p>
        <ActionButton isSmall action={putObject(bucket)} /> or, of many and of large files, <code>causeway put FILE obs://{bucket}/…</code>
      </p>
      <Loaded query={objects}>
        {(all) =>
          all.length === 0 ? (
            <p>It is empty.</p>
          ) : (
            <DataTable
              label={`The first 200 objects of ${bucket}`}
              rows={all}
              keyOf={({ key }) => key}
              columns={[
                { name: 'Key', cell: ({ key }) => key },
                { name: 'Size', cell: ({ bytes }) => bytesText(bytes), isNumber: true },
                { name: 'Changed', isOneLine: true, cell: ({ changedAt }) => (changedAt === undefined ? '' : timeText(changedAt)) },
                { name: 'Actions', cell: ({ key }) => <ActionButton isSmall action={deleteObject(bucket, key)} /> },
              ]}
            />
          )
        }
      </Loaded>
    </>
  )
}
