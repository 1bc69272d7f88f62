import { SECOND } from '../../time/instant.ts';
import { columns, styled, visible } from '../terminal.ts';

/**
 * A line at the bottom of the terminal that is drawn anew every second; nothing where nobody watches.
 *
 * @param text what it says now; null for no line
 */
export function liveLine(text: (() => string) | null): {
  /** Prints something above the line. */
  above: (write: () => void) => void;
  end: () => void;
} {
  const stream = process.stderr;
  if (!text || !stream.isTTY || !process.stdout.isTTY) return { above: (write) => write(), end: () => {} };
  const clear = () => stream.write('\r\x1b[2K');
  const draw = () => {
    const line = text();
    const width = columns(stream) - 1;
    stream.write(`\r\x1b[2K${styled(visible(line).length > width ? visible(line).slice(0, width) : line)}`);
  };
  const timer = setInterval(draw, SECOND);
  draw();
  return {
    above(write) {
      clear();
      write();
      draw();
    },
    end() {
      clearInterval(timer);
      clear();
    },
  };
}
