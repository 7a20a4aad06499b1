import type { RingWriter } from '../../engine/ring.ts'
import type { FilesContext } from '../shared/source-context.ts'
import { FRAME, type FrameFile, frame, frameHead, jsonFrame } from './file-frames.ts'
import { readBytes } from './read-bytes.ts'

/** Writes the bytes of the files into the ring, one after the other, until all are there or nobody reads any more. */
export async function streamFiles(
  files: readonly (FrameFile & { readonly path: string })[],
  ring: RingWriter,
  context: Pick<FilesContext, 'countFileInput' | 'signal'>,
): Promise<void> {
  for (const { path, ...file } of files) {
    context.signal.throwIfAborted()
    if (!(await ring.write(jsonFrame(FRAME.file, file)))) return
    const options = { signal: context.signal, count: (count: number) => context.countFileInput(count), reusesMemory: true }
    for await (const bytes of readBytes(path, file.shown, options)) {
      if (!(await ring.write(frameHead(FRAME.bytes, bytes.length), bytes))) return
    }
    if (!(await ring.write(frame(FRAME.endOfFile)))) return
  }
  await ring.write(frame(FRAME.end))
}
