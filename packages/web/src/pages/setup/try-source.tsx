import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { Refused } from '../../parts/refused.tsx';
import { When } from '../../parts/when.tsx';
import { lengthOf, showLength } from '../../time/show.ts';
import { useLanguage, useSay } from '../../words/words.tsx';
import type { SourceRow } from '../services/shape.ts';
import './page.css';
import { sourceWords } from './source-words.ts';
import { type Progress, useTrial } from './use-trial.ts';

/** What the gates count: there is nothing to read beforehand. */
const byGates = 'gates';

/** Reads a source that is only typed yet, and counts along. */
export function TrySource({
  source,
  zone,
}: {
  readonly source: SourceRow;
  readonly zone?: string | undefined;
}) {
  const say = useSay(sourceWords);
  const { trial, begin, stop } = useTrial();
  const isReading = trial.state === 'reading';
  const name = source.source.trim();
  if (name === byGates) return <p className="quiet">{say('gatesCount')}</p>;
  return (
    <div className="trial">
      <p className="actions">
        <button
          type="button"
          disabled={name === '' || isReading}
          onClick={() => begin({ ...source, source: name })}
        >
          {say(trial.state === 'read' ? 'again' : 'try')}
        </button>
        {isReading && (
          <button type="button" onClick={stop}>
            {say('stop')}
          </button>
        )}
      </p>
      {isReading && <Reading progress={trial.progress} />}
      <div role="status">{trial.state === 'read' && <Found found={trial.found} zone={zone} />}</div>
      {trial.state === 'refused' && <Refused error={trial.error} />}
      {name !== '' && <CommandLine line={`lull traffic ${quoted(name)}`} />}
    </div>
  );
}

function Reading({ progress: { bytes, total, lines } }: { readonly progress: Progress }) {
  const say = useSay(sourceWords);
  const number = useNumber();
  return (
    <div>
      <progress
        aria-label={say('reading')}
        {...(total ? { max: total, value: Math.min(bytes, total) } : {})}
      />
      <p className="count">
        {say('lines', { count: number(lines) })}
        {total !== null && ` · ${Math.round((Math.min(bytes, total) / Math.max(total, 1)) * 100)} %`}
      </p>
    </div>
  );
}

type FoundOf = Extract<ReturnType<typeof useTrial>['trial'], { state: 'read' }>['found'];

function Found({ found, zone }: { readonly found: FoundOf; readonly zone?: string | undefined }) {
  const say = useSay(sourceWords);
  const number = useNumber();
  const { lines, files, buckets, step, start, end, counted, skipped, dropped, format, warnings } = found;
  const leftOut = dropped.bots + dropped.assets + dropped.filtered;
  return (
    <div className="found">
      <p className="count">
        <strong>{say('lines', { count: number(lines) })}</strong> ·{' '}
        {say('buckets', { count: number(buckets) })} {say('ofLength', { length: showLength(lengthOf(step)) })}
      </p>
      {start !== null && end !== null && (
        <p>
          {say('from')} <When at={start} zone={zone} /> {say('until')} <When at={end} zone={zone} />
        </p>
      )}
      <p className="quiet">
        {say('format', { format })}
        {files > 0 && ` · ${say('files', { count: number(files) })}`}
        {counted.requests !== null && ` · ${say('requests', { count: number(counted.requests) })}`}
        {counted.value !== null && ` · ${say('value', { count: number(counted.value) })}`}
        {leftOut > 0 && ` · ${say('dropped', { count: number(leftOut) })}`}
        {skipped.count > 0 && ` · ${say('skipped', { count: number(skipped.count) })}`}
      </p>
      {skipped.first && (
        <p className="remark">
          {say('firstSkipped', { line: skipped.first.line, why: skipped.first.why })}
          {skipped.first.file && <code> {skipped.first.file}</code>}
        </p>
      )}
      {warnings.map(({ code, message }) => (
        <p key={code} className="remark">
          {message} <code className="quiet">{code}</code>
        </p>
      ))}
    </div>
  );
}

/** Says a number as the language writes it. */
function useNumber(): (value: number) => string {
  const { language } = useLanguage();
  return (value) => value.toLocaleString(language === 'de' ? 'de-DE' : 'en-GB', { maximumFractionDigits: 0 });
}
