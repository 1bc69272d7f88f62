/** So long may one piece lie there untaken before the reader counts as gone, in milliseconds. */
const stalled = 60_000;

/**
 * Pieces of text as a streamed body, each made when the one before was taken.
 *
 * @param ended called once, however the stream ends
 */
export function streamed(
  pieces: AsyncGenerator<string>,
  stop: AbortController,
  ended: () => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let fail: (error: Error) => void = () => undefined;
  const arm = () =>
    setTimeout(() => {
      finish();
      fail(new Error('the reader takes nothing'));
    }, stalled).unref();
  let timer = arm();
  const finish = () => {
    clearTimeout(timer);
    stop.abort();
    ended();
  };
  return new ReadableStream(
    {
      start(controller) {
        fail = (error) => controller.error(error);
      },
      async pull(controller) {
        clearTimeout(timer);
        try {
          const { value, done } = await pieces.next();
          if (done) {
            finish();
            return controller.close();
          }
          controller.enqueue(encoder.encode(value));
          timer = arm();
        } catch (error) {
          finish();
          controller.error(error);
        }
      },
      cancel: finish,
    },
    { highWaterMark: 0 },
  );
}
