/** What a value may lose that Spark casts before it has its own type: digits behind the point, or only the room for one before it. */
export type Retyped = 'digits' | 'room'
