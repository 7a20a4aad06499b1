/** As other programs that run programs have it: what went wrong was not the program's own doing; it cannot be run; it is not there. */
export const EXIT = { own: 125, notExecutable: 126, notFound: 127, signal: 128 } as const
