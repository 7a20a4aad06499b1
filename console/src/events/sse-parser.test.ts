import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSseParser } from './sse-parser.ts'

const STREAM =
  'retry: 2000\nid: 1-0\n\n:\n\nid: 1-1\nevent: queue\ndata: {"queue_name":"q1"}\n\nevent: job-progress\ndata: {"a":1}\ndata: b\n\n'

it('gives the same messages, wherever the stream is cut', () => {
  const whole = createSseParser()(STREAM)
  expect(whole).toEqual([
    { event: '', data: '', id: '1-0' },
    { event: 'queue', data: '{"queue_name":"q1"}', id: '1-1' },
    { event: 'job-progress', data: '{"a":1}\nb', id: undefined },
  ])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: STREAM.length })), (cuts) => {
      const parse = createSseParser()
      const places = [0, ...cuts.toSorted((a, b) => a - b), STREAM.length]
      expect(places.flatMap((place, at) => parse(STREAM.slice(place, places[at + 1])))).toEqual(whole)
    }),
  )
})

it('keeps what has no end yet', () => {
  expect(createSseParser()('event: queue\ndata: {}\n')).toEqual([])
})
