/** How one occasion goes by itself, and what the policy makes of it. */
export interface Scenario {
  readonly name: string;
  /** What the third step does, or the fourth, or the rollback of the first. */
  readonly trouble: { readonly third?: Trouble; readonly fourth?: Trouble; readonly backOfFirst?: Trouble };
  /** How long the third step takes, in milliseconds. */
  readonly third: number;
  readonly atFailure: 'roll-back' | 'ask';
  /** Whether nothing is rolled back from the fourth step on. */
  readonly isPastReturn: boolean;
  /** Whether the checks of the file go well, and whether visitors fare well afterwards. */
  readonly checks: 'well' | 'badly';
  readonly watched: 'well' | 'badly' | null;
  readonly plan: Readonly<Record<string, string>>;
  /** What the person says to a step that failed. */
  readonly answer: 'again' | 'failed' | null;
  /** What the person says by themselves once the third step has begun. */
  readonly says: 'abort' | null;
  /** What the person says at the latest moment to turn back. */
  readonly atTurnBack: 'extend' | null;
  readonly ends: 'completed' | 'aborted';
  /** Events that the record must have. */
  readonly tells: readonly string[];
}

export type Trouble = 'fails' | 'fails-until-mended' | 'hangs' | 'dies';

const well: Scenario = {
  name: 'well',
  trouble: {},
  third: 400,
  atFailure: 'roll-back',
  isPastReturn: false,
  checks: 'well',
  watched: null,
  plan: { takes: 'PT4H', rollback: 'PT10M', atTurnBack: 'extend' },
  answer: null,
  says: null,
  atTurnBack: null,
  ends: 'completed',
  tells: ['downtime.completed'],
};

const turnsBack = { ends: 'aborted', tells: ['downtime.turning-back', 'downtime.aborted'] } as const;

/** Due to turn back five seconds after the start, while the third step takes longer. */
const late = { takes: 'PT25S', rollback: 'PT20S' };

/** Each way in which a change can go, and where the policy leads it. */
export const scenarios: readonly Scenario[] = [
  well,
  { ...well, name: 'watched', watched: 'well' },
  { ...well, name: 'a step fails', trouble: { third: 'fails' }, ...turnsBack },
  { ...well, name: 'a step hangs', trouble: { third: 'hangs' }, ...turnsBack },
  { ...well, name: 'a step is killed half-way', trouble: { third: 'dies' }, ...turnsBack },
  {
    ...{ ...well, name: 'a step fails, a person mends it', trouble: { third: 'fails-until-mended' } },
    ...{ atFailure: 'ask', answer: 'again' },
  },
  {
    ...{ ...well, name: 'a step fails, a person gives it up', trouble: { third: 'fails' }, ...turnsBack },
    ...{ atFailure: 'ask', answer: 'failed' },
  },
  {
    ...{ ...well, name: 'fails past the point of no return', trouble: { fourth: 'fails-until-mended' } },
    ...{ isPastReturn: true, answer: 'again', tells: ['downtime.failed', 'downtime.completed'] },
  },
  {
    ...{ ...well, ...turnsBack, name: 'a rollback fails', answer: 'again' },
    trouble: { third: 'fails', backOfFirst: 'fails-until-mended' },
  },
  { ...well, name: 'a check fails', checks: 'badly', ...turnsBack },
  {
    ...{ ...well, name: 'visitors fare badly', watched: 'badly', ...turnsBack },
    tells: ['downtime.opening', 'downtime.turning-back', 'downtime.aborted'],
  },
  { ...well, name: 'a person turns back', third: 4_000, says: 'abort', ...turnsBack },
  {
    ...{ ...well, name: 'overruns and extends', third: 8_000 },
    ...{ plan: { ...late, atTurnBack: 'extend', extendBy: 'PT1H' } },
    ...{ tells: ['downtime.turn-back-due', 'downtime.extended', 'downtime.completed'] },
  },
  {
    ...{ ...well, name: 'overruns and rolls back', third: 60_000, ends: 'aborted' },
    ...{ plan: { ...late, atTurnBack: 'roll-back' } },
    ...{ tells: ['downtime.turn-back-due', 'downtime.turning-back', 'downtime.aborted'] },
  },
  {
    ...{ ...well, name: 'overruns and asks', third: 8_000, atTurnBack: 'extend' },
    ...{ plan: { ...late, atTurnBack: 'ask' } },
    ...{ tells: ['downtime.turn-back-due', 'downtime.extended', 'downtime.completed'] },
  },
];
