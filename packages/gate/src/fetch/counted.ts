/** Ends a stream before its source does; for what is no stream of events, nothing. */
export type EndEarly = (seconds: number) => void;

/** A stream that never pauses between two events is ended all the same after this. Milliseconds. */
const PATIENCE = 2_000;

/**
 * The same answer, with its body watched until it has ended, failed, or been cancelled.
 *
 * @param ended called once
 * @returns the answer, and a way to end a stream of server-sent events at the end of an event, after telling
 * the client when to come back; null where there is nothing to end
 * @example const { response } = watched(await handler(request), gate.counts.begin());
 */
export function watched(
  response: Response,
  ended: () => void,
): { readonly response: Response; readonly endEarly: EndEarly | null } {
  const { body, headers } = response;
  if (body === null) {
    ended();
    return { response, endEarly: null };
  }
  const reader = body.getReader();
  const isEvents = isEventStream(response);
  let last = '\n\n';
  let isOver = false;
  let parting: (() => void) | null = null;
  let controls: ReadableStreamDefaultController<Uint8Array> | undefined;
  const finish = (then: () => void) => {
    if (isOver) return;
    isOver = true;
    ended();
    then();
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controls = controller;
      },
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (isOver) return;
          if (done) return finish(() => controller.close());
          controller.enqueue(value);
          if (!isEvents) return;
          last = (last + new TextDecoder('latin1').decode(value.subarray(-4))).slice(-4);
          if (isBetweenEvents(last)) parting?.();
        } catch (error) {
          finish(() => controller.error(error));
        }
      },
      cancel(reason) {
        finish(() => {});
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
  const endEarly: EndEarly = (seconds) => {
    const close = () => {
      controls!.close();
      reader.cancel().catch(() => {});
    };
    parting = () =>
      finish(() => {
        if (!headers.has('content-encoding')) {
          controls!.enqueue(new TextEncoder().encode(`retry: ${seconds * 1000}\n\n`));
        }
        close();
      });
    if (isBetweenEvents(last)) parting();
    else setTimeout(() => finish(close), PATIENCE);
  };
  return { response: new Response(stream, response), endEarly: isEvents ? endEarly : null };
}

/**
 * Whether an answer is a stream of server-sent events, which would never end by itself.
 *
 * @example isEventStream(new Response(body, { headers: { 'content-type': 'text/event-stream' } })) // true
 */
export function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') ?? false;
}

function isBetweenEvents(last: string): boolean {
  return /(\r\n|\n|\r)\1$/.test(last);
}
