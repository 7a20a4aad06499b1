/** What of the page stands in its address, so that it can be sent to somebody. */
export interface TopologyPlace {
  /** The chosen node. */
  readonly node: string | undefined
  readonly find: string
  readonly problems: boolean
  readonly view: 'picture' | 'table'
  /** Groups that were opened. */
  readonly open: ReadonlySet<string>
}

type Search = Readonly<Record<string, string>>

/** From whatever stands in an address. */
export function readPlace({ node, find = '', problems, view, open = '' }: Search): TopologyPlace {
  return {
    node: node === '' ? undefined : node,
    find,
    problems: problems === 'only',
    view: view === 'table' ? 'table' : 'picture',
    open: new Set(open.split(',').filter((each) => each !== '')),
  }
}

/** What is as usual is undefined, and not in the address. */
export function writePlace(change: Partial<TopologyPlace>): Readonly<Record<string, string | undefined>> {
  return {
    ...('node' in change ? { node: change.node } : {}),
    ...('find' in change ? { find: change.find === '' ? undefined : change.find } : {}),
    ...('problems' in change ? { problems: change.problems === true ? 'only' : undefined } : {}),
    ...('view' in change ? { view: change.view === 'table' ? 'table' : undefined } : {}),
    ...('open' in change ? { open: change.open === undefined || change.open.size === 0 ? undefined : [...change.open].join(',') } : {}),
  }
}
