/** The modules of `worker/` that a process or a thread of a worker begins with. */
export const WORKER_ENTRIES = ['main', 'engine-main', 'call-filter'] as const
