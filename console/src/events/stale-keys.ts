/** A message of the event stream. */
export interface LiveEvent {
  readonly kind: string
  readonly data: Readonly<Record<string, unknown>>
}

/**
 * What an event makes old, as the first parts of query keys; 'all' for everything. The progress of a job makes nothing old: who shows it listens to it.
 * 'reach' is whatever the policy decides: paths, explanations, expectations.
 */
export function staleKeys({ kind }: LiveEvent): readonly string[] | 'all' {
  switch (kind) {
    case 'job':
      return ['jobs', 'queues']
    case 'script':
      return ['scripts']
    case 'queue':
      return ['queues', 'pools', 'reach']
    case 'connection':
      return ['connections', 'reach']
    case 'binding':
      return ['connections', 'queues', 'pools', 'reach']
    case 'vpc':
      return ['vpcs', 'connections', 'reach']
    case 'expectation':
      return ['expectations', 'reach']
    case 'reset':
    case 'rights':
      return 'all'
    default:
      return []
  }
}
