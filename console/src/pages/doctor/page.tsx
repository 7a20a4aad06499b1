import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { readReach } from '../../api/reach.ts'
import { readTopology } from '../../api/topology.ts'
import { useSearchState } from '../../app/search-state.ts'
import { PageHeader } from '../../components/page-header.tsx'
import { ReadError } from '../../components/read-error.tsx'
import { ExpectationsView } from './expectations-view.tsx'
import { ExplainView } from './explain-view.tsx'
import { MatrixView } from './matrix-view.tsx'
import { type DoctorPlace, type DoctorView, readDoctorPlace, writeDoctorPlace } from './question.ts'

const VIEWS: readonly (readonly [DoctorView, string])[] = [
  ['explain', 'One queue, one address'],
  ['matrix', 'All queues × all addresses'],
  ['expectations', 'Expectations'],
]

export function Page() {
  const [search, setSearch] = useSearchState()
  const place = useMemo(() => readDoctorPlace(search), [search])
  const go = (change: Partial<DoctorPlace>, replace = false): void => setSearch(writeDoctorPlace(change), { replace })
  const topology = useQuery({ queryKey: ['reach', 'topology'], queryFn: ({ signal }) => readTopology(signal) })
  const reach = useQuery({ queryKey: ['reach', 'matrix'], queryFn: ({ signal }) => readReach(undefined, signal) })
  return (
    <>
      <PageHeader title="Doctor" />
      {topology.error === null ? null : <ReadError failure={topology.error} onRetry={() => void topology.refetch()} />}
      <Tabs
        value={place.view}
        keepMounted={false}
        onChange={(value) => go({ view: VIEWS.find(([view]) => view === value)?.[0] ?? 'explain' })}
      >
        <Tabs.List>
          {VIEWS.map(([view, label]) => (
            <Tabs.Tab key={view} value={view}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="explain">
          <ExplainView
            key={`${place.queue} ${place.address}`}
            place={place}
            go={go}
            topology={topology.data}
            addresses={reach.data?.addresses ?? []}
          />
        </Tabs.Panel>
        <Tabs.Panel value="matrix">
          {reach.error === null ? null : <ReadError failure={reach.error} onRetry={() => void reach.refetch()} />}
          <MatrixView place={place} go={go} reach={reach.data} />
        </Tabs.Panel>
        <Tabs.Panel value="expectations">
          <ExpectationsView topology={topology.data} go={go} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}
