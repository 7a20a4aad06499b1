import { useAnswer } from '../../../api/answer-query.ts'
import { useSearchState } from '../../../app/search-state.ts'
import { ActionButton } from '../../../components/actions/action-button.tsx'
import { DataTable } from '../../../components/data-table.tsx'
import { DetailPanel } from '../../../components/detail-panel.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { GoneNote } from '../../../components/gone-note.tsx'
import { Grants } from '../../../components/grants/grants.tsx'
import { Loaded } from '../../../components/loaded.tsx'
import { tagsOf } from '../../../components/tags/tag-actions.ts'
import { Tags } from '../../../components/tags/tags.tsx'
import { changePackageOwner, createPackage, deletePackage, PACKAGES, packageObject, packageTagId, readPackages } from './package-actions.ts'

/** Objects of the buckets that jobs name. */
export function Packages() {
  const [search, change] = useSearchState()
  const packages = useAnswer(['packages'], PACKAGES, readPackages)
  const close = () => change({ package: undefined })
  const chosen = packages.data?.find((one) => packageTagId(one) === search['package'])
  return (
    <>
      <p>
        <ActionButton isSmall action={createPackage} />
      </p>
      <Loaded query={packages}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="There is no package" />
          ) : (
            <DataTable
              label="Packages"
              rows={all}
              keyOf={packageTagId}
              chosen={search['package']}
              onChoose={(one) => change({ package: packageTagId(one) })}
              columns={[
                { name: 'Name', cell: ({ name }) => name },
                { name: 'Group', cell: ({ group }) => group },
                { name: 'Kind', cell: ({ type }) => type },
                { name: 'Owner', cell: ({ owner }) => owner },
              ]}
            />
          )
        }
      </Loaded>
      <GoneNote what="package" wanted={search['package']} isThere={chosen !== undefined} list={packages} />
      {chosen === undefined ? null : (
        <DetailPanel
          title={`Package ${chosen.name}`}
          onClose={close}
          actions={
            <>
              <ActionButton isSmall action={changePackageOwner(chosen)} />
              <ActionButton isSmall action={deletePackage(chosen, close)} />
            </>
          }
        >
          <Grants object={packageObject(chosen)} />
          <Tags path={tagsOf('dli_package_resource', packageTagId(chosen))} />
        </DetailPanel>
      )}
    </>
  )
}
