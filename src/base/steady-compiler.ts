import { setFlagsFromString } from 'node:v8'

/**
 * Keeps Node from Maglev's code for loops that are already running: in V8 14.6 it read an older value of a variable that a function within the loop had changed, and the first LZ4
 * file of a process had wrong bytes, with no error. Turbofan's code for such loops, and Maglev's for functions from their next call on, stay. Of every process of Causeway: none of them gains from such code what a wrong byte costs.
 */
export const STEADY_COMPILER = '--no-maglev-osr'

/** The same for the process that runs already, from here on. */
export const useSteadyCompiler = (): void => setFlagsFromString(STEADY_COMPILER)
