import type { Compute } from '../../compute/compute.ts'
import { databaseSize } from '../../store/jobs/job-sizes.ts'
import { countAllOpenJobs } from '../../store/jobs/jobs.ts'
import { countAllQueues } from '../../store/queues/queues.ts'
import type { Store } from '../../store/store.ts'
import type { ExpectationWatch } from '../expectations/expectation-watch.ts'
import { type Counters, DIAL_ENDS, DIALLED_FOR } from './counters.ts'

interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What is measured of one thing, with a sample for each of its labels' values. */
export interface MetricFamily {
  readonly name: string
  readonly help: string
  readonly type: 'counter' | 'gauge'
  readonly samples: readonly Sample[]
}

/** How the server is, in numbers: of all projects together, and of nobody by name. */
export interface Metrics {
  read(): Promise<readonly MetricFamily[]>
}

export interface MetricsDeps {
  readonly store: Store
  readonly counters: Counters
  readonly watch: Pick<ExpectationWatch, 'counts'>
  readonly compute: Pick<Compute, 'workers'>
}

const counter = (name: string, help: string, ...samples: readonly Sample[]): MetricFamily => ({ name, help, type: 'counter', samples })
const gauge = (name: string, help: string, ...samples: readonly Sample[]): MetricFamily => ({ name, help, type: 'gauge', samples })
const one = (value: number): Sample => ({ labels: {}, value })
const ofStates = (counts: Readonly<Record<string, number>>): readonly Sample[] =>
  Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }))

export function createMetrics({ store, counters, watch, compute }: MetricsDeps): Metrics {
  return {
    async read() {
      const dials = DIALLED_FOR.flatMap((by) => DIAL_ENDS.map((end) => ({ labels: { for: by, end }, value: counters.dials(by, end) })))
      const expectations = watch.counts()
      const workers = compute.workers()
      const { usedBytes, freeBytes } = await databaseSize(store.db)
      const { rss, heapUsed } = process.memoryUsage()
      const { user, system } = process.cpuUsage()
      return [
        counter('causeway_dials_total', 'Dials, by whom they were for and by the step that they ended at.', ...dials),
        counter('causeway_dial_seconds_total', 'Time that all dials took together.', one(counters.dialSeconds)),
        counter('causeway_sockets_granted_total', 'Sockets that were let through to be handed over or pumped.', one(counters.grantsGiven)),
        counter(
          'causeway_revocations_total',
          'Times that a worker, a door or a dial had to give up the sockets that it held.',
          one(counters.revocations),
        ),
        counter('causeway_hand_overs_total', 'Sockets that workers have taken.', one(counters.handOvers)),
        gauge(
          'causeway_pumped_connections',
          'Connections that are pumped now, by what they came through.',
          ...Object.entries(counters.pumped).map(([through, value]) => ({ labels: { through }, value })),
        ),
        gauge('causeway_jobs', 'Jobs that wait and that run.', ...ofStates(await countAllOpenJobs(store.db))),
        counter('causeway_jobs_ended_total', 'Jobs that have ended, by how.', ...ofStates(counters.jobsEnded)),
        counter(
          'causeway_jobs_forgotten_total',
          'Records of ended jobs that were forgotten before their time, for they took more of the disk than they may.',
          one(counters.jobsForgotten),
        ),
        counter(
          'causeway_removals_failed_total',
          'Steps of a sweep in which not all could be removed that is no longer kept.',
          one(counters.removalsFailed),
        ),
        gauge(
          'causeway_database_bytes',
          'What causeway.db holds, and what is free in it and used again.',
          ...ofStates({ used: usedBytes, free: freeBytes }),
        ),
        gauge('causeway_queues', 'Queues that are not deleted.', one(await countAllQueues(store.db))),
        gauge('causeway_spare_workers', 'Started workers that no queue has claimed.', one(workers.spare)),
        gauge(
          'causeway_workers',
          'Workers that queues have, idle and with a job, and those that no queue has claimed.',
          ...ofStates(workers),
        ),
        gauge('causeway_expectations', 'Expectations that are kept.', one(expectations.all)),
        gauge('causeway_expectations_broken', 'Expectations that do not hold.', one(expectations.broken)),
        gauge('process_resident_memory_bytes', 'Memory of the server process, without its workers.', one(rss)),
        gauge('nodejs_heap_used_bytes', 'Memory that the server uses for its own objects.', one(heapUsed)),
        counter('process_cpu_seconds_total', 'Processor time of the server process.', one((user + system) / 1e6)),
        gauge('process_uptime_seconds', 'Time since the server process was started.', one(process.uptime())),
      ]
    },
  }
}
