import type { Template } from '../bound/sql.ts'
import { template, volatile } from '../bound/template.ts'

/** Whether this row is among the fraction of all rows that is taken: 1 takes each, 0 none. */
export const chosenByChance = (fraction: number): Template => volatile(template`(random() < CAST(${fraction} AS DOUBLE))`)
