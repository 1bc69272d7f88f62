import fc from 'fast-check';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/time/instant.ts';

export const serviceNames = ['shop', 'blog', 'bank'] as const;

/** Of these the first two are public. */
export const publicServices: readonly string[] = ['shop', 'blog'];

/** When people are told, and which: only those with one of the tags; no tags for all. */
export interface Point {
  readonly at: string;
  readonly to: readonly string[];
}

export type Policy = Readonly<Record<'low' | 'high' | 'downtime', readonly Point[]>>;

/** By service. */
export type Policies = Readonly<Record<string, Policy>>;

/** What somebody hears of. */
export interface Choices {
  readonly services: readonly string[] | null;
  readonly kinds: readonly ('scheduled' | 'reminder' | 'started' | 'completed')[] | null;
  readonly tenants: readonly string[];
  readonly tags: readonly string[];
}

/** How much of telling is done after a step: nothing, notices made, or everything. */
export type Telling =
  | 'nothing'
  | 'raise'
  | 'spread-some'
  | 'spread'
  | 'fails'
  | 'dies-before'
  | 'dies-after'
  | 'all';

/** One thing that happens, and what of telling is done after it. */
export type Step = { readonly tell: Telling } & (
  | { readonly do: 'join'; readonly who: number; readonly choices: Choices; readonly isSignUp: boolean }
  | { readonly do: 'choose'; readonly who: number; readonly choices: Choices }
  | { readonly do: 'leave' | 'disable' | 'enable'; readonly who: number }
  | { readonly do: 'schedule' | 'series'; readonly lead: number; readonly what: What }
  | { readonly do: 'emergency'; readonly service: string }
  | { readonly do: 'move'; readonly which: number; readonly by: number }
  | { readonly do: 'change'; readonly which: number; readonly what: Partial<What> }
  | { readonly do: 'retitle'; readonly which: number }
  | { readonly do: 'extend'; readonly which: number; readonly by: number }
  | { readonly do: Said; readonly which: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'until'; readonly which: number; readonly moment: Moment }
);

export type Said = 'cancel' | 'go' | 'no-go' | 'finish' | 'abort';

/** A moment of a downtime that is still to come; `point` is that of the next planned wave. */
export type Moment = 'point' | 'go' | 'start' | 'late' | 'near-end' | 'end';

/** What a downtime is about. */
export interface What {
  readonly services: readonly string[];
  readonly mode: 'full' | 'read-only' | 'partial' | 'at-risk';
  readonly tenants: readonly string[];
  readonly takes: number;
}

const tags = ['vip', 'staff'];
const to = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.subarray(tags, { minLength: 1 }) },
);
const usual: readonly Point[] = [
  'schedule',
  'P7D',
  'P1D',
  'PT1H',
  'start',
  'delay',
  'extension',
  'return',
].map((at) => ({ at, to: [] }));
const points: fc.Arbitrary<readonly Point[]> = fc
  .subarray([
    'schedule',
    'P7D',
    'P2D',
    'P1D',
    'PT23H55M',
    'PT1H',
    'PT20M',
    'start',
    'delay',
    'extension',
    'return',
  ])
  .chain((names) => fc.tuple(...names.map((at) => to.map((tagged): Point => ({ at, to: tagged })))));
const tell = fc.oneof({ weight: 2, arbitrary: fc.constant(usual) }, { weight: 3, arbitrary: points });
const policy: fc.Arbitrary<Policy> = fc.oneof(
  tell.map((all): Policy => ({ low: all, high: all, downtime: all })),
  fc.record({ low: tell, high: tell, downtime: tell }),
);

const choices: fc.Arbitrary<Choices> = fc.record({
  services: fc.option(fc.subarray([...serviceNames], { minLength: 1 })),
  kinds: fc.option(fc.subarray(['scheduled', 'reminder', 'started', 'completed'] as const), { freq: 3 }),
  tenants: fc.subarray(['acme', 'globex']),
  tags: fc.subarray(tags),
});

