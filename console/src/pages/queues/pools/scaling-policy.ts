/** How many CUs of its pool a queue may have within some hours of the day. */
export interface ScalingPolicy {
  readonly from: string
  readonly to: string
  readonly priority: number
  readonly minCus: number
  readonly maxCus: number
}

/** A line of a form, and back: `00:00 24:00 1 16 64`. */
export const policyLine = ({ from, to, priority, minCus, maxCus }: ScalingPolicy): string => `${from} ${to} ${priority} ${minCus} ${maxCus}`

export function policyOfLine(line: string): Readonly<Record<string, unknown>> {
  const [from = '', to = '', ...numbers] = line.split(/\s+/)
  const [priority, min, max] = numbers.map(Number)
  return { impact_start_time: from, impact_stop_time: to, priority, min_cu: min, max_cu: max }
}
