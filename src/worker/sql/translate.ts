import type { JobType } from '../../protocol/worker-channel.ts'
import type { Plan, TranslationContext } from './plan.ts'

/** The part of the check that needs no catalog. Throws sql-syntax for what does not parse, sql-semantics or not-supported for what is not let through. */
export declare function classify(sql: string): { readonly jobType: JobType }

/** Spark SQL to a plan. Throws sql-syntax, sql-semantics (unknown names, wrong types) or not-supported (by name). */
export declare function translate(sql: string, context: TranslationContext): Promise<Plan>
