import type { Candidate, Plan, UsualRule } from '../../plan/contract.ts';
import { printable } from '../../printable.ts';
import { exactLength, parseDuration } from '../../time/duration.ts';
import { type Instant, parseInstant } from '../../time/instant.ts';
import { spokenClock, spokenLength, spokenTime } from '../../time/spoken.ts';
import type { Paint } from '../terminal.ts';
import { figure, table, wrap } from './table.ts';

/** What the report says beside the plan. */
export interface ReportContext {
  readonly service: string | null;
  /** Zone of the people who do the work, where it is known. */
  readonly teamZone: string | null;
  readonly columns: number;
  readonly picture: readonly string[];
}

/** What the work does to the service, by mode. */
const titles: Record<Plan['mode'], (service: string) => string> = {
  full: (service) => `Taking ${service} down`,
  partial: (service) => `Taking a part of ${service} down`,
  'read-only': (service) => `Making ${service} read-only`,
  hold: (service) => `Holding requests to ${service}`,
  'at-risk': (service) => `Working on ${service} at risk (the harm is what it would cost if it went wrong)`,
};

/**
 * A plan as a person reads it: the picture, the best moments, what the usual rule would cost, what to beware
 * of.
 */
export function planReport(plan: Plan, context: ReportContext, style: Paint): string[] {
  const takes = spokenLength(exactLength(parseDuration(plan.takes)));
  const what = `${titles[plan.mode](context.service ? `"${printable(context.service)}"` : 'the service')} for ${takes}`;
  const sections = [
    wrap(`${style.bold(what)}: what each hour would cost, on the clock of ${plan.zone}`, context.columns),
    context.picture,
    ranking(plan, context, style),
    comparison(plan, context),
    modes(plan, context),
    trust(plan, context, style),
  ];
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, i) => (i > 0 ? ['', ...section] : section));
}

function ranking(plan: Plan, { teamZone, columns }: ReportContext, style: Paint): string[] {
  const wide = columns >= 90;
  const roomy = columns >= 70;
  const head = ['#', roomy ? `start (${plan.zone})` : 'start'];
  if (teamZone && wide) head.push(`for the team (${teamZone})`);
  head.push(roomy ? plan.candidates[0]!.harm.unit : 'harm', 'range');
  if (wide) head.push('of the week', 'window');
  const row = (candidate: Candidate, label: string): string[] => {
    const cells = [label, spokenClock(parseInstant(candidate.start), plan.zone)];
    if (teamZone && wide) cells.push(spokenClock(parseInstant(candidate.start), teamZone));
    cells.push(
      figure(candidate.harm.expected),
      `${figure(candidate.harm.low)}–${figure(candidate.harm.high)}`,
    );
    if (wide) cells.push(`${(100 * candidate.shareOfWeek).toFixed(2)} %`, printable(candidate.window ?? ''));
    return cells;
  };
  const rows = table(
    [head, ...plan.candidates.map((candidate) => row(candidate, String(candidate.rank)))],
    teamZone && wide ? 'lllrrrl' : 'llrrrl',
  );
  const [title = '', best = '', ...others] = rows;
  return [style.dim(title), style.bold(style.green(best)), ...others, ...touched(plan, columns)];
}

function touched({ candidates: [best], geo }: Plan, columns: number): string[] {
  if (!best?.touched?.length) return [];
  const people = best.touched.map(({ country, share, local }) => {
    const clock = local ? ` (${local} there)` : '';
    return `${printable(country)} ${Math.round(100 * share)} %${clock}`;
  });
  return [
    '',
    ...wrap(
      `The best one touches: ${people.join(', ')} (countries by ${printable(geo ?? '')})`,
      columns,
      '  ',
    ),
  ];
}

function comparison(plan: Plan, { teamZone, columns }: ReportContext): string[] {
  const best = plan.candidates[0]!;
  const [first, second] = plan.usualRules;
  const differing = second && second.start !== first!.start ? [first!, second] : [first!];
  const lines = differing.map((usual) => usualLine(usual, plan, best));
  const out = [
    'What the usual rule would cost',
    ...lines.flatMap((line) => wrap(`  ${line}`, columns, '    ')),
  ];
  if (plan.withinTeamHours && teamZone) out.push(...wrap(inHours(plan, teamZone), columns));
  else if (teamZone) out.push('No moment in the horizon lies within the working hours of the team.');
  return out;
}

