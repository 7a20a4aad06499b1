import { jdbcMistake, jdbcOptions } from '../shared/jdbc/jdbc-options.ts'
import { integer, matching, rawText, text } from '../shared/options/option-values.ts'
import { optionsSchema } from '../shared/options/read-options.ts'

/** Spark's options of a JDBC table. */
export const MYSQL_OPTIONS = optionsSchema(
  'option',
  'a JDBC table of MySQL or MariaDB',
  {
    url: {
      kind: 'used',
      required: true,
      value: text,
      meaning: 'jdbc:mysql://host:3306 or jdbc:mariadb://host:3306, with a /database, or without, and parameters behind a ?',
    },
    dbtable: {
      kind: 'used',
      value: rawText,
      meaning:
        '[database.]table: a table or view, in backquotes where it has other characters than letters, digits, _ and $; or a query of the database in brackets, with an alias, which is only read',
    },
    driver: {
      kind: 'no-effect',
      value: matching(
        'com.mysql.jdbc.Driver, com.mysql.cj.jdbc.Driver or org.mariadb.jdbc.Driver',
        /^(?:com\.mysql\.(?:cj\.)?jdbc|org\.mariadb\.jdbc)\.Driver$/,
      ),
      because: 'the URL says which database it is',
      hint: 'Leave the option driver out: the URL says that this is MySQL',
    },
    ...jdbcOptions(
      'an INSERT is one transaction',
      'a column of numbers, dates or timestamps by whose ranges a large table of InnoDB is read by several connections that see one state; it is held against writers for a moment, for which the user needs the right LOCK TABLES: without it one connection reads',
    ),
    numPartitions: {
      kind: 'used',
      value: integer(1),
      meaning: 'how many ranges, and connections, at most: as many, up to 4, as the CUs of the queue and the machine have room for',
    },
  },
  jdbcMistake,
)
