import type { Client, Sent, Session } from './client.ts';

/** A time in which the gate says one thing: from when it is confirmed until just before it is flipped again. */
export interface Stretch {
  readonly isOpen: boolean;
  readonly from: number;
  readonly to: number;
}

/** When what a drain has left may be ended: from the flip on that is its end. */
export interface Deadline {
  readonly from: number;
  readonly to: number;
}

/** One client in figures. */
export interface Row {
  readonly client: string;
  readonly asked: number;
  readonly admitted: number;
  readonly refused: number;
  /** Connections that broke, answers that didn't come. */
  readonly broken: number;
  /** Admitted after the gate said closed, refused after it said open. */
  readonly admittedLate: number;
  readonly refusedLate: number;
  /** Neither the app's answer nor the gate's: another status, or a 503 without `Lull-State`. */
  readonly foreign: number;
  /** Connections that were to stay; of those, ended at the drain's deadline, and cut at another time. */
  readonly stayed: number;
  readonly ended: number;
  readonly cut: number;
}

/** What is to be nothing for every client. */
export const faults = ['broken', 'admittedLate', 'refusedLate', 'foreign', 'cut'] as const;

/** What a client went through. */
export interface Judged {
  readonly row: Row;
  /** The first few of each that shouldn't be. */
  readonly wrong: readonly object[];
}

/** Judges what a client noted. */
export function judged(
  client: Client,
  stretches: readonly Stretch[],
  deadlines: readonly Deadline[],
): Judged {
  const { sent, sessions } = client;
  const isAdmitted = (status: number | null): boolean => status === 200 || status === 101;
  const late = (isOpen: boolean, status: (status: number | null) => boolean) =>
    stretches
      .filter((stretch) => stretch.isOpen === isOpen)
      .flatMap(({ from, to }) =>
        sent.filter((one) => one.began >= from && one.ended <= to && status(one.status)),
      );
  const broken = sent.filter(({ error }) => error !== null);
  const foreign = sent.filter(({ error, status, state }) => {
    if (error !== null || (isAdmitted(status) && state === null)) return false;
    return status !== 503 || state === null;
  });
  const admittedLate = late(false, isAdmitted);
  const refusedLate = late(true, (status) => status === 503);
  const isMeant = ({ cutAt }: Session) => deadlines.some(({ from, to }) => cutAt! >= from && cutAt! <= to);
  const ended = sessions.filter(({ cutAt }) => cutAt !== null);
  const cut = sessions.filter(
    (session) => session.wrong !== null || (session.cutAt !== null && !isMeant(session)),
  );
  const row = {
    client: client.name,
    asked: sent.length,
    admitted: sent.filter(({ status }) => isAdmitted(status)).length,
    refused: sent.filter(({ status }) => status === 503).length,
    broken: broken.length,
    admittedLate: admittedLate.length,
    refusedLate: refusedLate.length,
    foreign: foreign.length,
    stayed: sessions.length,
    ended: ended.filter(isMeant).length,
    cut: cut.length,
  };
  const wrong: (Sent | Session)[] = [broken, admittedLate, refusedLate, foreign, cut].flatMap(
    (some: readonly (Sent | Session)[]) => some.slice(0, 3),
  );
  return { row, wrong: wrong.map((one) => ({ client: client.name, ...one })) };
}

/** The rows as people read them. */
export function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0]!) as (keyof Row)[];
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  return lines
    .map((line) =>
      line
        .map((field) => field.padEnd(14))
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
