import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { readReach } from '../../api/reach.ts'
import { useStore } from '../../api/store.ts'
import { readTopology, type Topology } from '../../api/topology.ts'
import { useSearchState } from '../../app/search-state.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ReadError } from '../../components/read-error.tsx'
import { liveState, seesAll } from '../../events/live-events.ts'
import { layoutOf } from './columns.ts'
import { Detail } from './detail.tsx'
import { found, problemsOnly } from './find.ts'
import { counted, type Graph, type GraphNode } from './graph.ts'
import { graphOf } from './graph-of.ts'
import { groupedGraph } from './grouping.ts'
import { pathsThrough } from './paths.ts'
import { Picture } from './picture.tsx'
import classes from './topology.module.css'
import { twinOf } from './twin.ts'
import { TwinTable } from './twin-table.tsx'
import { readPlace, type TopologyPlace, writePlace } from './url-state.ts'

/** Who waits for a binding sees it come, whether events arrive or not. */
const WAITING_MS = 1_000

const isWaiting = (topology: Topology | undefined): boolean =>
  topology?.connections.some(({ bindings }) => bindings.some(({ status }) => status === 'creating')) === true

export function Page() {
  const [search, setSearch] = useSearchState()
  const place = useMemo(() => readPlace(search), [search])
  const topology = useQuery({
    queryKey: ['reach', 'topology'],
    queryFn: ({ signal }) => readTopology(signal),
    refetchInterval: ({ state }) => (isWaiting(state.data) ? WAITING_MS : false),
  })
  const reach = useQuery({ queryKey: ['reach', 'matrix'], queryFn: ({ signal }) => readReach(undefined, signal) })
  const isAll = seesAll(useStore(liveState))
  const graph = useMemo(
    () => (topology.data === undefined ? undefined : graphOf(topology.data, reach.data, isAll)),
    [topology.data, reach.data, isAll],
  )
  const go = (change: Partial<TopologyPlace>, replace = false): void => setSearch(writePlace(change), { replace })

  return (
    <>
      <PageHeader title="Topology" />
      {topology.error === null ? null : <ReadError failure={topology.error} onRetry={() => void topology.refetch()} />}
      {reach.error === null ? null : <ReadError failure={reach.error} onRetry={() => void reach.refetch()} />}
      {topology.data === undefined || graph === undefined ? (
        topology.error === null ? (
          <p role="status">The networks are being read…</p>
        ) : null
      ) : (
        <Shown topology={topology.data} reach={reach.data} graph={graph} place={place} go={go} />
      )}
    </>
  )
}

interface ShownProps {
  readonly topology: Topology
  readonly reach: Parameters<typeof Detail>[0]['reach']
  readonly graph: Graph
  readonly place: TopologyPlace
  readonly go: (change: Partial<TopologyPlace>, replace?: boolean) => void
}

function Shown({ topology, reach, graph, place, go }: ShownProps) {
  const [current, setCurrent] = useState(place.node)
  const wanted = useDeferredValue(place.find)
  const hits = useMemo(() => found(graph, wanted), [graph, wanted])
  const bad = useMemo(() => problemsOnly(graph), [graph])
  const chosen = place.node === undefined ? undefined : graph.byId.get(place.node)
  const kept = useMemo(() => (place.node === undefined ? hits : pathsThrough(graph, place.node)), [graph, place.node, hits])
  const shown = useMemo(() => {
    const apart = new Set([...(hits ?? []), ...(place.node === undefined ? [] : [place.node])])
    return groupedGraph(graph, { open: place.open, apart, only: place.problems ? bad : undefined })
  }, [graph, hits, bad, place.node, place.open, place.problems])
  const { box, room } = useRoom()
  const layout = useMemo(() => (room === undefined ? undefined : layoutOf(shown, room)), [shown, room])
  // A group is on the way where one of its members is.
  const keptRows = useMemo(() => {
    if (kept === undefined) return undefined
    return new Set([...kept].map((id) => shown.drawnAs.get(id) ?? id))
  }, [kept, shown])
  const problems = graph.nodes.filter(({ state }) => state.level === 'problem').length

  function choose(id: string | undefined): void {
    if (id?.startsWith('hosts:') === true) go({ open: new Set([...place.open, id]) })
    else if (id !== place.node) go({ node: id })
  }

  return (
    <div className={classes['page']} data-alone={chosen === undefined || undefined}>
      <div ref={box}>
        <div className={classes['tools']}>
          <TextInput
            size="xs"
            type="search"
            label="Search"
            placeholder="name, address, state"
            value={place.find}
            onChange={(event) => go({ find: event.currentTarget.value }, true)}
          />
          <Checkbox label="Only problems" checked={place.problems} onChange={(event) => go({ problems: event.currentTarget.checked })} />
          <Button size="xs" variant="default" onClick={() => go({ view: place.view === 'table' ? 'picture' : 'table' })}>
            {place.view === 'table' ? 'As a picture' : 'As a table'}
          </Button>
          {place.open.size === 0 ? null : (
            <Button size="xs" variant="default" onClick={() => go({ open: new Set() })}>
              Close groups
            </Button>
          )}
        </div>
        <p className={classes['counts']} role="status">
          {hits === undefined ? '' : `${counted(hits.size, 'thing')} found. `}
          {problems === 0 ? 'No problem is seen.' : `${counted(problems, 'problem')} among ${counted(graph.nodes.length, 'thing')}.`}
          {topology.cut.length === 0 ? '' : ` There are more ${topology.cut.join(', ')} than are shown.`}
        </p>
        {place.node !== undefined && chosen === undefined ? <p>What was chosen is not there any more.</p> : null}
        {place.view === 'table' ? (
          <TwinTable rows={twinOf(graph, tableOnly(hits, place.problems ? bad : undefined))} chosen={place.node} onChoose={choose} />
        ) : layout === undefined ? null : (
          <Picture layout={layout} chosen={place.node} kept={keptRows} current={current} onCurrent={setCurrent} onChoose={choose} />
        )}
        {graph.nodes.length > 1 ? null : (
          <EmptyState title={nothingBut(graph.nodes[0])}>
            <p>
              <Link to="/queues" search={{}}>
                Make a queue
              </Link>
              , and{' '}
              <Link to="/catalog" search={{ attach: 'form' }}>
                attach a database
              </Link>
              : that makes the network, the attachment and the connection. In a shell:{' '}
              <code>causeway attach-database postgres://user@host:5432/db --as NAME -q QUEUE</code>
            </p>
          </EmptyState>
        )}
      </div>
      {chosen === undefined ? null : (
        <Detail key={chosen.id} node={chosen} topology={topology} reach={reach} onChoose={(id) => go({ node: id })} />
      )}
    </div>
  )
}

/** Whoever has single rights may see a queue of others and not the preset one, or none. */
function nothingBut(only: GraphNode | undefined): string {
  if (only === undefined) return 'There is nothing yet'
  return only.detail === 'preset queue' ? 'There is nothing but the preset queue' : `There is nothing but ${only.label}`
}

/** How wide an element is; undefined before it is there, so that nothing is laid out twice. */
function useRoom() {
  const box = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState<number>()
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    setRoom(element.clientWidth)
    const watch = new ResizeObserver(() => setRoom(element.clientWidth))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])
  return { box, room }
}

function tableOnly(hits: ReadonlySet<string> | undefined, bad: ReadonlySet<string> | undefined): ReadonlySet<string> | undefined {
  if (hits === undefined || bad === undefined) return hits ?? bad
  return new Set([...hits].filter((id) => bad.has(id)))
}
