import { useCallback, useMemo, useRef, useState } from 'react';
import { CommandLine, quoted } from '../../parts/command-line.tsx';
import { useNow } from '../../parts/now.ts';
import { Refused } from '../../parts/refused.tsx';
import { shortLength } from '../../time/lengths.ts';
import { ownZone, showTime, showZone } from '../../time/show.ts';
import { useLanguage, useSay } from '../../words/words.tsx';
import { isOpenAt, useAhead } from './ahead.ts';
import { PlanForm } from './form.tsx';
import { DAY, instantOf, MINUTE, wallOf } from './grid/clock.ts';
import { daysOf } from './grid/days.ts';
import { shownFigure } from './harm.ts';
import { Heatmap } from './heatmap.tsx';
import { History } from './history/history.tsx';
import { MomentPanel } from './moment.tsx';
import { NoTraffic } from './no-traffic.tsx';
import { Legend, OnWeekTable } from './on-week.tsx';
import { Picker } from './picker.tsx';
import { RankedMoments } from './ranked.tsx';
import { ScheduleDialog } from './schedule/dialog.tsx';
import type { Settings } from './settings.ts';
import { words } from './words.ts';

interface Props {
  readonly settings: Settings;
  readonly service: string;
  /** The service's zone. */
  readonly zone: string;
  readonly services: readonly string[];
  readonly onChange: (some: Partial<Settings>) => void;
}

/** The search for a moment for one service. */
export function Planner({ settings, service, zone: serviceZone, services, onChange }: Props) {
  const say = useSay(words);
  const { language } = useLanguage();
  const { takes, rollback, mode, from, days, clock, at: chosen } = settings;
  const zone = clock === 'mine' ? ownZone : serviceZone;
  const now = Math.floor(useNow(MINUTE) / (5 * MINUTE)) * 5 * MINUTE;
  const begin = from === null ? null : instantOf(Date.parse(from), serviceZone);
  const { ahead, ranked, error } = useAhead({ service, takes, rollback, mode, from: begin, days });
  const start = begin ?? now;
  const end = start + days * DAY;
  const rows = useMemo(() => daysOf({ start, end }, zone), [start, end, zone]);

  const best = useMemo(
    () => ranked.data?.candidates.map((one) => Date.parse(one.start)) ?? [],
    [ranked.data],
  );
  const at = chosen ?? best[0] ?? ahead?.open?.[0]?.start ?? Math.max(start, now + 15 * MINUTE);
  const isOpen = isOpenAt(ahead, at);
  const harm = ahead?.harmAt(at) ?? null;
  const holidays = useMemo(() => new Map(ahead?.holidays.map(({ date, name }) => [date, name])), [ahead]);

  const [isScheduling, setIsScheduling] = useState(false);
  const [rules, setRules] = useState<readonly string[]>([]);
  const main = useRef<HTMLButtonElement>(null);
  const moveTo = useCallback((next: number) => onChange({ at: next }), [onChange]);
  const choose = useCallback(() => main.current?.focus(), []);

  const figure = (value: number): string => shownFigure(value, language);
  const toldHarm = harm
    ? say('toldHarm', {
        expected: figure(harm.expected),
        unit: say(harm.unit),
        low: figure(harm.low),
        high: figure(harm.high),
      })
    : say('noHarm');
  const time = `${showTime(at, zone, language)} ${showZone(at, zone, language)}`;
  const told = say('told', { time, harm: toldHarm, open: say(isOpen ? 'allowed' : 'inTheWay') });
  const today = new Date(wallOf(now, serviceZone)).toISOString().slice(0, 10);
  const isKnown = ahead !== null && ahead.unit !== null;
  const isReading = error === null && (ahead === null || (!ranked.data && !ranked.error));

  return (
    <>
      <PlanForm
        settings={settings}
        services={services}
        zone={serviceZone}
        today={today}
        onChange={onChange}
      />
      {ahead && !isKnown && <NoTraffic service={service} />}
      <Refused error={ahead ? null : error} />
      {isReading && <p role="status">{say('asking')}</p>}
      <div className="planner" hidden={isReading}>
        <section className="sheet weeks" aria-label={say('week')} aria-busy={ahead === null}>
          <h2>{say('week')}</h2>
          <p className={isOpen ? 'readout' : 'readout in-the-way'}>
            <strong>{time}</strong>
            <span>{toldHarm}</span>
            <span className="readout-open">{say(isOpen ? 'allowed' : 'inTheWay')}</span>
          </p>
          <Picker
            rows={rows}
            zone={zone}
            takes={takes}
            at={at}
            earliest={Math.min(at, Math.max(rows[0]!.start, now + 15 * MINUTE))}
            latest={Math.max(at, end - takes)}
            isOpen={isOpen}
            told={told}
            holidays={holidays}
            onMove={moveTo}
            onChoose={choose}
          >
            {ahead && (
              <Heatmap
                rows={rows}
                harmOver={ahead.harmOver}
                most={ahead.most}
                now={now}
                end={end}
                best={best}
                windows={ahead.windows}
                freezes={ahead.freezes}
                downtimes={ahead.downtimes}
              />
            )}
          </Picker>
          <p id="plan-keys" className="quiet keys-hint">
            {say('keys')}
          </p>
          {ahead && (
            <>
              <Legend most={ahead.most} unit={ahead.unit} has={ahead.has} />
              <OnWeekTable
                windows={ahead.windows}
                freezes={ahead.freezes}
                downtimes={ahead.downtimes}
                holidays={ahead.holidays}
                zone={zone}
              />
            </>
          )}
        </section>
        <div className="beside">
          <MomentPanel
            question={{ service, takes, rollback, mode }}
            at={at}
            zone={serviceZone}
            harm={harm}
            isOpen={isOpen}
            onMove={moveTo}
            onRules={setRules}
            onSchedule={() => setIsScheduling(true)}
            main={main}
          />
          {(isKnown || !ahead) && (
            <RankedMoments
              data={ranked.data}
              error={ranked.error}
              isAsking={ranked.isFetching}
              zone={serviceZone}
              at={at}
              onChoose={moveTo}
            />
          )}
        </div>
        <div className="below">
          <CommandLine line={commandOf(settings, service, begin)} />
          {isKnown && <History service={service} zone={serviceZone} />}
        </div>
      </div>
      {isScheduling && (
        <ScheduleDialog
          chosen={{ service, at, takes, rollback, mode }}
          zone={serviceZone}
          rules={rules}
          onClose={() => setIsScheduling(false)}
        />
      )}
    </>
  );
}

function commandOf({ takes, rollback, mode, days }: Settings, service: string, begin: number | null): string {
  const after = begin === null ? '' : ` --not-before ${new Date(begin).toISOString().replace('.000', '')}`;
  const back = rollback > 0 ? ` --rollback ${shortLength(rollback)}` : '';
  const way = mode === 'full' ? '' : ` --mode ${mode}`;
  return `lull plan --service ${quoted(service)} --takes ${shortLength(takes)}${back}${way} --within ${days}d${after}`;
}
