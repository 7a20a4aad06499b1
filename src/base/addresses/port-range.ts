/** Ports from one to another; both ends belong to it. */
export interface PortRange {
  readonly from: number
  readonly to: number
}

export const EVERY_PORT: PortRange = { from: 1, to: 65_535 }

/** `5432` or `6000-6010`; undefined for anything else. */
export function parsePortRange(written: string): PortRange | undefined {
  const [, first, last] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(written) ?? []
  const [from, to] = [Number(first), Number(last ?? first)]
  return from >= EVERY_PORT.from && from <= to && to <= EVERY_PORT.to ? { from, to } : undefined
}

export const portRangeText = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}-${to}`)

export const holdsPort = (ranges: readonly PortRange[], port: number): boolean => ranges.some(({ from, to }) => from <= port && port <= to)

export const holdsEveryPort = (ranges: readonly PortRange[]): boolean =>
  ranges.some(({ from, to }) => from === EVERY_PORT.from && to === EVERY_PORT.to)

/** The same ports in as few ranges as there can be, in their order. */
export function joinedPorts(ranges: readonly PortRange[]): readonly PortRange[] {
  const joined: PortRange[] = []
  for (const range of ranges.toSorted((one, other) => one.from - other.from)) {
    const last = joined.at(-1)
    if (last === undefined || last.to + 1 < range.from) joined.push(range)
    else joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
  }
  return joined
}
