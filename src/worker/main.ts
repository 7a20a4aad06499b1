/** The worker process: started by the server with a channel and a pipe, an empty environment and no network. See worker.ts for its life. */
import { startWorker } from './start-worker.ts'

await startWorker(new URL('./engine-main.ts', import.meta.url))
