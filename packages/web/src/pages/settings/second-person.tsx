import { useSay } from '../../words/words.tsx';
import { words } from './words.ts';

const occasions = ['override', 'emergency', 'schedule'] as const;
const risks = ['low', 'high', 'downtime'] as const;

/** Chooses what wants the yes of a second person, as `policy.secondPerson` is written. */
export function SecondPerson({
  chosen,
  onChoose,
}: {
  readonly chosen: unknown;
  readonly onChoose: (chosen: readonly unknown[] | undefined) => void;
}) {
  const say = useSay(words);
  const written = Array.isArray(chosen) ? (chosen as readonly unknown[]) : [];
  const risk = written.map((one) => (one as { leastRisk?: string }).leastRisk).find(Boolean) ?? '';
  const choose = (names: readonly string[], least: string): void =>
    onChoose([...names, ...(least ? [{ leastRisk: least }] : [])]);
  const names = occasions.filter((one) => written.includes(one));
  return (
    <fieldset className="choice">
      <legend>{say('secondPerson')}</legend>
      {occasions.map((one) => (
        <label key={one}>
          <input
            type="checkbox"
            checked={names.includes(one)}
            onChange={({ target }) =>
              choose(
                occasions.filter((other) => (other === one ? target.checked : names.includes(other))),
                risk,
              )
            }
          />{' '}
          {say(one)}
        </label>
      ))}
      <label>
        {say('leastRisk')}{' '}
        <select value={risk} onChange={({ target }) => choose(names, target.value)}>
          <option value="">{say('never')}</option>
          {risks.map((one) => (
            <option key={one} value={one}>
              {say(one)}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  );
}
