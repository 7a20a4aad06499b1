const MIB = 1024 ** 2
/**
 * What a worker needs beside its engine's memory_limit, as the kernel counts it for RLIMIT_DATA. Measured (Node 26.10, DuckDB 1.5.5, 2 threads): 579 MiB for Node
 * alone, 1,309 MiB when the worker is ready (V8 reserves its code range in each of its two isolates), 1,319 MiB after small jobs; beside the engine's data after a large
 * sort not more than that. The rest is for rows on their way through JavaScript.
 */
const BASE_BYTES = 1792 * MIB
/** Each engine thread has a stack of 8 MiB and its own allocator arena. */
const BYTES_PER_THREAD = 16 * MIB

/** The limit for all private memory of a worker whose engine may use `memoryBytesMax`. */
export const dataBytesMax = (memoryBytesMax: number, threads: number): number => BASE_BYTES + threads * BYTES_PER_THREAD + memoryBytesMax
