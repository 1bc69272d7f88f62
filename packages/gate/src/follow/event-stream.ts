/** One event of a stream of server-sent events. */
export interface StreamEvent {
  /** `message` where the stream names none. */
  readonly event: string;
  readonly data: string;
}

/** What a reader calls. */
export interface StreamListener {
  event(event: StreamEvent): void;
  /** The server asks for this many milliseconds between attempts. */
  retry?(milliseconds: number): void;
  /** Anything came, a comment too: the line lives. */
  alive?(): void;
}

/** The longest event, in characters: many times the largest document. */
export const LONGEST = 8_000_000;

/**
 * Reads server-sent events until the body ends: any chunks, LF, CRLF or CR, comments, a byte order mark.
 *
 * @throws RangeError for an event longer than `longest` characters; whatever reading throws
 * @example await readEvents(response.body, { event: ({ event, data }) => console.log(event, data) });
 */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  listener: StreamListener,
  longest: number = LONGEST,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const lines = eventLines(listener, longest);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      listener.alive?.();
      lines(decoder.decode(value, { stream: true }));
    }
  } finally {
    // What is left of a body that failed or was refused is of no use to anybody.
    void reader.cancel().catch(() => {});
  }
}

/** Takes text as it comes and says each event once its empty line is there. */
function eventLines({ event: say, retry }: StreamListener, longest: number): (text: string) => void {
  let rest: string[] = [];
  let length = 0;
  let afterCr = false;
  let name = '';
  let data: string[] = [];

  const line = (text: string): void => {
    if (text === '') {
      if (data.length > 0) say({ event: name || 'message', data: data.join('\n') });
      name = '';
      data = [];
      length = 0;
      return;
    }
    const colon = text.indexOf(':');
    const field = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') data.push(value);
    else if (field === 'event') name = value;
    else if (field === 'retry' && /^\d{1,9}$/.test(value)) retry?.(Number(value));
  };

  return (chunk) => {
    let text = chunk;
    // A CRLF that two chunks share is one end of a line.
    if (afterCr && text.startsWith('\n')) text = text.slice(1);
    if (chunk !== '') afterCr = chunk.endsWith('\r');
    length += text.length;
    let from = 0;
    for (const { index, 0: end } of text.matchAll(/\r\n?|\n/g)) {
      line(rest.join('') + text.slice(from, index));
      rest = [];
      from = index + end.length;
    }
    if (from < text.length) rest.push(text.slice(from));
    if (length > longest) throw new RangeError(`an event of more than ${longest} characters`);
  };
}
