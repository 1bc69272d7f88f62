import { Agent } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { click, type Got } from './click.ts';

/** So many people are in the shop at a time: a bounded load. */
const VISITORS = 6;

/** How long each looks at a page, and at the notice that the shop is closed. Milliseconds. */
const LOOKS = { least: 200, most: 800 };
const WAITS = 1_000;

/** What visitors met. */
export interface Visits {
  pages: number;
  /** Keys of the orders that the shop thanked for. */
  readonly orders: string[];
  /** Times that the gate said that the shop is closed, and until when. */
  refused: number;
  /** Whatever else came than a whole page. */
  readonly lost: string[];
  /** When the first was refused, and when the first was let in again after the last refusal. */
  firstRefusedAt: number | null;
  backAt: number | null;
}

/** People who click from page to page and buy now and then. */
export interface Visitors {
  readonly visits: Visits;
  /** Those who were refused and have not yet been let in again. */
  waiting(): number;
  /** Resolves when each has finished what they were about. */
  leave(): Promise<void>;
}

/** Lets them in. Who is refused tries the very same again, until it is let through. */
export function letVisitorsIn(shop: string): Visitors {
  const visits: Visits = {
    pages: 0,
    orders: [],
    refused: 0,
    lost: [],
    firstRefusedAt: null,
    backAt: null,
  };
  const leaving = new AbortController();
  const outside = new Set<number>();
  const all = Array.from({ length: VISITORS }, (_, i) => visit(i));

  async function visit(number: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const isHere = (): boolean => !leaving.signal.aborted;
    let page: Got | null = null;
    while (isHere()) {
      page = await goOn(number, agent, page);
      await rest(LOOKS.least + Math.random() * (LOOKS.most - LOOKS.least));
    }
    agent.destroy();
  }

  /** One click on a page: a link of it, or the button where it has one. @returns the page that it led to */
  async function goOn(number: number, agent: Agent, page: Got | null): Promise<Got | null> {
    const what = page?.form && Math.random() < 0.5 ? page.form : linkOf(page);
    const got = await untilLetIn(number, agent, what);
    if (got === null) return page;
    if (got.status !== 200) {
      visits.lost.push(`${what.method} ${what.path}: ${got.status ?? got.text}`);
      return null;
    }
    visits.pages += 1;
    if (what.key === undefined) return got;
    if (got.text.includes(what.key)) visits.orders.push(what.key);
    else visits.lost.push(`the order ${what.key} was not thanked for`);
    return got;
  }

  async function untilLetIn(number: number, agent: Agent, what: Click): Promise<Got | null> {
    for (;;) {
      const got = await click(shop, agent, what);
      if (!got.isRefusal) {
        if (outside.delete(number)) visits.backAt ??= Date.now();
        return got;
      }
      visits.refused += 1;
      visits.firstRefusedAt ??= Date.now();
      visits.backAt = null;
      outside.add(number);
      await rest(WAITS);
      if (leaving.signal.aborted) return null;
    }
  }

  const rest = (length: number): Promise<unknown> =>
    pause(length, undefined, { signal: leaving.signal }).catch(() => null);

  return {
    visits,
    waiting: () => outside.size,
    async leave() {
      leaving.abort();
      await Promise.all(all);
    },
  };
}

/** What a visitor clicks on. */
export interface Click {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  /** Of the order that the button places. */
  readonly key?: string;
}

function linkOf(page: Got | null): Click {
  const links = page?.links ?? [];
  return { method: 'GET', path: links[Math.floor(Math.random() * links.length)] ?? '/' };
}
