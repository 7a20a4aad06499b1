/** What of a start is under way, for whoever asks before it is done. */
export interface Progress {
  /** Told by this name until the work is done, or has failed. */
  during<T>(what: string, work: Promise<T>): Promise<T>
  /** Asked for more of it, until the start is over. */
  watch(sentences: () => readonly string[]): void
  /** One sentence each. */
  sentences(): readonly string[]
}

export function createProgress(): Progress {
  const underWay = new Set<string>()
  const watched: (() => readonly string[])[] = []
  return {
    async during(what, work) {
      underWay.add(what)
      try {
        return await work
      } finally {
        underWay.delete(what)
      }
    },
    watch: (sentences) => void watched.push(sentences),
    sentences() {
      const all = [...underWay, ...watched.flatMap((each) => each())]
      return all.length === 0 ? ['The server is being started'] : all
    },
  }
}
