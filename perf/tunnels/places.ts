/** What each way leads to: who sends bytes, who echoes, a PostgreSQL. Of a way, the ports of this machine that lead there. */
export interface Places {
  readonly bytes: number
  readonly echo: number
  readonly postgres: number
}

export async function eachPlace(places: Places, port: (target: number) => Promise<number>): Promise<Places> {
  return { bytes: await port(places.bytes), echo: await port(places.echo), postgres: await port(places.postgres) }
}