function usualLine({ rule, zone, start, harm }: UsualRule, plan: Plan, best: Candidate): string {
  const at = parseInstant(start);
  const there = zone === plan.zone ? '' : `, when it is ${spokenTime(at, plan.zone)} for the visitors`;
  const cost = `${amount(harm.expected, harm.unit)} (${figure(harm.low)}–${figure(harm.high)})`;
  return `${rule} ${zone}, next on ${spokenClock(at, zone)}${there}: ${cost}${comparedWithBest(harm, best.harm)}`;
}

/** What the best start spares of the figure before it. */
function comparedWithBest(harm: Candidate['harm'], best: Candidate['harm']): string {
  if (harm.expected <= 1.02 * best.expected) return ', as good as the best';
  const times = best.expected > 0 ? `, ${(harm.expected / best.expected).toFixed(1)} times the best` : '';
  return `${times}; the best spares ${figure(harm.expected - best.expected)} of them`;
}

/** A figure with its unit; a bare value has none. */
function amount(value: number, unit: Candidate['harm']['unit']): string {
  return unit === 'value' ? figure(value) : `${figure(value)} ${unit}`;
}

function inHours({ withinTeamHours: choice, candidates }: Plan, teamZone: string): string {
  const at: Instant = parseInstant(choice!.start);
  if (choice!.start === candidates[0]!.start)
    return `The best moment is within the team's working hours (${spokenTime(at, teamZone)}).`;
  const { expected, unit } = choice!.harm;
  const cost = `${amount(expected, unit)}, ${figure(choice!.extra)} more than the best`;
  return `Within the team's working hours the best is ${spokenTime(at, teamZone)}: ${cost}.`;
}

function modes({ candidates: [best] }: Plan, { columns }: ReportContext): string[] {
  const { full, readOnly, hold } = best!.byMode;
  const { unit } = best!.harm;
  const costs = [`full ${figure(full)}`];
  if (readOnly !== null) costs.push(`read-only ${figure(readOnly)}`);
  if (hold !== null) costs.push(`hold ${figure(hold)} (waiting instead of refused)`);
  const modeUnit = unit === 'value' ? '' : ` ${unit}`;
  const live = `Doing it live would save at most ${amount(best!.harm.expected, unit)}.`;
  return wrap(`By mode: ${costs.join(', ')}${modeUnit}. ${live}`, columns);
}

function trust(plan: Plan, { columns }: ReportContext, style: Paint): string[] {
  const { buckets, missing, maskedIntervals, start, end } = plan.history;
  const paints = { high: style.green, medium: style.yellow, low: style.red } as const;
  const period = `${spokenTime(parseInstant(start), plan.zone)} to ${spokenTime(parseInstant(end), plan.zone)}`;
  const gaps = missing > 0 ? `, ${missing.toLocaleString('en')} of them missing` : '';
  const step = spokenLength(exactLength(parseDuration(plan.step)));
  const basis = `from ${buckets.toLocaleString('en')} buckets of ${step}${gaps}, ${period}`;
  const lines = wrap(`Confidence: ${paints[plan.confidence](plan.confidence)} (${basis})`, columns, '  ');
  for (const { start: from, end: to, why } of maskedIntervals.slice(-5)) {
    const masked = `${spokenTime(parseInstant(from), plan.zone)} to ${spokenTime(parseInstant(to), plan.zone)}`;
    lines.push(...wrap(style.dim(`left out: ${masked}: ${printable(why)}`), columns, '  '));
  }
  const more = maskedIntervals.length - 5;
  if (more > 0) lines.push(style.dim(`left out: ${more} earlier periods, all listed with --json`));
  for (const { message } of plan.warnings)
    lines.push(...wrap(`${style.yellow('beware')}: ${printable(message)}`, columns, '  '));
  return lines;
}