const what: fc.Arbitrary<What> = fc.record({
  services: fc.subarray([...serviceNames], { minLength: 1, maxLength: 2 }),
  mode: fc.constantFrom('full', 'full', 'read-only', 'partial', 'at-risk'),
  tenants: fc.subarray(['acme', 'globex'], { minLength: 1 }),
  takes: fc.constantFrom(20 * MINUTE, HOUR, 2 * HOUR),
});

const who = fc.nat({ max: 3 });
const which = fc.nat({ max: 1 });
const lead = fc.constantFrom(
  15 * MINUTE,
  HOUR + 5 * MINUTE,
  DAY + 5 * MINUTE,
  3 * DAY,
  7 * DAY + MINUTE,
  12 * DAY,
);
const by = fc.constantFrom(-DAY, -HOUR, -10 * MINUTE, 10 * MINUTE, HOUR, DAY, 6 * DAY);
const telling = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Telling>('all') },
  {
    weight: 5,
    arbitrary: fc.constantFrom<Telling>(
      ...(['nothing', 'raise', 'spread-some', 'spread', 'fails', 'dies-before', 'dies-after'] as const),
    ),
  },
);

const step: fc.Arbitrary<Step> = fc
  .tuple(
    telling,
    fc.oneof(
      {
        weight: 2,
        arbitrary: fc.record({ do: fc.constant('join' as const), who, choices, isSignUp: fc.boolean() }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('choose' as const), who, choices }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('leave', 'disable', 'enable'), who }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('schedule' as const), lead, what }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('series' as const), lead, what }) },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constant('emergency' as const),
          service: fc.constantFrom(...serviceNames),
        }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), which, by }) },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('change' as const),
          which,
          what: fc.oneof(
            fc.record({ services: fc.subarray([...serviceNames], { minLength: 1, maxLength: 2 }) }),
            what,
          ),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('retitle' as const), which }) },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('extend' as const),
          which,
          by: fc.constantFrom(-5 * MINUTE, 10 * MINUTE, HOUR),
        }),
      },
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constantFrom('cancel', 'go', 'go', 'go', 'no-go', 'finish', 'finish', 'abort'),
          which,
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          do: fc.constant('wait' as const),
          ms: fc.constantFrom(10 * SECOND, MINUTE, HOUR, DAY, -3 * MINUTE),
        }),
      },
      {
        weight: 9,
        arbitrary: fc.record({
          do: fc.constant('until' as const),
          which,
          moment: fc.constantFrom<Moment>('point', 'point', 'go', 'start', 'late', 'near-end', 'end'),
        }),
      },
    ),
  )
  .map(([tell, done]) => ({ tell, ...done }) as Step);

/** A catalog's policies, who is there first, and what happens then. */
export interface Story {
  readonly policies: Policies;
  readonly people: readonly { readonly choices: Choices; readonly isSignUp: boolean }[];
  readonly steps: readonly Step[];
}

/** Stories of so many steps at most. */
export function stories(most: number): fc.Arbitrary<Story> {
  return fc.record({
    policies: fc.record(
      Object.fromEntries(serviceNames.map((name) => [name, policy])),
    ) as fc.Arbitrary<Policies>,
    people: fc.array(fc.record({ choices, isSignUp: fc.boolean() }), { minLength: 1, maxLength: 3 }),
    steps: fc.array(step, { maxLength: most, size: 'max' }),
  });
}

/** The catalog of the policies. */
export function yamlOf(policies: Policies): string {
  const written = (points: readonly Point[]) =>
    points.map(({ at, to }) => (to.length === 0 ? at : { at, to }));
  const services = Object.entries(policies).map(([name, { low, high, downtime }]) => [
    name,
    {
      zone: 'UTC',
      public: publicServices.includes(name),
      announce: { tell: { low: written(low), high: written(high), downtime: written(downtime) } },
    },
  ]);
  return JSON.stringify({ organisation: { name: 'Example' }, services: Object.fromEntries(services) });
}
