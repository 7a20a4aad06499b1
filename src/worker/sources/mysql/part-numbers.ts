import { NotCertain, type PartNumber, printNumber } from '../shared/part-dialect.ts'

/** Of a decimal. */
interface Digits {
  /** Before the point. */
  readonly whole: number
  readonly fraction: number
}

/** A decimal of the server has nine words of nine digits, which the parts before and behind the point do not share; what has no room is cut. */
const WORDS_MAX = 9
const DIGITS_OF_WORD = 9
const DIGITS_MAX = 65
/** In MySQL; in MariaDB there are 38. */
const FRACTION_MAX = 30
/** What a sum of 2^64 rows has more. */
const DIGITS_OF_ROWS = 20
const DIGITS_OF_BIGINT = 20

/** A number that is added up: as a decimal, so that none of its digits is lost. @throws NotCertain where one might be */
export function addendWithRoom(number: PartNumber): string {
  const { whole, fraction } = digitsOf(number)
  const sum = { whole: whole + DIGITS_OF_ROWS, fraction }
  if (wordsOf(sum) > WORDS_MAX || sum.whole + fraction > DIGITS_MAX) throw tooLong()
  // A product of integers would be one of 64 bits.
  return printNumber(number, (sql, type) =>
    number.kind === 'column' || type.kind === 'decimal' ? sql : `CAST(${sql} AS DECIMAL(${DIGITS_OF_BIGINT}, 0))`,
  )
}

function digitsOf(number: PartNumber): Digits {
  switch (number.kind) {
    case 'constant': {
      const [whole = '', fraction = ''] = number.text.replace(/^[+-]/, '').split('.')
      return { whole: whole.length, fraction: fraction.length }
    }
    case 'column':
      return number.type.kind === 'decimal'
        ? { whole: number.type.precision - number.type.scale, fraction: number.type.scale }
        : { whole: DIGITS_OF_BIGINT, fraction: 0 }
    case 'arithmetic': {
      if (number.left.kind === 'constant' && number.right.kind === 'constant')
        throw new NotCertain('constants are computed with in 64 bits there')
      const [left, right] = [digitsOf(number.left), digitsOf(number.right)]
      return number.operator === '*' ? product(left, right) : sum(left, right)
    }
  }
}

function sum(left: Digits, right: Digits): Digits {
  return checked({ whole: Math.max(left.whole, right.whole) + 1, fraction: Math.max(left.fraction, right.fraction) })
}

function product(left: Digits, right: Digits): Digits {
  if (wordsOf(left) + wordsOf(right) > WORDS_MAX) throw tooLong()
  return checked({ whole: left.whole + right.whole, fraction: left.fraction + right.fraction })
}

function checked(digits: Digits): Digits {
  if (digits.fraction > FRACTION_MAX || digits.whole + digits.fraction > DIGITS_MAX) throw tooLong()
  return digits
}

const wordsOf = ({ whole, fraction }: Digits): number => Math.ceil(whole / DIGITS_OF_WORD) + Math.ceil(fraction / DIGITS_OF_WORD)

const tooLong = () => new NotCertain('decimals have no room for all of its digits there')
