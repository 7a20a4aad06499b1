/** From which day, counted from 1970-01-01, how many days the Gregorian calendar is ahead for the same year, month and day: Spark's RebaseDateTime. */
const DAYS_AHEAD = [
  [-171_595, -10],
  [-208_120, -9],
  [-244_645, -8],
  [-317_695, -7],
  [-354_220, -6],
  [-390_745, -5],
  [-463_795, -4],
  [-500_320, -3],
  [-536_845, -2],
  [-609_895, -1],
  [-646_420, 0],
  [-682_945, 1],
  [-719_164, 2],
] as const

const ahead = DAYS_AHEAD.map(([day, days]) => `WHEN n >= ${day} THEN ${days}`).join(' ')

/** Dates of the calendar that was Julian until 1582, which Hive and Spark 2 wrote into Parquet files. */
export const CALENDAR_MACROS: readonly string[] = [
  `CREATE OR REPLACE MACRO sp_days_ahead(n) AS CASE ${ahead} ELSE error('A date before the year 1 of the Julian calendar is not supported') END`,
  "CREATE OR REPLACE MACRO sp_julian_date(d) AS CASE WHEN d < DATE '1582-10-15' THEN d + CAST(sp_days_ahead(d - DATE '1970-01-01') AS INTEGER) ELSE d END",
  "CREATE OR REPLACE MACRO sp_julian_timestamp(t) AS CASE WHEN t < TIMESTAMP '1582-10-15 00:00:00' THEN t + to_days(CAST(sp_days_ahead(CAST(t AS DATE) - DATE '1970-01-01') AS INTEGER)) ELSE t END",
]
