import type { EventView } from '../../packages/lull/src/api/contract/outcome.ts';

/** What a gate does, by the state that it confirms. */
const gateDoes: Readonly<Record<string, string>> = {
  warn: 'knows that it will close',
  drain: 'refuses visitors, and waits for those within',
  verify: 'is still closed, and lets checks through',
  closed: 'stays closed until it is told to open',
  opening: 'lets visitors in again',
  open: 'is open to everybody',
};

const said: Readonly<Record<string, string>> = {
  'downtime.scheduled': 'Promised: everybody whom it touches is told.',
  'downtime.warned': 'Go or no-go: everything that it needs is looked at.',
  'downtime.draining': 'It begins.',
  'downtime.closed': 'Nothing is in flight any more: the shop is down.',
  'downtime.verifying': 'The change is made, and checked through the closed gate.',
  'downtime.opening': 'All is well: visitors come back, and are watched over.',
  'downtime.completed': 'It is over.',
};

/** One thing that happened, in words; null for what need not be told here. */
export function eventWords({ kind, data, why }: EventView): string | null {
  if (kind === 'gate.confirmed') {
    return `The gate ${data.gate} ${gateDoes[String(data.state)] ?? `says ${data.state}`}.`;
  }
  const step = `${data.phase === 'back' ? 'Undoing step' : 'Step'} “${data.step}”`;
  if (kind === 'downtime.step-started') return `${step} begins.`;
  if (kind === 'downtime.step-ended') {
    return data.outcome === 'done' ? `${step} is done.` : `${step}: ${data.outcome}, ${data.error ?? ''}`;
  }
  const words = said[kind];
  if (words !== undefined) return words;
  if (!kind.startsWith('downtime.') || ['downtime.drafted', 'downtime.present'].includes(kind)) return null;
  const what = kind.slice('downtime.'.length).replaceAll('-', ' ');
  return `The downtime: ${what}${why === null ? '' : `, ${why}`}.`;
}
