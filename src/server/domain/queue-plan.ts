export const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** When a queue is to have another size. Hours are those of the server's time zone. */
export interface NewQueuePlan {
  readonly name: string
  readonly targetCu: number
  readonly startHour: number
  readonly startMinute: number
  /** None: once, at the next such time. */
  readonly repeatDays: readonly Weekday[]
  /** Epoch ms; both inclusive. */
  readonly validFrom: number | undefined
  readonly validTo: number | undefined
  readonly active: boolean
}

export interface QueuePlan extends NewQueuePlan {
  readonly queueId: string
  /** The vendor's integer id, of its queue. */
  readonly number: number
  readonly lastRunAt: number | undefined
  /** Undefined when it never comes again, or is not active. */
  readonly nextRunAt: number | undefined
}
