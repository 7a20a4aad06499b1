import { useAnswer } from '../../../api/answer-query.ts'
import { useSearchState } from '../../../app/search-state.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { DetailPanel } from '../../../components/detail-panel.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { GoneNote } from '../../../components/gone-note.tsx'
import { Grants } from '../../../components/grants/grants.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { changeVariable, createVariable, deleteVariable, VARIABLES } from './variable-actions.ts'

/** Values that statements name. */
export function Variables() {
  const [search, change] = useSearchState()
  const variables = useAnswer(['variables'], `${VARIABLES}?limit=1000`, (answer) =>
    answer.list('global_vars', (item) => ({
      name: item.text('var_name'),
      value: item.optionalText('var_value') ?? '',
      isSensitive: item.optionalFlag('is_sensitive') ?? false,
      owner: item.optionalText('user_name') ?? '',
    })),
  )
  const close = () => change({ variable: undefined })
  const chosen = variables.data?.find(({ name }) => name === search['variable'])
  return (
    <>
      <p>
        <ActionButton isSmall action={createVariable} />
      </p>
      <Loaded query={variables}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="There is no variable" />
          ) : (
            <DataTable
              label="Variables"
              rows={all}
              keyOf={({ name }) => name}
              chosen={chosen?.name}
              onChoose={({ name }) => change({ variable: name })}
              columns={[
                { name: 'Name', cell: ({ name }) => name },
                { name: 'Value', cell: ({ value, isSensitive }) => (isSensitive ? 'not shown' : value) },
                { name: 'Owner', cell: ({ owner }) => owner },
              ]}
            />
          )
        }
      </Loaded>
      <GoneNote what="variable" wanted={search['variable']} isThere={chosen !== undefined} list={variables} />
      {chosen === undefined ? null : (
        <DetailPanel
          title={`Variable ${chosen.name}`}
          onClose={close}
          actions={
            <>
              <ActionButton isSmall action={changeVariable(chosen)} />
              <ActionButton isSmall action={deleteVariable(chosen, close)} />
            </>
          }
        >
          <Grants object={`variable.${chosen.name}`} />
        </DetailPanel>
      )}
    </>
  )
}
