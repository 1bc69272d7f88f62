import { useNow } from '../../parts/now.ts';
import { When } from '../../parts/when.tsx';
import { type Say, useSay } from '../../words/words.tsx';
import { doing } from './seen.tsx';
import type { GatesOf } from './service-gates.tsx';
import { words } from './words.ts';

type Gate = GatesOf['gates'][number];

/** Each gate: what it does, what is in flight behind it, its clock, when it was heard. */
export function GateTable({
  service,
  gates,
  onRemove,
}: {
  readonly service: string;
  readonly gates: readonly Gate[];
  /** Says that one is gone; null where the reader may not. */
  readonly onRemove: ((gate: string) => void) | null;
}) {
  const say = useSay(words);
  const now = useNow(1_000);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys too.
    <section className="scrolls" tabIndex={0} aria-label={say('gatesOf', { service })}>
      <table className="gate-table">
        <thead>
          <tr>
            <th scope="col">{say('gate')}</th>
            <th scope="col">{say('does')}</th>
            <th scope="col" className="number">
              {say('inFlight')}
            </th>
            <th scope="col" className="number">
              {say('clock')}
              <span className="hidden"> ({say('clockHint')})</span>
            </th>
            <th scope="col">{say('heard')}</th>
            {onRemove && (
              <th scope="col">
                <span className="hidden">{say('actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {gates.map((gate) => (
            <tr key={gate.name}>
              <th scope="row">
                {gate.name}
                <span className="zone own">
                  {gate.kind} {gate.version}
                </span>
              </th>
              <td data-label={say('does')}>
                <span className="gate-mark" data-good={isWell(gate)}>
                  {said(gate, say)}
                </span>
                {gate.warnings.map((warning) => (
                  <span key={warning} className="remark">
                    {warning}
                  </span>
                ))}
              </td>
              <td className="number" data-label={say('inFlight')}>
                {gate.inFlight}
              </td>
              <td className="number" data-label={say('clock')}>
                {gate.clockOffset === null ? '–' : `${gate.clockOffset > 0 ? '+' : ''}${gate.clockOffset} ms`}
              </td>
              <td data-label={say('heard')}>
                {ago(now - Date.parse(gate.heardAt), say) ?? <When at={gate.heardAt} />}
              </td>
              {onRemove && (
                <td>
                  <button
                    type="button"
                    className="small"
                    aria-label={`${say('remove')}: ${gate.name}`}
                    onClick={() => onRemove(gate.name)}
                  >
                    {say('remove')}
                  </button>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function isWell({ isLost, isConfirmed }: Gate): boolean {
  return !isLost && isConfirmed;
}

function said({ state, isLost, isConfirmed, override }: Gate, say: Say<typeof words>): string {
  const does = say(doing(state));
  if (isLost) return say('lost', { state: does });
  if (override !== null) return say('held', { override });
  return isConfirmed ? does : say('notYet', { state: does });
}

/** Within the last hour in words; null before. */
function ago(ms: number, say: Say<typeof words>): string | null {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 8) return say('justNow');
  if (seconds < 60) return say('secondsAgo', { count: seconds });
  return seconds < 3_600 ? say('minutesAgo', { count: Math.floor(seconds / 60) }) : null;
}
