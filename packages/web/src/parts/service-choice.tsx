import { useAsk } from '../api/use.ts';
import { useSay } from '../words/words.tsx';

const words = {
  all: { en: 'All services', de: 'Alle Dienste' },
  some: { en: 'Only these', de: 'Nur diese' },
  none: { en: 'There is no service yet.', de: 'Es gibt noch keinen Dienst.' },
};

/**
 * Chooses services: all, or some of those that there are.
 *
 * @param chosen null for all
 */
export function ServiceChoice({
  legend,
  chosen,
  onChoose,
}: {
  readonly legend: string;
  readonly chosen: readonly string[] | null;
  readonly onChoose: (chosen: string[] | null) => void;
}) {
  const say = useSay(words);
  const { data } = useAsk('listServices', { query: { limit: '1000' } });
  const names = [...new Set([...(data?.items ?? []).map(({ name }) => name), ...(chosen ?? [])])];
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <label>
        <input type="radio" checked={chosen === null} onChange={() => onChoose(null)} /> {say('all')}
      </label>
      <label>
        <input type="radio" checked={chosen !== null} onChange={() => onChoose([])} /> {say('some')}
      </label>
      {chosen !== null && (
        <div className="choice-list">
          {names.length === 0 && <p className="quiet">{say('none')}</p>}
          {names.map((name) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={({ target }) =>
                  onChoose(target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))
                }
              />{' '}
              {name}
            </label>
          ))}
        </div>
      )}
    </fieldset>
  );
}
